"""The labels and where they stand."""

from __future__ import annotations

from brain.emotion.labels import OPPOSITE, VAD, VAD_OF, Emotion

REPORT = {
    "happy": ("sad", 0.8, 0.5, 0.6),
    "sad": ("happy", -0.7, 0.2, 0.2),
    "angry": ("calm", -0.6, 0.9, 0.8),
    "surprised": ("neutral", 0.2, 0.9, 0.3),
    "thoughtful": ("excited", 0.3, 0.3, 0.5),
    "excited": ("thoughtful", 0.7, 0.9, 0.6),
    "calm": ("angry", 0.4, 0.1, 0.5),
    "confident": ("concerned", 0.6, 0.4, 0.9),
    "curious": ("neutral", 0.5, 0.6, 0.4),
    "concerned": ("confident", -0.3, 0.5, 0.3),
    "neutral": ("surprised", 0.0, 0.3, 0.5),
}
"""The system report's table, section 2.2.2: opposite, valence, arousal, dominance."""


def test_the_reports_table_is_kept() -> None:
    """The eleven labels of the report have its opposites and its points."""
    for name, (opposite, valence, arousal, dominance) in REPORT.items():
        assert VAD_OF[Emotion(name)] == VAD(valence=valence, arousal=arousal, dominance=dominance)
        assert OPPOSITE[Emotion(name)].value == opposite


def test_every_label_has_a_place_of_its_own() -> None:
    """21 labels, 21 different points, and an opposite that is another label."""
    assert len(Emotion) == len(VAD_OF) == len(OPPOSITE) == 21
    assert len({(p.valence, p.arousal, p.dominance) for p in VAD_OF.values()}) == 21
    assert all(OPPOSITE[label] is not label for label in Emotion)
