"""Ranges of bytes as RFC 9110 has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.media.ranges import Unsatisfiable, parse


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, None),
        ("bytes=0-", (0, 10)),
        ("bytes=0-0", (0, 1)),
        ("bytes=3-5", (3, 6)),
        ("bytes=3-99", (3, 10)),
        ("bytes=-4", (6, 10)),
        ("bytes=-99", (0, 10)),
        ("bytes=0-1,4-5", None),
        ("bytes=5-3", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("lines=0-1", None),
        ("bytes=\u0663-\u0665", None),
    ],
)
def test_ranges_are_read(header: str | None, found: tuple[int, int] | None) -> None:
    """One range is its first byte and the one behind its last; what is malformed or several asks for all."""
    assert parse(header, 10) == found


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_range_behind_the_end_is_said(header: str) -> None:
    """There is nothing there to give."""
    with pytest.raises(Unsatisfiable):
        parse(header, 10)


@given(header=st.one_of(st.text(), st.from_regex(r"bytes=\d{0,20}-\d{0,20}")), size=st.integers(1, 2**50))
def test_any_header_gives_a_part_or_all(header: str, size: int) -> None:
    """Whatever is asked, what is given lies within the content and is not empty."""
    try:
        found = parse(header, size)
    except Unsatisfiable:
        return
    if found is not None:
        assert 0 <= found[0] < found[1] <= size
