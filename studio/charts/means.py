"""The scores of a run by persona and scorer: a mean, its interval, words of the worst. Draws nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.aligned import held
from evals.columns import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evals.aligned import Cluster
    from evals.columns import Column
    from evals.outcome import Outcome
    from evals.run import Run
    from evals.scorers.score import Score
    from evals.statistics.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The mean of one scorer over a persona's conversations, and words of the worst one."""

    of: Column
    estimate: Estimate
    evidence: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[bool, float]:
        """By this the best comes first, and what is not known last."""
        value = self.estimate.value
        return value is None, (value or 0.0) * (-1.0 if self.of.higher_is == "better" else 1.0)


def means(run: Run) -> tuple[Mean, ...]:
    """A mean for each persona and scorer, by persona in the run's order, then by scorer."""
    words = _worst(run.outcomes)
    return tuple(
        Mean(of=one, estimate=one.mean(), evidence=words.get((one.persona, one.name), ())) for one in columns(run)
    )


def scorers(found: Iterable[Mean]) -> tuple[str, ...]:
    """The scorers' names, each once."""
    return tuple(dict.fromkeys(one.of.name for one in found))


def names(run: Run) -> dict[str, str]:
    """What each persona of a run is called, by slug; two of one name are told apart by their slugs."""
    called = {one.metadata.slug: one.name for one in run.order.genomes}
    several = Counter(called.values())
    return {slug: name if several[name] == 1 else f"{name} ({slug})" for slug, name in called.items()}


def clusters(run: Run) -> dict[str, Cluster]:
    """To which independent conversation each case belongs, by the case's id: repetitions of one are one."""
    return {one.case.id: one.cluster for one in held(run)}


def score_of(outcome: Outcome, scorer: str) -> Score | None:
    """The score of that name."""
    return next((one for one in outcome.scores if one.name == scorer), None)


def worst_first(outcomes: Sequence[Outcome], scorer: str) -> list[Outcome]:
    """Outcomes by one score, the worst first; those without it last."""

    def rank(outcome: Outcome) -> tuple[bool, float]:
        score = score_of(outcome, scorer)
        if score is None or score.value is None:
            return True, 0.0
        return False, score.value if score.higher_is == "better" else -score.value

    return sorted(outcomes, key=rank)


def _worst(outcomes: Sequence[Outcome]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Evidence of the worst conversation, by persona and scorer."""
    found: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}
    for outcome in outcomes:
        for score in outcome.scores:
            if score.value is None:
                continue
            bad = -score.value if score.higher_is == "better" else score.value
            key = outcome.record.persona, score.name
            if key not in found or bad > found[key][0]:
                found[key] = (bad, score.evidence[:2])
    return {key: words for key, (_, words) in found.items()}
