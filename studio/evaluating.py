"""From a suite and personas to a plan that the local runner can play. Knows no page and no command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.emotion.hybrid.shipped import hybrid
from brain.genome.genome import content_hash
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.cases import lay_out
from evals.local_runner import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome
    from brain.models.chat import ChatModel
    from evals.suites.suite import Suite
    from studio.casting import Casting

UNDERSTUDY: Final = "understudy"


def plan(
    casting: Casting,
    suite: Suite,
    genomes: Sequence[PersonaGenome],
    *,
    model_id: str,
    user_model_id: str = "",
    seeds: Sequence[int] | None = None,
    most: int | None = None,
) -> Plan:
    """What is to be played: the suite's cases on these personas, at most `most` of them, evenly over the whole.

    Emotion is read by the hybrid tier, whatever the studio is set to: it is the same on every run and asks no service.
    Raises ModelUnknown and ModelUnauthorised.
    """
    detector, model = hybrid(casting.embedder), _model(casting, model_id)
    casts = {
        one.metadata.slug: Cast(
            genome=one,
            model=model,
            detector=detector,
            gauge=casting.gauge(one, genome_hash=content_hash(one)),
            budget=casting.budget(model_id),
        )
        for one in genomes
    }
    cases = lay_out(suite, genomes, seeds=seeds)
    if most is not None and most < len(cases):
        cases = tuple(cases[at * len(cases) // most] for at in range(most))
    return Plan(
        cases=cases,
        casts=casts,
        scorers=tuple(one.name for one in suite.scorers),
        user_model=_model(casting, user_model_id) if user_model_id else None,
    )


def _model(casting: Casting, model_id: str) -> ChatModel:
    # A reply that is measured need not read as speech, so the understudy makes no pauses.
    return Understudy() if model_id == UNDERSTUDY else casting.model(model_id)
