"""One turn of the conversation as HTML: what the user said, what the persona answered, and its marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.turn import TurnStatus
from studio.ui import chips, emblem
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from brain.turn import TurnResult


@dataclass(frozen=True, slots=True)
class Voice:
    """Who answers, as the transcript shows it: name, accent colour, and the model's label."""

    name: str
    accent: str
    label: str


def said_by_user(text: str) -> str:
    """The user's words."""
    words = f'<div class="pf-words" dir="auto">{as_html(text)}</div>'
    return f'<div class="pf-user" role="article" aria-label="You">{words}</div>'


def answered(turn: TurnResult, voice: Voice) -> str:
    """The persona's reply with its stage directions and marks; an interrupted one says so and what to do."""
    actions = [tag.value for tag in turn.tags if tag.kind == "action"]
    stage = f'<div class="pf-stage">{as_html(" · ".join(actions))}</div>' if actions else ""
    words = f'<div class="pf-words" dir="auto">{as_html(turn.reply, emphasis=True)}</div>' if turn.reply else ""
    return _reply(voice, f"turn {turn.index}", stage + words + _problem(turn) + chips.of_turn(turn, who=voice.name))


def arriving(text: str, voice: Voice, index: int) -> str:
    """The reply while it arrives."""
    words = as_html(text, emphasis=True) if text else '<span class="pf-wait">thinking</span>'
    return _reply(voice, f"turn {index}", f'<div class="pf-words pf-live" dir="auto" aria-live="polite">{words}</div>')


def _problem(turn: TurnResult) -> str:
    if turn.status is TurnStatus.COMPLETE:
        return ""
    what = "This reply was interrupted; what arrived is kept." if turn.reply else "No reply arrived."
    why = turn.problem.strip()
    words = f"<b>{what}</b> {as_html(why)} Choose <b>Retry</b> below to ask again."
    return f'<div class="pf-problem" role="status">{words}</div>'


def _reply(voice: Voice, place: str, body: str) -> str:
    own = f"--pf-own:{emblem.accent(voice.accent)}"
    return (
        f'<div class="pf-reply" role="article" aria-label="{as_html(voice.name)}" style="{own}">'
        f'<div class="pf-head">{emblem.disc(voice.name, voice.accent)}<bdi>{as_html(voice.name)}</bdi>'
        f"<span>{as_html(voice.label)} · {as_html(place)}</span></div>{body}</div>"
    )
