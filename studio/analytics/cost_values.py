"""What the costs come to: values with their intervals, their sources and what they leave out. Computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from brain.models.price_rows import Source
    from evals.statistics.estimate import Estimate
    from evals.statistics.increment import Increment
    from store.warehouse.cost_units import Arms
    from studio.analytics.cost_prices import Cached, Elsewhere

Trend = Literal["rising", "falling", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class PerConversation:
    """What a conversation costs, in micro-dollars: the mean and the median with their intervals, and the counts.

    `edges` are the ends of the bins of `counts`. `unknown` conversations have a call of unknown price and are left
    out; `dearest` are session, persona and micro-dollars.
    """

    known: int
    unknown: int
    total: int
    mean: Estimate
    median: Estimate
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    dearest: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PerMinute:
    """Micro-dollars for a minute of speech, video or listening, over the calls of which price and length are known."""

    operation: str
    rate: Estimate
    microdollars: int
    seconds: float
    calls: int
    unpriced: int
    untimed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmCost:
    """A version or a model: micro-dollars for a reply, and points of the mean drift score (0 to 100)."""

    id: str
    name: str
    cost: Estimate
    score: Estimate
    turns: int
    conversations: int
    unpriced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PerPoint:
    """What a point of consistency costs between two versions or models: `second` less `first`, the cheaper one.

    All arms stand in `arms`, those with most replies first; `increment` is in micro-dollars for a reply and points,
    None where there are no two to be held against each other. `left_out` replies were made to drift on purpose.
    """

    by: Arms
    arms: tuple[ArmCost, ...]
    first: ArmCost | None
    second: ArmCost | None
    increment: Increment | None
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a month will come to, in micro-dollars, today being part of what is foretold.

    `days` are the month's days so far with what each of them took; `course` is what the month will have come to at the
    end of each day from today on. `held` of `tried` earlier forecasts as far ahead held what came; the interval is
    `factor` times as wide as by the days alone, so that enough of them would have.
    """

    month: date
    today: date
    zone: str
    spent: int
    unpriced: int
    total: Estimate
    trend: Trend
    days: Mapping[date, int]
    course: Mapping[date, Estimate]
    history: int
    factor: float
    held: int
    tried: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterfactuals:
    """What was paid for text, what caching saved of it, and what other models would have taken for the same tokens.

    In micro-dollars; `own` leaves out the `unpriced` calls. `table` says where the prices were read.
    """

    own: int
    calls: int
    unpriced: int
    caching: tuple[Cached, ...]
    elsewhere: tuple[Elsewhere, ...]
    table: Source
