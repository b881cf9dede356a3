"""Whether a mood rises or falls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.emotion.labels import VAD
from brain.emotion.reading import EmotionReading
from brain.emotion.trend import direction, slope


def moods(*valences: float, confidence: float = 0.8) -> list[EmotionReading]:
    """Readings with these valences, oldest first."""
    return [EmotionReading(vad=VAD(valence=valence), confidence=confidence) for valence in valences]


def trend(now: float, before: list[EmotionReading]) -> str:
    """The direction at a message of this valence."""
    return direction(slope(VAD(valence=now), before))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (0.5, (), "unknown"),
        (0.7, (-0.7,), "rising"),
        (-0.7, (0.7,), "falling"),
        (0.2, (0.0,), "steady"),
        (0.6, (-0.4, -0.2, 0.0, 0.2, 0.4), "rising"),
        (-0.5, (0.5, 0.3, 0.1, -0.1, -0.3), "falling"),
        (0.4, (0.5, -0.4, 0.4, -0.5, 0.5), "steady"),
        (0.02, (0.0, 0.01, 0.0, 0.01, 0.01), "steady"),
    ],
)
def test_a_trend_is_clear_of_its_own_noise(now: float, before: tuple[float, ...], expected: str) -> None:
    """A jump or a steady climb is a trend; a small step and a zigzag are none; one reading alone is unknown."""
    assert trend(now, moods(*before)) == expected


def test_what_lies_long_back_no_longer_counts() -> None:
    """Six readings make the trend, this one included."""
    assert trend(0.6, moods(*[-0.8] * 9, *[0.6] * 5)) == "steady"


def test_a_reading_that_said_nothing_does_not_count() -> None:
    """Readings of confidence 0 leave the trend as it would be without them."""
    assert trend(0.5, moods(-0.9, confidence=0.0)) == "unknown"


def test_doubtful_readings_make_a_doubtful_slope() -> None:
    """The less certain the readings, the larger the slope's error."""
    sure, unsure = (slope(VAD(valence=0.5), moods(-0.5, 0.0, confidence=share)) for share in (0.9, 0.2))
    assert unsure.error > sure.error


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 1)), max_size=12), st.floats(-1, 1))
def test_turning_the_mood_turns_the_slope(course: list[tuple[float, float]], now: float) -> None:
    """The slope of the mirrored mood is the mirrored slope, with the same error, from the same readings."""
    up = slope(VAD(valence=now), [r for value, share in course for r in moods(value, confidence=share)])
    down = slope(VAD(valence=-now), [r for value, share in course for r in moods(-value, confidence=share)])
    assert (down.value, down.error) == pytest.approx((-up.value, up.error))
    assert 1 <= up.readings == down.readings <= 6
