from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain.drift.reading import Severity, Verdict
from brain.drift.verdict import severity, verdict

UNIT = st.floats(0, 1)


@given(UNIT, UNIT, UNIT)
def test_a_verdict_follows_score_and_interval(a: float, b: float, c: float) -> None:
    """Out of character needs a low score with the whole interval below one half; in character one half or more."""
    low, middle, high = sorted((a, b, c))
    found = verdict(middle, low, high)
    if found is Verdict.OUT_OF_CHARACTER:
        assert high < 0.5
        assert middle <= 0.2
    if found is Verdict.IN_CHARACTER:
        assert middle >= 0.5
    if high - low > 0.9:
        assert found is Verdict.CANNOT_TELL


def test_severity_grows_as_the_score_falls() -> None:
    """From none over minor and moderate to severe."""
    against = ["who said it"]
    assert severity(Verdict.IN_CHARACTER, 0.9, against=against) is Severity.NONE
    assert severity(Verdict.CANNOT_TELL, 0.0, against=against) is Severity.NONE
    assert severity(Verdict.DRIFTING, 0.4, against=against) is Severity.MINOR
    assert severity(Verdict.DRIFTING, 0.25, against=against) is Severity.MODERATE
    assert severity(Verdict.OUT_OF_CHARACTER, 0.01, against=against) is Severity.SEVERE


def test_vocabulary_and_sentence_length_alone_are_minor() -> None:
    """When nothing else speaks against a reply, it is at most minor, as the seeds have it."""
    assert severity(Verdict.OUT_OF_CHARACTER, 0.01, against=["vocabulary level", "sentence length"]) is Severity.MINOR
    assert severity(Verdict.OUT_OF_CHARACTER, 0.01, against=["vocabulary level", "flattery"]) is Severity.SEVERE
