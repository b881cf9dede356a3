from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain.drift.fit import shipped

FIT = shipped()
DISTANCES = st.dictionaries(st.sampled_from(FIT.signals), st.floats(-8, 8, allow_nan=False))


def test_no_distance_can_speak_for_the_persona_by_being_large() -> None:
    """Every weight, in the fit and in each member of its ensemble, is zero or more."""
    assert all(weight >= 0.0 for weight in FIT.weights)
    assert all(weight >= 0.0 for member in FIT.ensemble for weight in member[1:])
    assert len(FIT.signals) == len(FIT.weights) == len(FIT.neutral)


@given(DISTANCES, st.sampled_from(FIT.signals), st.floats(0, 8))
def test_a_farther_reply_never_gains(distances: dict[str, float], name: str, by: float) -> None:
    """Moving any one signal away from the persona lowers the evidence, or leaves it."""
    moved = distances | {name: distances.get(name, dict(zip(FIT.signals, FIT.neutral, strict=True))[name]) + by}
    before, after = (FIT.evidence(one, replies=40, words=40) for one in (distances, moved))
    assert after.log_odds <= before.log_odds + 1e-9


@given(DISTANCES)
def test_evidence_is_bounded_and_its_error_shrinks_with_text(distances: dict[str, float]) -> None:
    """One reply never carries more than the limit, and more words make it surer."""
    short, long = (FIT.evidence(distances, replies=40, words=words) for words in (10, 200))
    assert abs(short.log_odds) <= FIT.limit
    assert short.own > long.own > 0.0
    assert short.shared == long.shared
