"""The scores of a run by persona and metric, each with the conversation it is from. Judges nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.aligned import held
from evals.scorers.score import bounds
from evals.statistics.interval import mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.aligned import Cluster, Held
    from evals.run import Run
    from evals.scorers.score import Better, Score
    from evals.statistics.estimate import Estimate


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One score of one persona over its conversations: values in order (None is missing) and what each belongs to.

    `reasons` are why values are missing, each once.
    """

    persona: str
    name: str
    unit: str
    higher_is: Better
    values: tuple[float | None, ...]
    clusters: tuple[Cluster, ...]
    reasons: tuple[str, ...] = ()

    def mean(self, *, level: float = 0.95) -> Estimate:
        """The mean with its interval over clusters, within the bounds of the unit."""
        return mean(self.values, clusters=self.clusters, level=level, bounds=bounds(self.unit))


def scores_of(one: Held) -> dict[str, Score]:
    """The scores of a conversation by name, without those that its suite never asked it for.

    A score with no value of which nothing was asked (no belief, say) is no missing evidence; one that could not be
    judged, or of which a call failed, is.
    """
    if one.outcome is None:
        return {}
    whole = one.outcome.whole
    return {score.name: score for score in one.outcome.scores if score.value is not None or score.of or not whole}


def columns(run: Run) -> tuple[Column, ...]:
    """Every score of every persona, in the order of personas and of the scorers; a case not played is missing."""
    cases: dict[str, list[Held]] = defaultdict(list)
    for one in held(run):
        cases[one.key.persona].append(one)
    return tuple(
        found
        for genome in run.order.genomes
        for found in _of_persona(genome.metadata.slug, cases[genome.metadata.slug])
    )


def _of_persona(persona: str, cases: Sequence[Held]) -> list[Column]:
    kinds: dict[str, Score] = {}
    for one in cases:
        kinds |= {name: score for name, score in scores_of(one).items() if name not in kinds}
    found = []
    for name, kind in kinds.items():
        rows = [(one, scores_of(one).get(name)) for one in cases]
        kept = [(one, score) for one, score in rows if score is not None or one.outcome is None]
        reasons = dict.fromkeys(score.reason if score is not None else "The case was not played." for _, score in kept)
        found.append(
            Column(
                persona=persona,
                name=name,
                unit=kind.unit,
                higher_is=kind.higher_is,
                values=tuple(None if score is None else score.value for _, score in kept),
                clusters=tuple(one.cluster for one, _ in kept),
                reasons=tuple(filter(None, reasons)),
            )
        )
    return found
