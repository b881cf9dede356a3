"""From an order to a plan that a harness can play. Knows no page and no command line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from brain.emotion.hybrid.shipped import hybrid
from brain.genome.genome import content_hash
from brain.models import prices
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.harness import Plan
from evals.order import cases_of, scorers_of
from evals.questionnaire.self_report import SelfReport
from studio.casting import Casting
from studio.judges import LOCAL, judge_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.drift.gauge import Gauge
    from brain.genome import PersonaGenome
    from brain.models.chat import ChatModel
    from evals.order import Order
    from studio.settings import Settings

UNDERSTUDY: Final = "understudy"


def plan(casting: Casting, order: Order) -> Plan:
    """What is to be played. Emotion is read by the hybrid tier, whatever the studio is set to: it asks no service.

    Raises ModelUnknown, ModelUnauthorised, and InvalidInput for a judge that the suite does not ask.
    """
    casts = {one.metadata.slug: cast(casting, one, order.model) for one in order.genomes}
    computed = {order.model, order.user_model or UNDERSTUDY} == {UNDERSTUDY} and order.judge_model in {"", LOCAL}
    return Plan(
        cases=cases_of(order),
        casts=casts,
        scorers=scorers_of(order),
        user_model=_model(casting, order.user_model) if order.user_model else None,
        again=partial(_again, casting.settings, order, {slug: one.gauge for slug, one in casts.items()}),
        waited=not computed,
        judge=judge_of(casting, order),
    )


def _again(settings: Settings, order: Order, gauges: Mapping[str, Gauge]) -> Plan:
    prices.use(settings.prices_file)
    casting = Casting(settings)
    # To prepare a gauge takes half a second, to unpack it some hundredths of one.
    for genome in order.genomes:
        casting.known(genome_hash=content_hash(genome), gauge=gauges[genome.metadata.slug])
    return plan(casting, order)


def cast(casting: Casting, genome: PersonaGenome, model_id: str) -> Cast:
    """Who plays and reads one persona of a run. Raises ModelUnknown and ModelUnauthorised."""
    return Cast(
        genome=genome,
        model=_model(casting, model_id),
        # What moved a reading is kept of no run.
        detector=hybrid(casting.embedder, named=False),
        gauge=casting.gauge(genome, genome_hash=content_hash(genome)),
        budget=casting.budget(model_id),
    )


def _model(casting: Casting, model_id: str) -> ChatModel:
    # A reply that is measured need not read as speech, so the understudy makes no pauses; harnesses ask again. It reads
    # no prompt, so that items of a questionnaire are answered for it.
    return SelfReport(Understudy()) if model_id == UNDERSTUDY else casting.once(model_id)
