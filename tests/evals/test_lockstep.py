"""Cases that are played side by side: what comes out is what comes out of each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain import demo, static_embedder
from brain.emotion.cascade import Cascade, Lazy
from brain.emotion.hybrid.shipped import hybrid
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.cases import lay_out
from evals.harness import Plan
from evals.prepared import prepared
from evals.suites import load

from .conftest import gauge_of

if TYPE_CHECKING:
    from evals.prepared import Prepared

PEOPLE = ("albert-einstein", "victoria-hale")
SUITE = load.parse(b"""\
name: small
title: Small
seeds: [0, 1]
conversations:
  - {id: talk, turns: 3, simulator: {kind: bank, bank: everyday}}
  - {id: short, turns: 1, simulator: {kind: bank, bank: everyday}}
scorers: [{name: drift mean}, {name: emotion match}]
""")


@pytest.fixture(scope="module")
def ready() -> Prepared:
    """Eight cases of two personas, of one turn and of three, read by the hybrid tier."""
    model = Understudy()
    detector = Cascade(hybrid=Lazy(lambda: hybrid(static_embedder.shared())))
    genomes = [demo.load(slug) for slug in PEOPLE]
    casts = {
        one.metadata.slug: Cast(genome=one, model=model, detector=detector, gauge=gauge_of(one.metadata.slug))
        for one in genomes
    }
    return prepared(Plan(lay_out(SUITE, genomes), casts, tuple(one.name for one in SUITE.scorers)))


def test_cases_side_by_side_come_out_as_each_by_itself(ready: Prepared) -> None:
    """Words, readings and scores are the same, whoever plays beside them; the short ones come first."""
    places = range(len(ready.keys))
    together = list(ready.together(places))
    assert [len(one.record.exchanges) for _, one in together if one] == [1, 1, 1, 1, 3, 3, 3, 3]
    alone = {at: one.timeless for at in places if (one := ready.outcome(at))}
    assert {at: one.timeless for at, one in together if one} == alone
    assert {at: one.timeless for at, one in ready.together(places[2:5]) if one} == {at: alone[at] for at in (2, 3, 4)}


def test_cases_side_by_side_are_cancelled_together(ready: Prepared) -> None:
    """None of them has an outcome."""
    turns = iter([False] * 5)
    assert all(one is None for _, one in ready.together([0, 1], cancelled=lambda: next(turns, True)))
