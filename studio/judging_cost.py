"""What judging a conversation would take, before it is begun: calls, and money with its interval. Asks no model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.drift.judge.panel import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store import Store
    from store.actor import Actor
    from studio.evaluation.estimating import Range
    from studio.judging import Estimate

MOST: Final = 200
"""So many of the last judged turns are measured."""


@dataclass(frozen=True, slots=True)
class TalkCost:
    """What judging turns would take, micro-dollars None where a price is not known; `source` says on what it rests."""

    turns: int
    calls: int
    tokens_read: int
    microdollars: Range | None
    source: str


def of_talk(store: Store, actor: Actor, turns: Sequence[Estimate], *, samples: int) -> TalkCost:
    """The sum over turns: by what turns that the model judged before cost, where there are enough, else assumed."""
    from studio.evaluation.estimating import APART, ENOUGH, Range, predicted

    model = turns[0].model if turns else ""
    rates = _rates(store, actor, model)
    costs = [one.microdollars for one in turns]
    known = [cost for cost in costs if cost is not None]
    money: Range | None = None
    source = "The price of the model is not in the table of prices."
    if len(known) == len(costs):
        middle = float(sum(known))
        money = Range(middle, middle / APART, middle * APART)
        source = (
            f"Assumed, since fewer than {ENOUGH} turns were judged before: up to {APART:.0f} times too high or low."
        )
    if len(rates) >= ENOUGH:
        money = predicted([samples / SAMPLES] * len(turns), rates)
        source = f"Measured on {len(rates)} turns that were judged before; a 95 % prediction interval."
    return TalkCost(
        turns=len(turns),
        calls=sum(one.calls for one in turns),
        tokens_read=sum(one.tokens.input for one in turns),
        microdollars=money,
        source=source,
    )


def _rates(store: Store, actor: Actor, model: str) -> list[float]:
    provider, _, name = model.partition("/")
    entries = store.usage.entries(actor, purpose="judge", limit=MOST).items
    return [
        float(one.cost_microdollars)
        for one in entries
        if (one.provider, one.model) == (provider, name) and one.cost_microdollars is not None
    ]
