"""From the name of a judge to the judge of a run's conversations. Knows no page and no command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput, ModelUnauthorised
from brain.genome.genome import content_hash
from evals.judging.judge import ConversationJudge
from evals.judging.local_reader import LocalReader
from evals.judging.model_reader import ModelReader
from evals.judging.purse import Purse
from evals.judging.register import InFolder

if TYPE_CHECKING:
    from evals.judging.reader import Reader
    from evals.order import Order
    from studio.casting import Casting

LOCAL: Final = "local"
"""The judge that needs no key: this machine's own reading, which is no language model."""


def judge_of(casting: Casting, order: Order) -> ConversationJudge | None:
    """The judge that an order names; None where it names none. It asks once; who plays the run says on what terms.

    It may spend what the suite's budget allows a run.

    Raises ModelUnauthorised where its key is missing, ModelUnknown for a model that cannot judge, and InvalidInput for
    a suite that asks no judge.
    """
    if not order.judge_model:
        return None
    if not any(one.name == "judge" for one in order.suite.scorers):
        raise InvalidInput(
            f"The suite {order.suite.name!r} asks no judge.",
            why=f"{order.judge_model!r} was named as one, and `judge` is not among its scorers.",
            next_step="Add {name: judge} to its scorers, or name no judge.",
        )
    return ConversationJudge(_reader(casting, order), order.genomes, register=InFolder(casting.judged))


def _reader(casting: Casting, order: Order) -> Reader:
    if order.judge_model == LOCAL:
        return LocalReader(lambda genome: casting.gauge(genome, genome_hash=content_hash(genome)))
    model = casting.structured_once(order.judge_model)
    if model is None:
        raise ModelUnauthorised(
            f"{order.judge_model!r} cannot judge.",
            why="No key and no server is set.",
            next_step=f"Set ANTHROPIC_API_KEY, or name `{LOCAL}`: this machine's own reading, which needs no key.",
        )
    return ModelReader(model, purse=Purse(microdollars=order.suite.budget.microdollars))
