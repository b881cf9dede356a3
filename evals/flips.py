"""Conversations that came out otherwise in two runs: by a gate's limit, or by the verdict. Tests nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.drift.reading import Verdict
from evals.aligned import pairs
from evals.columns import scores_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.aligned import Held, Key
    from evals.run import Run
    from evals.suites.suite import Gate


@dataclass(frozen=True, kw_only=True, slots=True)
class Flip:
    """What one conversation was before and after, by `what`: a gate in words, or the verdict of its last turn."""

    key: Key
    what: str
    before: str
    after: str


def flips(before: Run, after: Run) -> tuple[Flip, ...]:
    """Every conversation of both runs that flipped, those by gate first. One with nothing to tell on a side is none.

    The gates are those of the later run's suite, each held against single conversations.
    """
    both = [(one.key, one.before, one.after) for one in pairs(before, after) if one.before and one.after]
    found = []
    for gate in after.order.suite.gates:
        for what, limit, at_least in _limits(gate):
            for key, old, new in both:
                was, now = (_stands(one, gate.scorer, limit, at_least=at_least) for one in (old, new))
                if was and now and was.split()[0] != now.split()[0]:
                    found.append(Flip(key=key, what=what, before=was, after=now))
    for key, old, new in both:
        was, now = _verdict(old), _verdict(new)
        if was and now and was != now:
            found.append(Flip(key=key, what="verdict of the last turn", before=was, after=now))
    return tuple(found)


def _limits(gate: Gate) -> Iterator[tuple[str, float, bool]]:
    if gate.at_least is not None:
        yield f"{gate.scorer} at least {gate.at_least:g}", gate.at_least, True
    if gate.at_most is not None:
        yield f"{gate.scorer} at most {gate.at_most:g}", gate.at_most, False


def _stands(one: Held, name: str, limit: float, *, at_least: bool) -> str:
    score = scores_of(one).get(name)
    if score is None or score.value is None:
        return ""
    good = score.value >= limit if at_least else score.value <= limit
    return f"{'passes' if good else 'fails'} ({score.value:.3g})"


def _verdict(one: Held) -> str:
    told = [turn.verdict for turn in one.outcome.measured] if one.outcome else []
    return "" if not told or told[-1] is Verdict.CANNOT_TELL else str(told[-1])
