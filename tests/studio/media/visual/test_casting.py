from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.emotion.labels import Emotion
from brain.errors import InvalidInput
from brain.genome.visual import Appearance, GenerationConfig, VisualDNA, same_face
from studio.media.visual.casting import appearance_for, variations
from studio.media.visual.distance import APART, distance, looks
from studio.media.visual.drawn import DrawnPortrait


def seated(appearance: Appearance, seed: int) -> VisualDNA:
    """A visual DNA of an appearance."""
    return VisualDNA(appearance=appearance, generation=GenerationConfig(seed=seed))


def test_no_two_personas_look_alike() -> None:
    """The six demo personas and forty made by lot are pairwise further apart than any expression moves a face."""
    artist = DrawnPortrait()
    people = [genome.visual for genome in demo.load_all()]
    people += [seated(appearance_for("someone", seed=seed), seed) for seed in range(40)]
    faces = [looks(artist, visual) for visual in people]
    nearest = min(distance(one, two) for one, two in combinations(faces, 2))
    moved = max(
        distance(faces[index], looks(artist, people[index], emotion=label))
        for index in range(0, len(people), 5)
        for label in Emotion
    )
    assert moved < APART < nearest


def test_variations_are_different_people() -> None:
    """Variations of one open description are as far apart as two personas, and carry their own seeds."""
    artist = DrawnPortrait()
    made = variations(seated(Appearance(age=35, skin="#cf9870", build="slight"), 3), range(1, 9))
    assert [visual.generation.seed for visual in made] == list(range(1, 9))
    for one, two in combinations([looks(artist, visual) for visual in made], 2):
        assert distance(one, two) > APART


def test_variations_keep_what_is_said() -> None:
    """Age, a cut in words, a beard in words, glasses and clothes in words stay as they are said."""
    said = Appearance(age=63, hair="sandy grey, thin on top", beard="short grizzled beard", clothes="a copper sweater")
    for visual in variations(seated(said, 1), range(12)):
        kept = visual.appearance
        assert (kept.age, kept.beard, kept.clothes, kept.glasses) == (63, said.beard, said.clothes, False)
        assert kept.hair_style == "receding"


def test_a_locked_face_has_no_variations() -> None:
    """Once the identity is locked, a variation is refused."""
    locked = VisualDNA(generation=GenerationConfig(locked=True))
    with pytest.raises(InvalidInput):
        variations(locked, (1, 2))


def test_the_setting_is_not_the_face() -> None:
    """Clothes, background and light may change under the lock; anything else makes another face."""
    before = Appearance(age=40)
    assert same_face(before, before.model_copy(update={"outfit": "suit", "backdrop": "sea", "light": "warm"}))
    assert not same_face(before, before.model_copy(update={"nose": "aquiline"}))


@pytest.mark.parametrize("seed", range(6))
def test_a_sea_captain_is_a_sea_captain(seed: int) -> None:
    """A retired sea captain of seventy is grey, bearded, in a sweater, by the sea."""
    captain = appearance_for("a retired sea captain of 70", pronouns="he/him", seed=seed)
    assert (captain.age, captain.outfit, captain.backdrop) == (70, "sweater", "sea")
    assert captain.beard_style in {"full", "long"}


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("a nurse in her forties", "outfit", "scrubs"),
        ("a nurse in her forties", "age", 45),
        ("a lawyer with round glasses", "glasses_style", "round"),
        ("a red-haired explorer", "hair_colour", "#9c3b22"),
        ("a bald philosopher, he", "hair_style", "bald"),
        ("a woman in a hijab, an engineer", "hair_style", "headscarf"),
        ("a 9-year-old who asks why", "age", 9),
        ("a clean-shaven wizard", "beard_style", "none"),
        ("an elderly witch", "build", "slight"),
    ],
)
def test_words_decide(words: str, field: str, value: object) -> None:
    """What a sentence says of a person is in the appearance made from it."""
    assert getattr(appearance_for(words, seed=4), field) == value


@given(st.text(max_size=200), st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_any_words_give_an_appearance(text: str, seed: int) -> None:
    """Any text makes a valid appearance, the same each time, that survives its document."""
    made = appearance_for(text, seed=seed)
    assert made == appearance_for(text, seed=seed)
    assert Appearance.model_validate_json(made.model_dump_json(), strict=True) == made
