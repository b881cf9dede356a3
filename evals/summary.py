"""What a run came to: each persona's scores with intervals, the bleed matrix, and how a questionnaire hangs together.

One place for the command line, pages and reports, so that none of them shows a bare mean. Plays and judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.bleeding import Bled, bleed
from evals.columns import columns
from evals.consistency import Consistency, consistency
from evals.questionnaire.self_report import worth
from evals.statistics.estimate import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.run import Run
    from evals.scorers.score import Better
    from evals.statistics.estimate import Estimate


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """The mean of one score of one persona, with its interval over independent conversations.

    `scored` conversations have a value, `missing` have none though it was asked for, by `reasons`.
    """

    persona: str
    name: str
    unit: str
    higher_is: Better
    mean: Estimate
    scored: int
    missing: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """A run in figures. `bleed` is empty unless the suite asks who said it, `consistency` without a questionnaire.

    `worth` is what must be known of a questionnaire's figures; empty where there is nothing.
    """

    measures: tuple[Measure, ...]
    bleed: tuple[Bled, ...] = ()
    consistency: tuple[Consistency, ...] = ()
    worth: str = ""


def summary(run: Run, *, level: float = 0.95) -> Summary:
    """What a run came to, by persona and score in the order of both."""
    found = tuple(
        Measure(
            persona=one.persona,
            name=one.name,
            unit=one.unit,
            higher_is=one.higher_is,
            mean=one.mean(level=level),
            scored=sum(value is not None for value in one.values),
            missing=sum(value is None for value in one.values),
            reasons=one.reasons,
        )
        for one in columns(run)
    )
    asks = {one.name for one in run.order.suite.scorers}
    return Summary(
        measures=found,
        bleed=bleed(run, level=level) if "who said it" in asks else (),
        consistency=consistency(run, level=level),
        worth=worth(run.order.model),
    )


def lines(found: Summary) -> Iterator[str]:
    """The summary as a table of plain text: value, bounds, and on how many conversations it rests."""
    for one in found.measures:
        yield f"{one.persona:22} {one.name:34} {words(one.mean, one.unit, one.higher_is)}{_rests(one)}"
    if found.bleed:
        yield "\nreplies of … taken for the voice of …"
    for pair in found.bleed:
        if pair.taken or pair.persona == pair.voice:
            counted = f"{pair.taken} of {pair.replies} replies"
            yield f"{pair.persona:22} {pair.voice:34} {words(pair.share)} ({counted})"
    if found.consistency:
        yield f"\nquestionnaire{': ' if found.worth else ''}{found.worth}"
    for coefficient in found.consistency:
        yield f"{coefficient.name:34} over {coefficient.over}: {words(coefficient.found)}"


def words(found: Estimate, unit: str = "", higher_is: str = "") -> str:
    """An estimate as people read it, with its interval or the reason why there is none."""
    told = f" {unit}, higher is {higher_is}" if unit else ""
    if isinstance(found, Interval):
        return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f}){told}"
    value = "missing" if found.value is None else f"{found.value:.3f}{told}, no interval"
    return f"{value}: {found.reason}"


def _rests(one: Measure) -> str:
    why = f": {one.reasons[0]}" if one.missing and one.reasons else ""
    missing = f", {one.missing} missing{why}" if one.missing else ""
    return f" ({one.scored} conversations, {one.mean.clusters} independent{missing})"
