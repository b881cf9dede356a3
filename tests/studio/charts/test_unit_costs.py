"""What the chart of a point says, whatever the two arms differ by."""

from __future__ import annotations

import pytest

from evals.statistics.estimate import CannotTell, Estimate, Interval
from evals.statistics.increment import Increment
from studio.analytics.cost_values import ArmCost, PerPoint
from studio.charts import unit_costs
from studio.charts.words import TO


def interval(value: float, low: float, high: float) -> Interval:
    """An estimate with its ends."""
    return Interval(value=value, low=low, high=high, level=0.95, scores=9, missing=0, clusters=9, method="t")


APART = f"8.00 points [5.00 {TO} 11.00]"
NONE = CannotTell(reason="All alike.", scores=9, missing=0, clusters=9, value=0.0)
BETTER, WORSE, SAME = interval(8.0, 5.0, 11.0), interval(-8.0, -11.0, -5.0), interval(1.0, -1.0, 3.0)
MORE, MAYBE = interval(2_000.0, 1_500.0, 2_500.0), interval(100.0, -200.0, 400.0)


@pytest.mark.parametrize(
    ("cost", "effect", "says"),
    [
        (MORE, BETTER, f"A point more in character costs $0.00025 [$0.0002 {TO} $0.0003] a reply: dear gains 8.00"),
        (MORE, WORSE, f"cheap is cheaper and stays {APART} better in character: dear takes"),
        (MAYBE, BETTER, f"dear stays {APART} better in character than cheap; whether it costs"),
        (MAYBE, WORSE, f"cheap stays {APART} better in character than dear; whether it costs"),
        (NONE, BETTER, f"dear stays {APART} better in character than cheap, and costs as much"),
        (MORE, SAME, "What a point costs cannot be told: dear may stay in character as well as cheap does"),
        (MORE, NONE, "What a point costs cannot be told of cheap and dear: all alike"),
    ],
)  # fmt: skip
def test_the_finding_says_what_is_got_for_what(cost: Estimate, effect: Estimate, says: str) -> None:
    """A price where there is one; else which is better, cheaper, or that it cannot be told."""
    arms = tuple(
        ArmCost(id=name, name=name, cost=interval(money, money, money), score=interval(80, 79, 81), turns=9,
                conversations=9, unpriced=0)
        for name, money in (("cheap", 1_000.0), ("dear", 3_000.0))
    )  # fmt: skip
    told = Increment(cost=cost, effect=effect, ratio=interval(250.0, 200.0, 300.0), verdict="cannot tell")
    found = PerPoint(by="model", arms=arms, first=arms[0], second=arms[1], increment=told, left_out=2)
    chart = unit_costs.per_point(found)
    assert chart.title.startswith(says)
    assert "2 replies made to drift on purpose left out" in chart.note
