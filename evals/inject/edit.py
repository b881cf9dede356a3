"""A possible change to a reply, and how a dose decides which of them happen. Knows no kind of drift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.inject.transcript import Span

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Edit:
    """Puts `text` in place of the characters `start` to `end`; with `start` = `end` it is an insertion."""

    start: int
    end: int
    text: str


def apart(edits: Iterable[Edit], reply: str) -> list[Edit]:
    """The edits in order of place, without those that change nothing or reach into one before them."""
    kept: list[Edit] = []
    reached = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start >= reached and reply[edit.start : edit.end] != edit.text:
            kept.append(edit)
            reached = edit.end
    return kept


def dosed(edits: Sequence[Edit], dose: float, rng: random.Random) -> list[Edit]:
    """The share of the edits that a dose from 0 to 1 lets happen.

    Each edit has a threshold of its own, spread evenly over 0 to 1 and drawn without regard to the dose, so a larger
    dose keeps all that a smaller one changed.
    """
    order = list(range(len(edits)))
    rng.shuffle(order)
    thresholds = {place: (rank + rng.random()) / len(edits) for rank, place in enumerate(order)}
    return [edit for place, edit in enumerate(edits) if thresholds[place] < dose]


def applied(reply: str, edits: Sequence[Edit], *, turn: int) -> tuple[str, tuple[Span, ...]]:
    """The changed reply, and where it was changed."""
    out: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for edit in edits:
        kept = reply[at : edit.start]
        out += [kept, edit.text]
        length += len(kept)
        spans.append(
            Span(
                turn=turn,
                before_start=edit.start,
                before_end=edit.end,
                before=reply[edit.start : edit.end],
                start=length,
                end=length + len(edit.text),
                after=edit.text,
            )
        )
        length += len(edit.text)
        at = edit.end
    return "".join([*out, reply[at:]]), tuple(spans)
