"""Whether a flaw's words stand where it says: what cannot be found there does not count. Knows no judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.drift.judge.quotes import located

if TYPE_CHECKING:
    from evals.judging.rubric import Finding, FlawKind, TalkReport
    from evals.judging.stretch import Stretch


@dataclass(frozen=True, slots=True)
class Flaw:
    """A finding whose quote stands in the reply of its turn, from `start` to `end` in characters."""

    finding: Finding
    start: int
    end: int

    def same(self, other: Flaw) -> bool:
        """Whether two flaws are of one kind and overlap in one reply."""
        mine, its = self.finding, other.finding
        alike = (mine.turn, mine.kind) == (its.turn, its.kind)
        return alike and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Checked:
    """A report after its quotes were looked up: the turns it judged, flaws that count, and why others do not."""

    judged: frozenset[int]
    flaws: tuple[Flaw, ...]
    unfounded: tuple[str, ...]

    def count(self, turn: int) -> float | None:
        """How many flaws a reply has; None where it was not judged."""
        return float(sum(one.finding.turn == turn for one in self.flaws)) if turn in self.judged else None


def checked(report: TalkReport, stretch: Stretch) -> Checked:
    """What of a report counts; each place and kind once. Nothing where it found not enough evidence."""
    if not report.enough_evidence:
        return Checked(frozenset(), (), ())
    judged = frozenset(stretch.turns) - frozenset(report.unclear_turns)
    kept: list[Flaw] = []
    unfounded: list[str] = []
    for finding in report.flaws:
        reply = stretch.reply(finding.turn)
        place = None if reply is None else located(finding.quote, reply)
        if place is None:
            unfounded.append(_why(finding, stretch))
        elif finding.turn in judged:
            flaw = Flaw(finding, *place)
            if not any(one.same(flaw) for one in kept):
                kept.append(flaw)
        else:
            unfounded.append(f"turn {finding.turn}, {finding.kind}: the same report calls this reply unclear")
    return Checked(judged, tuple(kept), tuple(unfounded))


def kinds(flaws: tuple[Flaw, ...]) -> dict[FlawKind, int]:
    """How many flaws there are of each kind."""
    found: dict[FlawKind, int] = {}
    for one in flaws:
        found[one.finding.kind] = found.get(one.finding.kind, 0) + 1
    return found


def _why(finding: Finding, stretch: Stretch) -> str:
    place = f"turn {finding.turn}, {finding.kind}"
    if stretch.reply(finding.turn) is None:
        return f"{place}: no reply of that turn was shown"
    elsewhere = [one.turn for one in stretch.judged if located(finding.quote, one.reply) is not None]
    if elsewhere:
        return f"{place}: the quote stands in the reply of turn {elsewhere[0]}, not of this one"
    return f"{place}: the quote does not stand in that reply"
