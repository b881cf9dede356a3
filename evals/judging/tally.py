"""From what the samples of a judge said of a conversation to its score. Asks nobody.

The score is the mean over samples of the flaws in 10 replies; its interval a t interval over samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from evals.judging.founded import checked
from evals.judging.rubric import TalkReport
from evals.scorers.score import Score, listed, quoted
from evals.spent import total
from evals.statistics import quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.judging.founded import Checked, Flaw
    from evals.judging.reader import Heard
    from evals.judging.stretch import Stretch

NAME: Final = "judge"
UNFOUNDED: Final = "judge: unfounded"
UNIT: Final = "flaws in 10 replies"
LEVEL: Final = 0.9
SHARE: Final = 0.5
"""A sample counts if it judged at least this share of the replies, the score if at least this share of samples do."""

Reports = tuple[tuple[TalkReport | None, ...], ...]
"""What was said by sample and stretch; None where nothing came."""

NO_REPORTS: Final = "[]"
_REPORTS: Final = TypeAdapter(Reports)


def reports(unfinished: str) -> Reports:
    """What was answered of a score that is unfinished; nothing where it cannot be read."""
    try:
        return _REPORTS.validate_json(unfinished)
    except ValidationError:
        return ()


@dataclass(frozen=True, slots=True)
class Sample:
    """One asking: what it said of each stretch after its quotes were looked up, None where nothing came; problems."""

    parts: tuple[Checked | None, ...]
    problems: tuple[str, ...]

    def count(self, turn: int) -> float | None:
        """How many flaws a reply has by this sample; None where it was not judged."""
        return next((found for part in self.parts if part and (found := part.count(turn)) is not None), None)

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """All flaws that count."""
        return tuple(flaw for part in self.parts if part for flaw in part.flaws)

    @property
    def unfounded(self) -> tuple[str, ...]:
        """The findings that do not count, and why."""
        return tuple(why for part in self.parts if part for why in part.unfounded)


def sample(stretches: Sequence[Stretch], heard: Sequence[Heard[TalkReport]]) -> Sample:
    """One asking of every stretch."""
    pairs = tuple(zip(stretches, heard, strict=True))
    return Sample(
        parts=tuple(None if one.value is None else checked(one.value, part) for part, one in pairs),
        problems=tuple(
            f"turns {part.turns[0]} to {part.turns[-1]}: {one.problem}" for part, one in pairs if one.value is None
        ),
    )


def scores(
    stretches: Sequence[Stretch],
    heard: Sequence[Sequence[Heard[TalkReport]]],
    *,
    of: int,
    note: str,
) -> tuple[Score, ...]:
    """The score of a conversation of `of` turns, by sample and stretch; `note` stands first among its evidence."""
    turns = [turn for part in stretches for turn in part.turns]
    samples = [sample(stretches, one) for one in heard]
    ratings = tuple(tuple(one.count(turn) for one in samples) for turn in turns)
    rates = [rate for one in samples if (rate := _rate(one, turns)) is not None]
    told = bool(rates) and len(rates) >= SHARE * len(samples)
    low, high = _limits(rates) if told else (None, None)
    # Answers that are lost leave it unfinished only where they could have made it a score.
    lost = sum(bool(one.problems) for one in samples)
    unfinished = not told and lost > 0 and len(rates) + lost >= SHARE * len(samples)
    return (
        Score(
            name=NAME,
            value=fmean(rates) if told else None,
            unit=UNIT,
            higher_is="worse",
            judged=sum(any(one is not None for one in row) for row in ratings),
            of=of,
            what="turns",
            evidence=listed((note, *_summary(samples, rates, low, high), *_flaws(samples))),
            reason="" if told else _why_not(samples, rates, turns),
            low=low,
            high=high,
            ratings=ratings,
            spent=total(one.spent for row in heard for one in row),
            unfinished=_REPORTS.dump_json(tuple(tuple(one.value for one in row) for row in heard)).decode()
            if unfinished
            else "",
        ),
        _unfounded(samples),
    )


def _rate(one: Sample, turns: Sequence[int]) -> float | None:
    counts = [found for turn in turns if (found := one.count(turn)) is not None]
    return 10.0 * sum(counts) / len(counts) if counts and len(counts) >= SHARE * len(turns) else None


def _limits(rates: Sequence[float]) -> tuple[float | None, float | None]:
    """Both ends; none where one sample was taken, or where they never differ, since nothing says how sure that is."""
    if len(set(rates)) < 2:  # noqa: PLR2004 - a spread needs two
        return None, None
    reach = quantile.t((1.0 + LEVEL) / 2.0, len(rates) - 1) * stdev(rates) / sqrt(len(rates))
    return max(0.0, fmean(rates) - reach), fmean(rates) + reach


def _summary(samples: Sequence[Sample], rates: Sequence[float], low: float | None, high: float | None) -> list[str]:
    """What the samples said, and what became of those that said nothing."""
    said = ", ".join(f"{rate:.1f}" for rate in rates) or "none"
    bounds = f"; 90 % interval over samples {low:.1f} to {high:.1f}" if low is not None and high is not None else ""
    problems = [problem for one in samples for problem in one.problems]
    return [f"samples: {said}{bounds}", *(f"no answer on {problem}" for problem in problems[:2])]


def _flaws(samples: Sequence[Sample]) -> list[str]:
    """Every flaw once, with the number of samples that see it, the commonest first."""
    found: list[tuple[Flaw, set[int]]] = []
    for number, one in enumerate(samples):
        for flaw in one.flaws:
            votes = next((votes for known, votes in found if known.same(flaw)), None)
            if votes is None:
                found.append((flaw, {number}))
            else:
                votes.add(number)
    found.sort(key=lambda pair: -len(pair[1]))
    return [_line(flaw, len(votes), len(samples)) for flaw, votes in found]


def _line(flaw: Flaw, votes: int, of: int) -> str:
    one = flaw.finding
    against = f", against “{one.against}”" if one.against else ""
    return quoted(f"turn {one.turn}", one.quote, f"{one.kind}, {one.severity}, {votes} of {of} samples{against}")


def _why_not(samples: Sequence[Sample], rates: Sequence[float], turns: Sequence[int]) -> str:
    failed = [problem for one in samples for problem in one.problems]
    silent = sum(not one.problems and _rate(one, turns) is None for one in samples)
    parts = [f"Of {len(samples)} samples {len(rates)} could judge"]
    if silent:
        parts.append(f"{silent} found not enough evidence")
    if failed:
        parts.append(f"{sum(bool(one.problems) for one in samples)} had no answer ({failed[0]})")
    return "; ".join(parts) + "."


def _unfounded(samples: Sequence[Sample]) -> Score:
    """The share of the reported flaws whose words are not where they should be: a figure about the judge."""
    lost = [why for one in samples for why in one.unfounded]
    reported = len(lost) + sum(len(one.flaws) for one in samples)
    return Score(
        name=UNFOUNDED,
        value=len(lost) / reported if reported else None,
        unit="share",
        higher_is="worse",
        judged=reported,
        of=reported,
        what="reported flaws",
        evidence=listed(lost),
        reason="" if reported else "No flaw was reported.",
    )
