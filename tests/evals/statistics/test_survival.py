"""How many last without an event: against a published example and against what must hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.statistics.survival import Ended, half, kaplan_meier

REMISSION = [
    Ended(6, 3, 1), Ended(7, 1, 0), Ended(9, 0, 1), Ended(10, 1, 1), Ended(11, 0, 1), Ended(13, 1, 0), Ended(16, 1, 0),
    Ended(17, 0, 1), Ended(19, 0, 1), Ended(20, 0, 1), Ended(22, 1, 0), Ended(23, 1, 0), Ended(25, 0, 1),
    Ended(32, 0, 2), Ended(34, 0, 1), Ended(35, 0, 1),
]  # fmt: skip
"""Weeks in remission of 21 patients on 6-mercaptopurine (Freireich et al. 1963, as in Cox 1972)."""


def test_it_is_the_published_curve() -> None:
    """Shares and Greenwood's errors of the example of every textbook, 0.857 at 6 weeks to 0.448 at 23."""
    steps = {one.at: one for one in kaplan_meier(REMISSION)}
    shares = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {at: round(steps[at].share, 3) for at in shares} == shares
    assert (steps[6].at_risk, steps[10].at_risk, steps[23].at_risk) == (21, 15, 6)
    # On the scale of log(-log), as R's survival gives them.
    assert (steps[6].low, steps[6].high) == pytest.approx((0.6197, 0.9516), abs=2e-4)
    assert half(kaplan_meier(REMISSION)) == 23


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=20,
                unique_by=lambda one: one[0]))  # fmt: skip
def test_it_falls_within_its_interval(rows: list[tuple[int, int, int]]) -> None:
    """The share never rises, and lies between its ends, which lie between 0 and 1."""
    steps = kaplan_meier([Ended(*row) for row in rows if row[1] + row[2]])
    shares = [1.0, *(one.share for one in steps)]
    assert all(after <= before for before, after in pairwise(shares))
    for one in steps:
        if one.low is not None and one.high is not None:
            assert 0.0 <= one.low <= one.share + 1e-9
            assert one.share - 1e-9 <= one.high <= 1.0


def test_nothing_happened_is_no_certainty() -> None:
    """Of ten that all ended without an event at least 69 % last, and fewer than five have no interval."""
    (one,) = kaplan_meier([Ended(4, 0, 10)])
    assert (one.share, one.high) == (1.0, 1.0)
    assert one.low == pytest.approx(0.025**0.1)
    assert kaplan_meier([Ended(4, 0, 4)])[0].low is None
    assert kaplan_meier([]) == ()
    assert half(kaplan_meier([Ended(4, 0, 10)])) is None
