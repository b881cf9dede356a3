"""From a design to the order of each arm, and from the caps of all to those of each. Plays nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evals.design import arms
from evals.edits import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.design import Design, Levels
    from evals.harness import Bounds
    from evals.order import Order, Subject
    from store.actor import Actor
    from studio.evaluation.estimating import Estimate
    from studio.evaluation.service import Evaluation


def orders(evaluation: Evaluation, actor: Actor, design: Design) -> list[Order]:
    """The order of each arm, the base first.

    Raises NotFound for a persona or a version that is not there, InvalidInput for a field that is not, and
    InvalidGenome for a value that does not fit.
    """
    return [_order(evaluation, actor, design, levels) for levels in arms(design)]


def shared(bounds: Bounds, alone: Sequence[Estimate]) -> list[Bounds]:
    """The bounds of each arm: of money and time its share of the caps, by what it would take at most.

    Together they are no more than the caps. An arm that costs nothing needs no cap of money.
    """
    money = [1.0 if one.microdollars is None else one.microdollars.high for one in alone]
    seconds = [one.seconds.high for one in alone]
    return [
        replace(
            bounds,
            microdollars=int(bounds.microdollars * own / sum(money))
            if bounds.microdollars is not None and own
            else None,
            seconds=None if bounds.seconds is None else bounds.seconds * time / sum(seconds),
        )
        for own, time in zip(money, seconds, strict=True)
    ]


def _order(evaluation: Evaluation, actor: Actor, design: Design, levels: Levels) -> Order:
    personas, given = list(design.personas), {"model": design.model, "judge_model": design.judge_model}
    fields: list[tuple[str, Any]] = []
    for factor, at in zip(design.factors, levels, strict=True):
        value = factor.levels[at]
        if factor.kind == "version":
            personas = [f"{personas[0].partition('@')[0]}@{value}"]
        elif factor.kind == "field":
            fields += [] if value is None else [(factor.path, value)]
        else:
            given["model" if factor.kind == "model" else "judge_model"] = str(value)
    order = evaluation.order(
        actor,
        design.suite,
        personas,
        model=given["model"],
        user_model=design.user_model,
        judge_model=given["judge_model"],
        seeds=design.seeds,
        most=design.most,
    )
    if not fields:
        return order
    return order.model_copy(update={"subjects": tuple(_edited(one, fields) for one in order.subjects)})


def _edited(subject: Subject, fields: Sequence[tuple[str, Any]]) -> Subject:
    """The persona with other values in these fields; it is no version of the library then."""
    genome = subject.genome
    for path, value in fields:
        genome = put(genome, path, value)
    return subject.model_copy(update={"genome": genome, "version_id": "", "version": None})
