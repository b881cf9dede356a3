"""The conversation so far: turns, their evidence on demand, and what can be asked of a turn. Calls no use case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import streamlit as st

from brain.turn import TurnStatus
from studio import session
from studio.judging import NEEDED
from studio.ui import evidence, message, rate_reply
from studio.ui.safe_text import as_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from brain.turn import TurnResult
    from store.turn_ratings import TurnRating
    from studio.traits import ShownTraits
    from studio.ui.message import Voice


@dataclass(frozen=True, slots=True)
class Asked:
    """Say turn `before` again, in a conversation that branches off before it."""

    before: int
    words: str


@dataclass(frozen=True, slots=True)
class ToJudge:
    """Ask the judge about turn `index`."""

    index: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to a turn: what was thought of it, by turn, and what is worked out once its evidence is open.

    `price` says what asking the judge would take (an empty text if it cannot be asked); `traits` what the reply shows.
    """

    ratings: Mapping[int, TurnRating]

    price: Callable[[int], str]
    traits: Callable[[TurnResult], ShownTraits | None]


Doing: TypeAlias = "Asked | ToJudge | rate_reply.Rated"
"""What a user does with a turn."""


def draw(turns: Sequence[TurnResult], voice: Voice, *, beside: Beside) -> Doing | None:
    """The turns, oldest first; what was asked or said of one of them, if anything.

    A turn takes few elements, since elements are what a rerun costs: its words, and a row of a button and its rating.
    """
    asked: Doing | None = None
    clicked = session.take_rated()
    if turns and turns[0].index > 1:
        st.button(f"Show earlier turns ({turns[0].index - 1})", key="earlier", type="tertiary",
                  icon=":material/expand_less:", on_click=session.show_earlier)  # fmt: skip
    for turn in turns:
        with st.container(gap="xsmall"):
            st.html(message.said_by_user(turn.user_text) + message.answered(turn, voice))
            asked = _below(turn, last=turn is turns[-1], beside=beside, clicked=clicked) or asked
    return asked


def _below(turn: TurnResult, *, last: bool, beside: Beside, clicked: int | None) -> Doing | None:
    opened = session.evidence_turn() == turn.index
    if not last:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            _evidence_button(turn, opened=opened)
            rated = _rating(turn, beside, clicked)
        return (_opened(turn, beside=beside) if opened else None) or rated
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if turn.status is not TurnStatus.FAILED:
            _evidence_button(turn, opened=opened)
        again = st.button("Retry", key=f"retry-{turn.index}", type="tertiary", icon=":material/refresh:",
                          help="The same words, answered anew, in a branch of this conversation.")  # fmt: skip
        edit = st.popover("Edit and resend", type="tertiary", icon=":material/edit:", key=f"edit-{turn.index}")
        rated = _rating(turn, beside, clicked)
    with edit:
        edited = _edit_form(turn)
    asked = Asked(before=turn.index, words=turn.user_text) if again else edited
    return (_opened(turn, beside=beside, editable=False) if opened else None) or asked or rated


def _rating(turn: TurnResult, beside: Beside, clicked: int | None) -> rate_reply.Rated | None:
    if not turn.reply:
        return None
    return rate_reply.draw(turn.index, beside.ratings.get(turn.index), clicked=clicked == turn.index)


def _evidence_button(turn: TurnResult, *, opened: bool) -> None:
    st.button("Hide evidence" if opened else "Evidence", key=f"evidence-{turn.index}", type="tertiary",
              icon=":material/visibility_off:" if opened else ":material/plagiarism:",
              on_click=session.toggle_evidence, args=(turn.index,))  # fmt: skip


def _opened(turn: TurnResult, *, beside: Beside, editable: bool = True) -> Asked | ToJudge | None:
    st.html(evidence.panel(turn, traits=beside.traits(turn)))
    judged = _judge_button(turn, beside.price(turn.index)) if turn.status is TurnStatus.COMPLETE else None
    return judged or (_edit_form(turn) if editable else None)


def _judge_button(turn: TurnResult, price: str) -> ToJudge | None:
    asked = st.button("Ask the judge again" if turn.judged else "Ask the judge", key=f"judge-{turn.index}",
                      icon=":material/gavel:", disabled=not price,
                      help=as_label(price or NEEDED, longest=400))  # fmt: skip
    st.caption(as_label(price or NEEDED, longest=400))
    return ToJudge(turn.index) if asked else None


def _edit_form(turn: TurnResult) -> Asked | None:
    with st.form(f"form-{turn.index}", border=False):
        words = st.text_area("Your words on this turn", turn.user_text, key=f"words-{turn.index}", height=110)
        st.caption("Sent in a branch; this conversation stays as it is.")
        if st.form_submit_button("Send in a branch", icon=":material/fork_right:"):
            return Asked(before=turn.index, words=words)
    return None
