from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain.drift.floor import FARTHEST, floor, floor_error

VALUES = [1.0, 2.0, 3.0, 2.0, 1.0, 3.0, 2.0, 2.0]


def test_too_few_replies_draw_no_floor() -> None:
    """Seven faithful replies are not enough."""
    assert floor(VALUES[:7], words=[30] * 7, least_spread=0.1) is None


def test_the_spread_is_never_nothing() -> None:
    """Equal values still leave the least spread, so that a distance is finite."""
    found = floor([1.0] * 8, words=[30] * 8, least_spread=0.25)
    assert found is not None
    assert found.spread == 0.25
    assert found.distance(1.5, words=30, direction="above") == 2.0


def test_directions_say_which_side_speaks_against() -> None:
    """Above and below are each other's negative; both counts either side."""
    found = floor(VALUES, words=[30] * 8, least_spread=0.1)
    assert found is not None
    up, down, both = (found.distance(3.0, words=30, direction=side) for side in ("above", "below", "both"))
    assert up == -down == both > 0.0


def test_a_shorter_reply_is_judged_more_mildly() -> None:
    """The same value lies fewer spreads away when it comes from fewer words; more words than usual change nothing."""
    found = floor(VALUES, words=[40] * 8, least_spread=0.1)
    assert found is not None
    short, usual, long = (found.distance(4.0, words=words, direction="above") for words in (10, 40, 400))
    assert short == usual / 2
    assert usual == long


@given(st.floats(-1e9, 1e9), st.integers(0, 10_000))
def test_distances_are_bounded(value: float, words: int) -> None:
    """No value, however far, lies beyond the farthest distance."""
    found = floor(VALUES, words=[30] * 8, least_spread=0.1)
    assert found is not None
    assert -FARTHEST <= found.distance(value, words=words, direction="below") <= FARTHEST


def test_more_replies_make_a_surer_floor() -> None:
    """The error of a distance shrinks with the number of replies and grows with the distance."""
    assert floor_error(2.0, replies=8) > floor_error(2.0, replies=40) > floor_error(0.0, replies=40)
