from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain.drift.fit import Evidence, Part, shipped

FIT = shipped()
BOTH = frozenset({"vocabulary level", "sentence length", "register"})
DISTANCES = st.dictionaries(st.sampled_from(FIT.signals), st.floats(-8, 8, allow_nan=False))


def test_no_distance_can_speak_for_the_persona_by_being_large() -> None:
    """Every weight, in the fit and in each member of its ensembles, is zero or more."""
    for linear, columns in ((FIT.reply, len(FIT.signals)), (FIT.recent, 3 * len(FIT.signals) + 1)):
        assert all(weight >= 0.0 for weight in linear.weights)
        assert all(weight >= 0.0 for member in linear.ensemble for weight in member[1:])
        assert columns == len(linear.weights) == len(linear.neutral)
    assert FIT.chain_weight > 0.0
    assert FIT.recent_weight >= 0.0


@given(DISTANCES, st.sampled_from(FIT.signals), st.floats(0, 8))
def test_a_farther_reply_never_gains(distances: dict[str, float], name: str, by: float) -> None:
    """Moving any one signal away from the persona lowers the evidence, or leaves it."""
    here = distances.get(name, dict(zip(FIT.signals, FIT.reply.neutral, strict=True))[name])
    away = here + by if name not in BOTH or here >= 0.0 else here - by
    before, after = (
        FIT.evidence(one, replies=40, words=40, two_sided=BOTH) for one in (distances, distances | {name: away})
    )
    assert after.log_odds <= before.log_odds + 1e-9
    if name in distances:
        assert after.lately.log_odds <= before.lately.log_odds + 1e-9


@given(DISTANCES)
def test_evidence_is_bounded_and_its_error_shrinks_with_text(distances: dict[str, float]) -> None:
    """Neither one reply nor the last together carry more than the limit, and more words make them surer."""
    short, long = (FIT.evidence(distances, replies=40, words=words) for words in (10, 200))
    assert abs(short.log_odds) <= FIT.limit
    assert abs(short.lately.log_odds) <= FIT.limit
    assert short.own > long.own > 0.0
    assert short.lately.own > long.lately.own > 0.0
    assert short.shared == long.shared


def test_a_small_shift_shows_in_the_last_replies_together() -> None:
    """Five replies a little off on one side speak against the persona more than one does, or both sides mixed."""
    low, high = ({"sentence length": value, "vocabulary level": value} for value in (-1.5, 1.5))
    alone = FIT.evidence(low, replies=40, words=40, two_sided=BOTH)
    steady = FIT.evidence(low, replies=40, words=40, earlier=[low] * 4, two_sided=BOTH)
    mixed = FIT.evidence(low, replies=40, words=40, earlier=[low, high, low, high], two_sided=BOTH)
    assert steady.lately.log_odds < alone.lately.log_odds
    assert steady.lately.log_odds < mixed.lately.log_odds
    assert steady.log_odds == alone.log_odds == mixed.log_odds


def test_many_signals_that_shift_at_once_speak_through_the_manner() -> None:
    """Signals that weigh nothing by themselves speak against the persona when they leave its manner together."""
    unweighed = [name for name in FIT.manner if name not in FIT.signals]
    both = frozenset(FIT.manner)
    assert unweighed
    still, moved = (
        FIT.evidence(dict.fromkeys(names, 0.0) | dict.fromkeys(away, 3.0), replies=40, words=40, two_sided=both)
        for names, away in ((FIT.manner, ()), (FIT.manner, unweighed))
    )
    assert moved.log_odds == still.log_odds
    assert moved.lately.log_odds < still.lately.log_odds


def test_what_settles_a_reply_is_taken_where_it_is_worse() -> None:
    """Evidence that is worse already stays as it is, each part for itself."""
    found = Evidence(-1.0, 0.2, 0.3, Part(-6.0, 0.1, 0.1)).at_most(-4.0, own=1.0, shared=0.0)
    assert found == Evidence(-4.0, 1.0, 0.0, Part(-6.0, 0.1, 0.1))


def test_a_distance_that_is_not_finite_counts_as_missing() -> None:
    """Neither NaN nor infinity vouches for the persona: the evidence is that without the signal."""
    for broken in (float("nan"), float("inf"), float("-inf")):
        found = FIT.evidence({"who said it": broken, "register": 1.0}, replies=40, words=40, two_sided=BOTH)
        assert found == FIT.evidence({"register": 1.0}, replies=40, words=40, two_sided=BOTH)
