"""The labels and where they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain.emotion.labels import EXPRESSION_OF, FAMILY, OPPOSITE, VAD, VAD_OF, Emotion, expression
from brain.genome.visual import expression_grid

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


def test_every_label_has_a_face_in_the_grid() -> None:
    """The expression grid holds the face of each label, and no other."""
    assert {EXPRESSION_OF[label] for label in Emotion} == set(expression_grid())


@given(st.sampled_from(list(Emotion)), st.sets(st.sampled_from([*Emotion, "smug"])))
def test_a_face_that_is_made_is_shown(label: Emotion, made: set[str]) -> None:
    """Shown is the label's own face, or one that is made, or neutral where none of the grid is."""
    shown = expression(label, made)
    assert shown == (label if label in made else shown)
    assert shown in made or (shown == "neutral" and not made - {"smug"})


def test_a_missing_face_is_stood_in_for_by_the_nearest() -> None:
    """Anxious is shown as fearful, not as happy."""
    assert expression(Emotion.ANXIOUS, ["happy", "fearful", "calm"]) == "fearful"


def test_families_are_the_reports_eleven() -> None:
    """Each label belongs to one of the eleven, and each of these to itself."""
    assert {family.value for family in FAMILY.values()} == set(REPORT)
    assert set(FAMILY) == set(Emotion)
    assert all(FAMILY[family] is family for family in FAMILY.values())
