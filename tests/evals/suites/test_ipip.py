"""IPIP-NEO-120: its keys, and answers read from replies."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.genome.big_five import FACETS
from evals.questionnaire import ipip


def test_each_facet_of_the_genome_has_four_items() -> None:
    """120 items, four a facet, all 30 facets."""
    counted = Counter((one.factor, one.facet) for one in ipip.items())
    assert counted == {(factor, facet): 4 for factor, six in FACETS.items() for facet in six}


@pytest.mark.parametrize(
    ("text", "factor", "facet", "reverse"),
    [
        ("Worry about things", "neuroticism", "anxiety", False),
        ("Use others for my own ends", "agreeableness", "straightforwardness", True),
        ("Tend to vote for liberal political candidates", "openness", "values", False),
        ("Believe that we should be tough on crime", "openness", "values", True),
    ],
)
def test_items_stand_under_their_facet_and_key(text: str, factor: str, facet: str, reverse: bool) -> None:  # noqa: FBT001
    """Spot checks against ipip.ori.org."""
    one = next(item for item in ipip.items() if item.text == text)
    assert (one.factor, one.facet, one.reverse) == (factor, facet, reverse)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("4", 4),
        ("4.", 4),
        ("I would say 2, since I seldom worry.", 2),
        ("**5** - very accurate", 5),
        ("5/5", 5),
        ("4 out of 5, my friend.", 4),
        ("Very inaccurate, I fear.", 1),
        ("Neither accurate nor inaccurate.", 3),
        ("Moderately accurate", 4),
        ("4, and I say 4 again", 4),
        ("", None),
        ("Hm, what a question.", None),
        ("3 or 4", None),
        ("In 1905 I had no time to worry.", None),
        ("7", None),
        ("very accurate, or very inaccurate", None),
        ("3.5", None),
    ],
)
def test_an_answer_is_read_or_missing(reply: str, expected: int | None) -> None:
    """One plain answer counts; none, or two, is missing."""
    assert ipip.answer(reply) == expected


@given(st.text(max_size=200))
def test_any_text_is_an_answer_from_one_to_five_or_missing(reply: str) -> None:
    """No text crashes the reader or gives an answer that is out of range."""
    assert ipip.answer(reply) in (None, 1, 2, 3, 4, 5)
