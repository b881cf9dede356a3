"""How far a run may go: cancelled, out of money or out of time. Plays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.errors import InvalidInput
from brain.models.chat import TokenCount
from brain.models.prices import price

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.calling import Meter
    from evals.harness import Bounds, Plan, Stopped


class Limit:
    """Whether another case may begin, and if not, why. The time runs from when it is made."""

    def __init__(self, bounds: Bounds, meter: Meter, cancelled: Callable[[], bool], clock: Callable[[], float]) -> None:
        self._bounds, self._meter, self._cancelled, self._clock = bounds, meter, cancelled, clock
        self._began = clock()

    def reached(self) -> Stopped:
        """Why no case may begin any more; empty while one may."""
        if self._cancelled():
            return "cancelled"
        most, longest = self._bounds.microdollars, self._bounds.seconds
        if most is not None and self._meter.microdollars >= most:
            return "money"
        if longest is not None and self._clock() - self._began >= longest:
            return "time"
        return ""


def need_prices(plan: Plan) -> None:
    """Raises InvalidInput where a cap of money could not be kept, since nobody knows what a model costs."""
    models = [cast.model for cast in plan.casts.values()] + ([plan.user_model] if plan.user_model else [])
    for name in dict.fromkeys(model.id for model in models):
        provider, _, model = name.partition("/")
        if price(provider, model or provider, TokenCount()) is None:
            raise InvalidInput(
                f"The cap of money cannot be kept: the price of {name!r} is not known.",
                why="It is not in the table of prices.",
                next_step="Run without a cap of money, with one of time, or with a model whose price is known.",
            )
