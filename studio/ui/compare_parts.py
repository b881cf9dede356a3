"""Two conversations side by side: who is on which side, the turns in pairs, the summary, replies as they arrive."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from brain.play import Said
from studio import paired
from studio import session_compare as memory
from studio.comparing import SIDES
from studio.ui import difference_view, message
from studio.ui.message import Voice
from studio.ui.safe_text import as_html, as_label
from studio.ui.speaking import FRAME_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from brain.genome.difference import Difference
    from brain.play import Began
    from brain.turn import Turn
    from store.values import PersonaCard, Version
    from studio.comparing import Side

NOTHING: Final = (
    '<div class="pf-empty"><b>Say something to both.</b><p>They hear the same words at the same moment, with the same '
    "seed and no memories of other conversations.</p></div>"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One side: a version of a persona, the model that plays it, and the address of its portrait."""

    card: PersonaCard
    version: Version
    label: str
    portrait: str

    @property
    def name(self) -> str:
        """What it is called in sentences."""
        return f"{self.card.name}, version {self.version.number}"

    @property
    def voice(self) -> Voice:
        """Who answers, as turns show it."""
        return Voice(name=self.card.name, accent=self.card.accent, label=f"version {self.version.number}")


def head(left: Shown, right: Shown, found: Difference) -> None:
    """Both sides by name, and what differs between their genomes."""
    for column, side in zip(st.columns(2, gap="large"), (left, right), strict=True):
        column.html(_head(side))
    with st.expander(f"What differs: {as_label(found.summary, longest=200)}", icon=":material/difference:"):
        st.html(difference_view.view(found))


def choose(cards: Sequence[PersonaCard], versions: Callable[[str], Sequence[Version]]) -> tuple[str, str] | None:
    """Two personas and a version of each; their version ids once they are to be put side by side."""
    chosen: list[str] = []
    by_id = {card.id: card for card in cards}
    for column, side in zip(st.columns(2, gap="large"), SIDES, strict=True):
        with column:
            first = cards[min(SIDES.index(side), len(cards) - 1)].id
            key = memory.offer(f"persona-{side}", list(by_id), first)
            persona = st.selectbox(
                f"Persona on the {side}", list(by_id), key=key, format_func=lambda one: by_id[one].name
            )
            known = {one.id: f"{one.number} · {one.message}" for one in versions(persona)}
            key = memory.offer(f"version-{side}", list(known), next(iter(known)))
            chosen.append(st.selectbox(f"Version on the {side}", list(known), key=key, format_func=known.__getitem__))
    if st.button("Put them side by side", type="primary", icon=":material/compare_arrows:", key="side-by-side"):
        return chosen[0], chosen[1]
    return None


def turns(left: Sequence[Turn], right: Sequence[Turn], sides: tuple[Shown, Shown]) -> None:
    """The turns in pairs: what was said once, both replies beside each other."""
    for at in range(max(len(left), len(right))):
        pair = [side[at] if at < len(side) else None for side in (left, right)]
        said = next(turn.user_text for turn in pair if turn is not None)
        st.html(message.said_by_user(said))
        for column, turn, side in zip(st.columns(2, gap="large"), pair, sides, strict=True):
            if turn is not None:
                column.html(message.answered(turn, side.voice))


def summary(left: Sequence[Turn], right: Sequence[Turn], sides: tuple[Shown, Shown]) -> None:
    """What can be said of the difference of scores so far."""
    scores = [[turn.drift.score for turn in side] for side in (left, right)]
    found = paired.paired(*scores)
    told = paired.words(found, left=sides[0].name, right=sides[1].name)
    steps = "".join(
        f'<span title="turn {turn}" class="{"pf-up" if value > 0 else "pf-down"}" '
        f'style="--pf-size:{min(1.0, abs(value)):.3f}"><i></i><small>{turn}</small></span>'
        for turn, value in zip(found.turns, found.differences, strict=True)
    )
    bars = f'<div class="pf-steps-up" aria-hidden="true">{steps}</div>' if steps else ""
    st.html(f'<div class="pf-about pf-compared"><p><b>{as_html(told)}</b></p>{bars}</div>')


def speaking(
    words: str, events: Iterator[tuple[Side, Began | Said | Turn]], sides: tuple[Shown, Shown], *, index: int
) -> None:
    """Draw both replies as they arrive. Stop reruns the page, which breaks this off."""
    st.html(message.said_by_user(words))
    places = {side: column.empty() for side, column in zip(SIDES, st.columns(2, gap="large"), strict=True)}
    voices = {side: shown.voice for side, shown in zip(SIDES, sides, strict=True)}
    st.button("Stop", key="stop", icon=":material/stop_circle:")
    texts: dict[Side, str] = dict.fromkeys(SIDES, "")
    drawn: dict[Side, float] = dict.fromkeys(SIDES, 0.0)
    for side in SIDES:
        places[side].html(message.arriving("", voices[side], index))
    for side, event in events:
        if isinstance(event, Said):
            texts[side] += event.text
            if time.monotonic() - drawn[side] >= FRAME_SECONDS:
                places[side].html(message.arriving(texts[side], voices[side], index))
                drawn[side] = time.monotonic()


def _head(side: Shown) -> str:
    card = side.card
    picture = f'<img src="{as_html(side.portrait)}" alt="" width="56" height="56">'
    return (
        f'<div class="pf-title pf-side">{picture}<div><h2 dir="auto">{as_html(card.name)}</h2>'
        f'<p dir="auto">version {side.version.number} · {as_html(side.version.message)} · {as_html(side.label)}</p>'
        "</div></div>"
    )
