"""The bleed matrix of a run: whose voice the replies of each persona are taken for, with intervals. Scores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evals.aligned import held
from evals.scorers.attribution import voices
from evals.statistics.interval import mean

if TYPE_CHECKING:
    from evals.run import Run
    from evals.statistics.estimate import Estimate

FEWEST_VOICES: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Bled:
    """The share of a persona's replies that were taken for `voice`, its own included.

    `share` has its interval over conversations (repetitions of one case are one); `taken` of `replies` is the count.
    """

    persona: str
    voice: str
    share: Estimate
    taken: int
    replies: int


def bleed(run: Run, *, level: float = 0.95) -> tuple[Bled, ...]:
    """Every pair of a persona of the run and a voice among them; none where fewer than two have a voice."""
    known = voices(run.order.genomes)
    if len(known.voices) < FEWEST_VOICES:
        return ()
    taken: dict[str, list[tuple[str, object]]] = {one.metadata.slug: [] for one in run.order.genomes}
    for one in held(run):
        for exchange in one.outcome.record.exchanges if one.outcome else ():
            nearest = known.nearest(exchange.reply) if exchange.whole else None
            if nearest is not None:
                taken[one.key.persona].append((nearest, one.cluster))
    return tuple(
        Bled(
            persona=persona,
            voice=voice,
            share=mean(
                [float(name == voice) for name, _ in found],
                clusters=[cluster for _, cluster in found],
                level=level,
                bounds=(0.0, 1.0),
            ),
            taken=sum(name == voice for name, _ in found),
            replies=len(found),
        )
        for persona, found in taken.items()
        for voice in known.voices
    )
