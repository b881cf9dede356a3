"""What a browser tab remembers between reruns, and the door to the services. The only file that touches session state.

The open conversation and the chosen persona stand in the address too, so that a reload or a shared link finds them.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self, TypeVar, cast

import streamlit as st

from brain.errors import QuotaReached
from studio.settings import Settings
from studio.wiring import shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from brain.models.chat import DriftInstruction
    from store.actor import Actor
    from store.values import Session
    from studio.doctor import Finding
    from studio.wiring import Services

Event = TypeVar("Event")

PAGE_OF_TURNS: Final = 15
"""Turns drawn at first and added by `show earlier`: 30 messages."""

SETTLE_SECONDS: Final = 2.0
"""How long a rerun waits for the reply that it interrupted to be stored."""

_TALK, _PERSONA = "session", "persona"


@dataclass(frozen=True, slots=True)
class Saying:
    """Words to be said once the page is drawn; `seed` is None unless it is a new wording of an old turn."""

    words: str
    seed: int | None = None


def services() -> Services:
    """The services of this process, the same that its API uses: made for the address that is being served."""
    return shared(Settings(host=st.get_option("server.address"), port=st.get_option("server.port")))


def actor() -> Actor:
    """On whose behalf the pages ask."""
    return services().actor


def talk_id() -> str | None:
    """The open conversation, if one is."""
    return st.query_params.get(_TALK)


def open_talk(session_id: str, *, saying: Saying | None = None) -> None:
    """Make a conversation the open one; `saying` is said in it as soon as it is drawn."""
    st.query_params[_TALK] = session_id
    st.session_state["saying"] = saying
    st.session_state["evidence"] = None
    st.session_state["shown"] = PAGE_OF_TURNS


def close_talk() -> None:
    """Leave the open conversation; the controls keep their values for the next one."""
    st.query_params.pop(_TALK, None)
    st.session_state["evidence"] = None
    if st.session_state.get("persona"):
        st.query_params[_PERSONA] = st.session_state["persona"]


def take_saying() -> Saying | None:
    """What waits to be said, once."""
    return cast("Saying | None", st.session_state.pop("saying", None))


@dataclass(frozen=True, slots=True)
class Refused:
    """Words that a limit refused, and the refusal."""

    words: str
    error: QuotaReached


def refused() -> QuotaReached | None:
    """Why the last words were refused, until others are sent; they stand in the input again. Before that is drawn."""
    found = cast("Refused | None", st.session_state.get("refused"))
    if found is None or st.session_state.get("words"):
        st.session_state["refused"] = None
        return None
    if found.words:
        st.session_state["words"] = found.words
        st.session_state["refused"] = Refused("", found.error)
    return found.error


class Reply:
    """A reply that is arriving in this tab. A context manager: leaving it tells whoever waits that it ended.

    Words that a limit refused are given back to the input, and why they were refused is shown above it.
    """

    def __init__(self, words: str = "") -> None:
        self._words = words
        self._cancelled, self._ended = threading.Event(), threading.Event()
        self._events: Generator[object] | None = None

    def cancelled(self) -> bool:
        """Whether somebody asked for it to stop."""
        return self._cancelled.is_set()

    def settle(self) -> bool:
        """Ask it to stop and wait a little; whether it has ended."""
        self._cancelled.set()
        return self._ended.wait(SETTLE_SECONDS)

    def of(self, events: Iterator[Event]) -> Iterator[Event]:
        """The events of the reply, to be closed when it is left."""
        self._events = events if isinstance(events, Generator) else None
        return events

    def __enter__(self) -> Self:
        st.session_state["reply"] = self
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if self._events is not None:
            self._events.close()
        self._ended.set()
        if not self._words or not isinstance(error, QuotaReached):
            return False
        st.session_state["refused"] = Refused(self._words, error)
        return True


def settled() -> bool:
    """End the reply that still arrives, if one does; False if it would not end in time.

    Any interaction starts a rerun at once, while the run that was drawing the reply is still being stopped.
    """
    reply = cast("Reply | None", st.session_state.get("reply"))
    return reply is None or reply.settle()


def evidence_turn() -> int | None:
    """The turn whose evidence is open."""
    return cast("int | None", st.session_state.get("evidence"))


def toggle_evidence(index: int) -> None:
    """Open the evidence of a turn, or close it."""
    st.session_state["evidence"] = None if evidence_turn() == index else index


def mark_rated(index: int) -> None:
    """A rating of a turn was clicked."""
    st.session_state["rated"] = index


def take_rated() -> int | None:
    """The turn whose rating was clicked just now, once."""
    return cast("int | None", st.session_state.pop("rated", None))


def show(control: str, value: object) -> None:
    """Give a control its value before it is drawn, whatever it had."""
    st.session_state[control] = value


def shown_turns() -> int:
    """How many of the last turns are drawn."""
    return cast("int", st.session_state.get("shown", PAGE_OF_TURNS))


def show_earlier() -> None:
    """Draw one page of turns more."""
    st.session_state["shown"] = shown_turns() + PAGE_OF_TURNS


def follow(talk: Session | None, slugs: dict[str, str]) -> None:
    """Set the sidebar's controls to the conversation that was opened, or to the persona in the address.

    `slugs` gives the slug of a persona id. Controls the user has touched since are left alone.
    """
    state = st.session_state
    named = st.query_params.get("version", "")
    mark = talk.id if talk else f"persona:{st.query_params.get(_PERSONA, '')}:{named}"
    if state.get("followed") == mark:
        return
    state["followed"] = mark
    if talk is None:
        if st.query_params.get(_PERSONA) in slugs.values():
            state["persona"] = st.query_params[_PERSONA]
            if named:
                state["version"] = named
        return
    state["persona"] = slugs.get(talk.persona_id, state.get("persona"))
    state["version"], state["mode"], state["model"] = talk.version_id, talk.persona_mode, talk.model
    _follow_drift(talk.drift)


def forget_version() -> None:
    """A persona was chosen: its newest version, no mode and its own model, in a new conversation."""
    for control in ("version", "mode", "model"):
        st.session_state.pop(control, None)
    close_talk()


def offer(control: str, default: object, *, among: Sequence[object] | None = None) -> None:
    """Give a control its value before it is drawn, where it has none or one that is no longer on offer."""
    known = control in st.session_state
    if not known or (among is not None and st.session_state[control] not in among):
        st.session_state[control] = default


def check(name: str) -> tuple[bool, str] | None:
    """What came of the last connection test of a provider in this tab."""
    return cast("tuple[bool, str] | None", st.session_state.get(f"check:{name}"))


def keep_check(name: str, *, ok: bool, text: str) -> None:
    """Remember what came of a connection test."""
    st.session_state[f"check:{name}"] = (ok, text)


def findings() -> tuple[Finding, ...] | None:
    """What the doctor found when this tab last asked."""
    return cast("tuple[Finding, ...] | None", st.session_state.get("findings"))


def keep_findings(found: tuple[Finding, ...] | None) -> None:
    """Remember what the doctor found; None forgets it."""
    st.session_state["findings"] = found


def _follow_drift(drift: DriftInstruction | None) -> None:
    st.session_state["drift"] = drift is not None
    if drift is not None:
        st.session_state["drift_type"] = drift.type
        st.session_state["drift_dose"] = drift.dose
        st.session_state["drift_turn"] = drift.from_turn
