"""The small marks beside a reply: verdict, emotion, status. HTML built from checked values and escaped words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drift.reading import Verdict
from brain.turn import TurnResult, TurnStatus
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from brain.drift.reading import DriftReading
    from brain.emotion.reading import EmotionReading

TO: Final = "\N{EN DASH}"
"""Between the ends of an interval."""


def tone(verdict: Verdict) -> str:
    """The class that gives a verdict its colour and shape."""
    return {
        Verdict.IN_CHARACTER: "pf-good",
        Verdict.DRIFTING: "pf-warn",
        Verdict.OUT_OF_CHARACTER: "pf-bad",
    }.get(verdict, "pf-unsure")


def chip(words: str, *, title: str = "", style: str = "pf-quiet", shape: bool = False) -> str:
    """One mark. `style` is one of this module's classes, never words from outside."""
    dot = "<i></i>" if shape else ""
    hint = f' title="{as_html(title)}"' if title else ""
    return f'<span class="pf-chip {style}"{hint}>{dot}{as_html(words)}</span>'


def score_words(drift: DriftReading) -> str:
    """Verdict, score and interval in words: `in character · 0.93 [0.86-0.97]`, with an en dash."""
    if drift.score is None or drift.low is None or drift.high is None:
        return drift.verdict.value
    return f"{drift.verdict.value} · {drift.score:.2f} [{drift.low:.2f}{TO}{drift.high:.2f}]"


def verdict(drift: DriftReading) -> str:
    """The verdict with its interval; the title says which kind of interval and what decided."""
    hint = ". ".join(part.rstrip(".") for part in (drift.reason, drift.interval) if part)
    return chip(score_words(drift), title=hint, style=tone(drift.verdict), shape=True)


def emotion(reading: EmotionReading, *, who: str) -> str:
    """The label and its share of evidence; neutral without evidence is just neutral."""
    share = f" {reading.confidence:.2f}" if reading.confidence else ""
    return chip(f"{reading.label}{share}", title=f"Emotion of {who}, {reading.tier} reading. {reading.note}".strip())


def of_turn(turn: TurnResult, *, who: str) -> str:
    """All marks of a reply."""
    marks = []
    if turn.status is not TurnStatus.COMPLETE:
        marks.append(chip(turn.status.value, title=turn.problem, style="pf-bad pf-plain"))
    if turn.status is not TurnStatus.FAILED:
        marks += [verdict(turn.drift), emotion(turn.persona_emotion, who=who)]
    if turn.recall.memories:
        marks.append(chip(f"{len(turn.recall.memories)} recalled", title="Memories that went into the prompt."))
    return f'<div class="pf-chips">{"".join(marks)}</div>'
