from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain.emotion.labels import VAD_OF, Emotion
from brain.emotion.reading import EmotionReading
from brain.genome import PersonaGenome, PersonaMetadata
from brain.state import PersonaState, evolve, initial, nearest

GENOME = PersonaGenome(metadata=PersonaMetadata(name="Ada", slug="ada"))

readings = st.builds(
    lambda label, confidence: EmotionReading(primary=label, confidence=confidence, vad=VAD_OF[label]),
    st.sampled_from(list(Emotion)),
    st.floats(0, 1),
)


@given(st.lists(st.tuples(readings, readings), max_size=30))
def test_state_stays_in_bounds_and_replays(course: list[tuple[EmotionReading, EmotionReading]]) -> None:
    """Whatever is felt, the state stays in its ranges, and the same course gives the same state."""

    def run() -> PersonaState:
        state = initial(GENOME)
        for user, persona in course:
            state = evolve(state, genome=GENOME, user=user, persona=persona)
        return state

    assert run() == run()


def test_mood_returns_to_the_baseline() -> None:
    """After a shock, quiet turns bring the mood back."""
    shock = EmotionReading(primary=Emotion.ANGRY, confidence=1.0, vad=VAD_OF[Emotion.ANGRY])
    quiet = EmotionReading()
    state = evolve(initial(GENOME), genome=GENOME, user=shock, persona=shock)
    assert state.vad.valence < -0.1
    for _ in range(60):
        state = evolve(state, genome=GENOME, user=quiet, persona=quiet)
    assert abs(state.vad.valence - GENOME.mind.baseline.vad.valence) < 0.05
    assert state.mood is GENOME.mind.baseline.emotion


def test_friendliness_builds_the_relationship_and_hostility_wears_it() -> None:
    """Friendly words bring the two closer; hostile ones part them."""
    kind = EmotionReading(primary=Emotion.LOVING, confidence=1.0, vad=VAD_OF[Emotion.LOVING])
    rude = EmotionReading(primary=Emotion.ANGRY, confidence=1.0, vad=VAD_OF[Emotion.ANGRY])
    start = initial(GENOME)
    closer = evolve(start, genome=GENOME, user=kind, persona=kind)
    assert closer.relationship > start.relationship
    assert evolve(closer, genome=GENOME, user=rude, persona=kind).relationship < closer.relationship


@given(st.sampled_from(list(Emotion)))
def test_a_label_is_nearest_to_its_own_point(label: Emotion) -> None:
    """Each label's own point is read as that label."""
    assert nearest(VAD_OF[label], baseline=label) is label
