"""From an order to a run that waits, and from a kept run to its value. Plays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from brain.errors import InvalidInput
from brain.models.chat import TokenCount
from brain.models.prices import price
from evals.order import Order
from evals.run import Environment, HarnessName, Run
from evals.run import environment as here
from store.run_values import NewRun, RunSubject
from studio.evaluation.harnesses import harness as named
from studio.evaluation.ordering import check
from studio.evaluation.planning import UNDERSTUDY
from studio.evaluation.playing import WHY, bounds_document, within
from studio.judges import LOCAL, judge_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.harness import Bounds, Stopped
    from evals.outcome import Outcome
    from store.run_values import RunCard
    from studio.casting import Casting

LONGEST_TITLE: Final = 200
LAST: Final = "last"


def new_run(
    casting: Casting, order: Order, bounds: Bounds, *, harness: str, title: str = "", batch_id: str = ""
) -> NewRun:
    """The run to be queued. Raises InvalidInput, ModelUnknown and ModelUnauthorised for what could not be played."""
    total = check(order)
    named(harness, casting.settings)
    models = [one for one in (order.model, order.user_model) if one]
    for model in models:
        if model != UNDERSTUDY:
            casting.once(model)
    judge_of(casting, order)
    models += [order.judge_model] if order.judge_model not in {"", LOCAL} else []
    if within(bounds, order.suite.budget).microdollars is not None:
        for model in models:
            _need_price(model)
    return NewRun(
        title=(title.strip() or order.suite.title)[:LONGEST_TITLE],
        suite=order.suite.name,
        order=order.model_dump_json(),
        total=total,
        subjects=tuple(
            RunSubject(one.genome.metadata.slug, one.persona_id, one.version_id, one.version) for one in order.subjects
        ),
        harness=harness,
        model=order.model,
        bounds=bounds_document(bounds),
        batch_id=batch_id,
    )


def run_value(card: RunCard, order: str, outcomes: tuple[Outcome, ...]) -> Run:
    """The run of a card, its order and its outcomes. One that never began has the environment of this process."""
    stopped: dict[str, Stopped] = {why: word for word, why in WHY.items() if word}
    known = Environment.model_validate_json(card.environment) if card.environment else here(drift_fit="")
    return Run(
        id=card.id,
        order=Order.model_validate_json(order),
        harness=cast("HarnessName", card.harness),
        outcomes=outcomes,
        environment=known,
        began=card.began_at,
        ended=card.ended_at,
        stopped=stopped.get(card.why, ""),
    )


def chosen(name: str, newest_first: Sequence[str]) -> str:
    """The id that `name` means: itself, the only one that begins so, or the first for `last`. Raises InvalidInput."""
    if name == LAST:
        return newest_first[0] if newest_first else name
    found = [one for one in newest_first if name and one.startswith(name)]
    if len(found) > 1:
        raise InvalidInput(f"{name!r} may be any of {len(found)} runs.", next_step="Give more of its id.")
    return found[0] if found else name


def _need_price(model: str) -> None:
    provider, _, name = model.partition("/")
    if price(provider, name or provider, TokenCount()) is None:
        raise InvalidInput(
            f"A cap of money cannot be kept with {model!r}.",
            why="Its price is not in the table of prices.",
            next_step="Give a cap of time instead, or name its price in the file of PERSONAFORGE_PRICES_FILE.",
        )
