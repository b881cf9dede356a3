"""Gates: what a suite demands of each persona, held against a run. Writes no file and blocks nothing by itself.

Three outcomes: pass, breach, and cannot tell, where the interval holds the limit or the evidence is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from evals.aligned import pairs
from evals.columns import columns
from evals.compare import compare
from evals.scorers.score import bounds
from evals.statistics.estimate import CannotTell, Estimate, Interval
from evals.statistics.inferiority import inferiority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from evals.columns import Column
    from evals.compare import Metric
    from evals.run import Run
    from evals.suites.suite import Gate

_Differs: TypeAlias = "Callable[[str, float], dict[str, Metric]]"

Outcome: TypeAlias = Literal["pass", "breach", "cannot tell"]

_OF_MARGIN: Final[dict[str, Outcome]] = {"not inferior": "pass", "inferior": "breach", "cannot tell": "cannot tell"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What one gate says of one persona and one score: the outcome, whether it blocks, and the sentence why.

    `demand` is the gate in words; `estimate` is the mean, or for a margin the difference from the baseline.
    """

    persona: str
    score: str
    unit: str
    demand: str
    outcome: Outcome
    blocks: bool
    estimate: Estimate
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Gated:
    """What all gates of a suite say of a run. `outcome` is the worst of them; nothing that is asked is no pass."""

    suite: str
    run: str
    baseline: str
    statements: tuple[Statement, ...]

    @property
    def outcome(self) -> Outcome:
        """Breach before cannot tell before pass."""
        found = {one.outcome for one in self.statements}
        return "breach" if "breach" in found else "cannot tell" if "cannot tell" in found or not found else "pass"

    @property
    def blocks(self) -> bool:
        """Whether any statement blocks, or there is none at all."""
        return not self.statements or any(one.blocks for one in self.statements)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One demand on one column, None where nothing was scored; `judge` is asked at a level."""

    gate: Gate
    persona: str
    demand: str
    column: Column | None
    judge: Callable[[float], tuple[Outcome, Estimate, str]]


def gate(run: Run, *, baseline: Run | None = None, gates: Sequence[Gate] = (), level: float = 0.95) -> Gated:
    """The suite's gates, or those given instead, on every persona of the run. Raises InvalidInput as `compare` does.

    `at_least` and `at_most` go by the clustered interval of the mean, `margin` by that of the paired difference. A pass
    is called at `level`: all must pass, and that every one did is no more likely by chance than that one did (the
    intersection-union test, Berger 1982, Technometrics 24:295). A breach is called where one is found among many, so
    its interval is at 1 - (1 - level) / number of statements (Bonferroni); between the two nothing can be told.
    """
    wanted = tuple(gates) or run.order.suite.gates
    asked = list(_asked(run, _differences(run, baseline, wanted), wanted))
    strict = 1.0 - (1.0 - level) / max(1, len(asked))
    return Gated(
        suite=run.order.suite.name,
        run=run.id,
        baseline=baseline.id if baseline else "",
        statements=tuple(_statement(one, level, strict) for one in asked),
    )


def columns_of(scorer: str, found: Sequence[Column]) -> Sequence[Column]:
    """The scores that a gate on this scorer is about: the one of its name, else all that it gives."""
    own = [one for one in found if one.name == scorer]
    prefix = "signal: " if scorer == "signals" else f"{scorer}: "
    return own or [one for one in found if one.name.startswith(prefix)]


def _differences(run: Run, baseline: Run | None, gates: Sequence[Gate]) -> _Differs | None:
    """How a persona differs from the baseline at a level, by metric; each computed once. None without a baseline."""
    if baseline is None:
        return None
    beside = pairs(baseline, run)
    every = columns(run)
    only = {column.name for one in gates if one.margin is not None for column in columns_of(one.scorer, every)}

    @cache
    def differs(persona: str, level: float) -> dict[str, Metric]:
        found = compare(baseline, run, beside=beside, personas=[persona], only=only, level=level)
        return {one.name: one for one in found.metrics}

    return differs


def _asked(run: Run, differs: _Differs | None, gates: Sequence[Gate]) -> Iterator[_Asked]:
    every = columns(run)
    for genome in run.order.genomes:
        slug = genome.metadata.slug
        for one in gates:
            found = columns_of(one.scorer, [column for column in every if column.persona == slug])
            for words, limit in (("at least", one.at_least), ("at most", one.at_most)):
                if limit is None:
                    continue
                demand = f"{one.scorer} {words} {limit:g}"
                for column in found or (None,):
                    judge = partial(_mean_against, column, limit, words == "at least")
                    yield _Asked(one, slug, demand, column, judge)
            if one.margin is not None:
                demand = f"{one.scorer} at most {one.margin:g} worse than before"
                for column in found or (None,):
                    judge = partial(_difference_against, column, one.margin, differs)
                    yield _Asked(one, slug, demand, column, judge)


def _statement(asked: _Asked, level: float, strict: float) -> Statement:
    outcome, estimate, why = asked.judge(level)
    if outcome == "breach":
        outcome, wide, why = asked.judge(strict)
        if outcome != "breach":
            why = f"{why} That is at {strict:.2%}, since one breach among many statements may be chance."
            estimate = wide
    blocks = outcome == "breach" or (outcome == "cannot tell" and asked.gate.cannot_tell == "blocks")
    return Statement(
        persona=asked.persona,
        score=asked.column.name if asked.column else asked.gate.scorer,
        unit=asked.column.unit if asked.column else "",
        demand=asked.demand,
        outcome=outcome,
        blocks=blocks,
        estimate=estimate,
        why=why,
    )


def _mean_against(
    column: Column | None,
    limit: float,
    at_least: bool,  # noqa: FBT001 - bound by `partial`
    level: float,
) -> tuple[Outcome, Estimate, str]:
    if column is None:
        return _nothing("No conversation of the run was scored by it.")
    found = column.mean(level=level)
    outcome, why = against(found, limit, at_least=at_least, unit=column.unit)
    if found.missing:
        why += f" {found.missing} of {found.missing + found.scores} values are missing: {column.reasons[0]}"
    return outcome, found, why


def against(found: Estimate, limit: float, *, at_least: bool, unit: str = "") -> tuple[Outcome, str]:
    """Where the interval of a mean lies to a limit, and the sentence that says so.

    Where most values are missing nothing is told. A limit on the very end of a scale (at least 1, of a share) can be
    missed and never be proved: one failure is a breach, and none, with no value missing, a pass that says how much
    may still be wrong.
    """
    if found.missing > found.scores:
        return "cannot tell", f"Only {found.scores} of {found.scores + found.missing} conversations have a value."
    scale = bounds(unit)
    if scale is not None and limit == (scale[1] if at_least else scale[0]) and found.value is not None:
        return _on_the_end(found, limit, at_least=at_least)
    if isinstance(found, CannotTell):
        return "cannot tell", found.reason
    where = f"It is {found.value:.3f} ({found.low:.3f} to {found.high:.3f})"
    good, bad = (found.low >= limit, found.high < limit) if at_least else (found.high <= limit, found.low > limit)
    if good or bad:
        return ("pass" if good else "breach"), f"{where}, all of it on the {'right' if good else 'wrong'} side."
    return "cannot tell", f"{where}, with {limit:g} in between."


def _on_the_end(found: Estimate, limit: float, *, at_least: bool) -> tuple[Outcome, str]:
    if found.value != limit:
        return "breach", f"It is {found.value:.3f}, and {limit:g} allows for no failure."
    if isinstance(found, CannotTell):
        return "cannot tell", f"There was no failure, but {found.reason[0].lower()}{found.reason[1:]}"
    if found.missing:
        return "cannot tell", "There was no failure among the values that there are."
    edge = found.low if at_least else found.high
    return (
        "pass",
        f"There was no failure in {found.clusters} independent conversations; what is true may be {edge:.3f}.",
    )


def _difference_against(
    column: Column | None, margin: float, differs: _Differs | None, level: float
) -> tuple[Outcome, Estimate, str]:
    if column is None:
        return _nothing("No conversation of the run was scored by it.")
    if differs is None:
        return _nothing("There is no run to compare with.")
    metric = differs(column.persona, level)[column.name]
    found = inferiority(metric.difference, margin=margin, higher_is_better=metric.higher_is == "better")
    missing = metric.missing_before + metric.missing_after
    if missing > metric.pairs:
        return "cannot tell", metric.difference, f"Only {metric.pairs} pairs have both values."
    why = f"{found.reason} {missing} values are missing." if missing else found.reason
    return _OF_MARGIN[found.outcome], metric.difference, why


def _nothing(why: str) -> tuple[Outcome, Estimate, str]:
    return "cannot tell", CannotTell(reason=why, scores=0, missing=0, clusters=0), why


def interval_words(found: Estimate) -> str:
    """An estimate as people read it: value, bounds and level, or that there is none."""
    if isinstance(found, Interval):
        return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f}, {found.level:.0%})"
    return "no interval" if found.value is None else f"{found.value:.3f}, no interval"
