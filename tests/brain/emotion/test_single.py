"""What is made of one text is what is made of a row of texts."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from brain.emotion.hybrid import decide, fit, manner
from brain.emotion.hybrid.grams import readable
from brain.emotion.hybrid.shipped import hybrid
from brain.emotion.hybrid.single import Deciding, Placing, features
from brain.emotion.keyword import blend
from brain.emotion.lexicon import lexicon
from brain.emotion.scan import Scan
from brain.emotion.vad import regression
from brain.static_embedder import load

FIT = fit.shipped()
DECIDING = Deciding(FIT)
POINTS = regression.shipped(FIT.points_sha256)
MODEL = hybrid(load())._model
texts = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["I", "am", "not", "happy", "SAD", "soooo", "calm", "sure?!", "!!!", "\u0130\u0130\u0130"]),
        max_size=12,
    ).map(" ".join),
)
found = st.lists(st.floats(0.0, 1.0), min_size=21, max_size=21).map(lambda chances: np.round(np.array(chances), 6))


@given(text=texts)
@example("aaa")
@example("...")
def test_features_are_those_of_the_manner(text: str) -> None:
    """Evidence, marks, capitals and drawn-out words."""
    scan = Scan(text, lexicon())
    assert (features(text, scan) == manner.features(text, scan)).all()


@given(text=texts)
def test_chances_are_those_of_a_row(text: str) -> None:
    """From outputs and evidence to the 21 labels."""
    scan = Scan(text, lexicon())
    plain = readable(text)
    outputs, _ = MODEL.chances(plain, MODEL.spelling.row(plain), features(plain, scan))
    spoken = np.array([[manner.share(scan, label) for label in decide.LABELS]])
    assert (DECIDING.chances(outputs, scan) == decide.chances(outputs[None], FIT.outputs, spoken)[0]).all()


@given(chances=found)
@example(np.zeros(21))
@example(np.ones(21))
def test_a_decision_is_that_of_a_row(chances: np.ndarray) -> None:
    """The primary label, and the secondary ones in their order."""
    primary = DECIDING.choose(chances)
    assert primary == int(decide.choose(chances[None], FIT.offsets)[0])
    others = decide.others(chances, primary, FIT.thresholds, further=FIT.further, most=3)
    assert DECIDING.others(chances, primary, most=3) == others


@given(text=texts, chances=found)
def test_a_point_is_that_of_the_regression(text: str, chances: np.ndarray) -> None:
    """Between the labels' points and the regression's; without it the labels' alone."""
    plain = readable(text)
    row, dense = MODEL.spelling.row(plain), features(plain, Scan(text, lexicon()))
    outputs, vector = MODEL.chances(plain, row, dense)
    seen = regression.features(outputs, dense, vector)
    total = max(1.0, float(chances.sum()))
    named = blend([(label, float(one) / total) for label, one in zip(decide.LABELS, chances, strict=True)])
    assert Placing(None).point(chances, Placing(None).raw(row, seen)) == tuple(named.model_dump().values())
    expected = POINTS.read(row, seen, named=named)
    assert Placing(POINTS).point(chances, Placing(POINTS).raw(row, seen)) == tuple(expected.model_dump().values())
