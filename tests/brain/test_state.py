from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain import demo
from brain.emotion.labels import VAD, VAD_OF, Emotion, nearest
from brain.emotion.reading import EmotionReading
from brain.genome import PersonaGenome, PersonaMetadata
from brain.genome.mind import Temper
from brain.state import ACQUAINTED, PersonaState, evolve, initial, rested

GENOME = PersonaGenome(metadata=PersonaMetadata(name="Ada", slug="ada"))
HOUR, DAY = 3_600.0, 86_400.0


def felt(label: Emotion, confidence: float = 1.0) -> EmotionReading:
    """A reading of that label."""
    return EmotionReading(primary=label, confidence=confidence, vad=VAD_OF[label])


readings = st.builds(felt, st.sampled_from(list(Emotion)), st.floats(0, 1))
states = st.builds(
    lambda valence, arousal, dominance, energy, relationship: PersonaState(
        vad=VAD(valence=valence, arousal=arousal, dominance=dominance), energy=energy, relationship=relationship
    ),
    st.floats(-1, 1),
    *[st.floats(0, 1)] * 4,
)
seconds = st.floats(0, 10 * 365 * DAY)


def after(course: list[tuple[EmotionReading, EmotionReading]], genome: PersonaGenome = GENOME) -> PersonaState:
    """The state after so many turns."""
    state = initial(genome)
    for user, persona in course:
        state = evolve(state, genome=genome, user=user, persona=persona)
    return state


@given(st.lists(st.tuples(readings, readings), max_size=30), st.sampled_from(list(Temper)))
def test_state_stays_in_bounds_and_replays(course: list[tuple[EmotionReading, EmotionReading]], temper: Temper) -> None:
    """Whatever is felt, the state stays in its ranges, and the same course gives the same state."""
    genome = GENOME.model_copy(update={"mind": GENOME.mind.model_copy(update={"temper": temper})})
    assert after(course, genome) == after(course, genome)


@given(states, st.lists(st.tuples(readings, readings), max_size=5), seconds)
def test_any_state_can_be_gone_on_from(
    state: PersonaState, course: list[tuple[EmotionReading, EmotionReading]], waited: float
) -> None:
    """From any state, talk and rest lead to another valid one."""
    for user, persona in course:
        state = evolve(state, genome=GENOME, user=user, persona=persona)
    again = PersonaState.model_validate(rested(state, genome=GENOME, seconds=waited).model_dump())
    assert 0.0 <= again.energy <= 1.0


@pytest.mark.parametrize("slug", [genome.metadata.slug for genome in demo.load_all()])
@pytest.mark.parametrize("quiet", [EmotionReading(), felt(Emotion.NEUTRAL)])
def test_neutral_talk_drives_nothing_to_the_edge(slug: str, quiet: EmotionReading) -> None:
    """After a thousand neutral turns mood and energy are near their rest, and the two are acquainted, no more."""
    genome = demo.load(slug)
    state = after([(quiet, quiet)] * 1_000, genome)
    rest = initial(genome)
    assert abs(state.energy - rest.energy) < 0.25
    assert abs(state.vad.valence - rest.vad.valence) < 0.6
    assert state.relationship == pytest.approx(ACQUAINTED, abs=0.01)
    assert evolve(state, genome=genome, user=quiet, persona=quiet).mood is state.mood


def test_mood_returns_to_the_baseline() -> None:
    """After a shock, quiet turns bring the mood back."""
    shock, quiet = felt(Emotion.ANGRY), EmotionReading()
    state = after([(shock, shock)])
    assert state.vad.valence < -0.1
    for _ in range(60):
        state = evolve(state, genome=GENOME, user=quiet, persona=quiet)
    assert abs(state.vad.valence - GENOME.mind.baseline.vad.valence) < 0.05
    assert state.mood is GENOME.mind.baseline.emotion


def test_excitement_tires_and_calm_restores() -> None:
    """A long excited talk costs energy, a calm one gives it back; neither goes over the edge."""
    wild, calm = felt(Emotion.EXCITED), felt(Emotion.CALM)
    tired = after([(wild, wild)] * 40)
    assert 0.0 <= tired.energy < initial(GENOME).energy - 0.2
    assert evolve(tired, genome=GENOME, user=calm, persona=calm).energy > tired.energy


def test_friendliness_builds_the_relationship_and_hostility_wears_it() -> None:
    """Friendly words bring the two closer; hostile ones part them, and faster."""
    kind, rude = felt(Emotion.LOVING), felt(Emotion.ANGRY)
    start = initial(GENOME).model_copy(update={"relationship": 0.5})
    closer = evolve(start, genome=GENOME, user=kind, persona=kind)
    parted = evolve(start, genome=GENOME, user=rude, persona=kind)
    assert closer.relationship > 0.5 > parted.relationship
    assert 0.5 - parted.relationship > closer.relationship - 0.5


@given(st.floats(ACQUAINTED, 1.0))
def test_polite_talk_never_undoes_closeness(relationship: float) -> None:
    """Two that are close stay as close through neutral turns."""
    state = initial(GENOME).model_copy(update={"relationship": relationship})
    quiet = felt(Emotion.NEUTRAL)
    assert evolve(state, genome=GENOME, user=quiet, persona=quiet).relationship == relationship


@given(states, seconds, seconds)
def test_resting_twice_is_resting_once_for_the_sum(state: PersonaState, first: float, second: float) -> None:
    """It makes no difference when one looks in between; no time, or less, changes nothing."""
    twice = rested(rested(state, genome=GENOME, seconds=first), genome=GENOME, seconds=second)
    once = rested(state, genome=GENOME, seconds=first + second)
    assert twice.energy == pytest.approx(once.energy, abs=1e-9)
    assert twice.relationship == pytest.approx(once.relationship, abs=1e-9)
    assert twice.vad.valence == pytest.approx(once.vad.valence, abs=1e-9)
    assert rested(state, genome=GENOME, seconds=-5.0).energy == pytest.approx(state.energy, abs=1e-12)


def test_each_part_fades_at_its_own_pace() -> None:
    """Overnight a mood is gone and energy is back, while closeness hardly fades; in half a year half of it does."""
    begun = initial(GENOME)
    state = PersonaState(mood=Emotion.ANGRY, vad=VAD_OF[Emotion.ANGRY], energy=0.1, relationship=0.9)
    morning = rested(state, genome=GENOME, seconds=12 * HOUR)
    assert morning.mood is begun.mood
    assert morning.energy > 0.8 * begun.energy
    assert morning.relationship > 0.89
    later = rested(state, genome=GENOME, seconds=180 * DAY)
    assert later.relationship == pytest.approx((0.9 + begun.relationship) / 2, abs=0.001)


@given(st.sampled_from(list(Emotion)))
def test_a_label_is_nearest_to_its_own_point(label: Emotion) -> None:
    """Each label's own point is read as that label."""
    assert nearest(VAD_OF[label], baseline=label) is label
