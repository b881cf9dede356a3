import io
import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from brain.archetypes import genome_from
from brain.emotion.labels import VAD, Emotion
from brain.errors import InvalidInput
from brain.genome import Archetype
from brain.genome.custom_emotion import CustomEmotion
from brain.genome.visual import Appearance, GenerationConfig, VisualDNA
from studio.media.visual.drawn import DrawnPortrait
from studio.media.visual.expressions import label_for
from studio.media.visual.picture import PictureRequest
from studio.media.visual.visemes import VISEMES, viseme_of

MIRA = VisualDNA(
    appearance=Appearance(age=37, skin="#6b4329", hair="short natural curls", hair_colour="#1c1412", glasses=True),
    generation=GenerationConfig(seed=7),
)


def pixels(data: bytes) -> np.ndarray:
    """The picture as red, green and blue."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=np.int16)


def apart(first: bytes, second: bytes) -> float:
    """Mean absolute difference of two pictures, 0 to 255."""
    return float(np.abs(pixels(first) - pixels(second)).mean())


def test_the_same_request_gives_the_same_bytes_from_any_artist() -> None:
    """A portrait is the same byte for byte, drawn first or later, by this artist or another."""
    first, other = DrawnPortrait(), DrawnPortrait()
    once = first.draw(PictureRequest(visual=MIRA, emotion="happy", size=128))
    other.draw(PictureRequest(visual=MIRA, emotion="sad", size=128))
    assert once == other.draw(PictureRequest(visual=MIRA, emotion="happy", size=128))
    assert once == first.draw(PictureRequest(visual=MIRA, emotion="happy", size=128))


def test_a_portrait_says_what_it_is() -> None:
    """The picture carries its size, seed, maker, price and the words that a person reads beside it."""
    picture = DrawnPortrait().draw(PictureRequest(visual=MIRA, size=96, seed=3))
    assert (picture.width, picture.height, picture.seed) == (96, 96, 3)
    assert (picture.label, picture.made_by, picture.cost_microdollars) == ("drawn portrait", "drawn-portrait/1", 0)
    assert Image.open(io.BytesIO(picture.data)).size == (96, 96)
    assert Image.MIME[Image.open(io.BytesIO(picture.data)).format or ""] == picture.media_type


def test_all_labels_look_different() -> None:
    """Each of the 21 labels differs visibly from each other one at intensity 0.7."""
    artist = DrawnPortrait()
    faces = {
        label: pixels(artist.draw(PictureRequest(visual=MIRA, emotion=label, size=192)).data)[40:150, 45:147]
        for label in Emotion
    }
    for one, two in combinations(Emotion, 2):
        assert np.abs(faces[one] - faces[two]).mean() > 1.2, (one, two)


def test_intensity_scales_the_face() -> None:
    """At intensity 0 every label is the neutral face; the stronger it is, the further from it."""
    artist = DrawnPortrait()
    neutral = artist.draw(PictureRequest(visual=MIRA, size=128)).data
    for label in Emotion:
        steps = [
            apart(neutral, artist.draw(PictureRequest(visual=MIRA, emotion=label, intensity=share, size=128)).data)
            for share in (0.0, 0.4, 1.0)
        ]
        assert steps[0] == 0
        assert label is Emotion.NEUTRAL or steps[0] < steps[1] < steps[2], label


def test_all_visemes_look_different() -> None:
    """Each of the fifteen mouth shapes differs from each other one, at rest and in a smile."""
    artist = DrawnPortrait()
    for emotion in ("neutral", "happy"):
        drawn = [
            pixels(artist.draw(PictureRequest(visual=MIRA, emotion=emotion, viseme=shape, size=256)).data)[
                140:200, 95:160
            ]
            for shape in VISEMES
        ]
        for one, two in combinations(range(len(VISEMES)), 2):
            assert np.abs(drawn[one] - drawn[two]).mean() > 0.3, (emotion, VISEMES[one], VISEMES[two])


@pytest.mark.parametrize(
    ("phoneme", "viseme"),
    [("p", "PP"), ("ˈɑː", "aa"), ("tʃ", "CH"), ("dʒ", "CH"), ("aɪ", "aa"), ("θ", "TH"), ("ŋ", "kk"), ("", "sil"),
     ("_:", "sil"), ("ʊ", "ou"), ("ɹ", "RR"), ("iː", "ih"), ("oʊ", "oh"), ("ts", "SS"), ("v", "FF"), ("l", "nn")],
)  # fmt: skip
def test_phonemes_have_mouths(phoneme: str, viseme: str) -> None:
    """A phoneme as eSpeak writes it asks for its mouth, whatever stress and length it has."""
    assert viseme_of(phoneme) == viseme


@pytest.mark.parametrize("size", [32, 33, 512, 2048])
def test_sizes(size: int) -> None:
    """A portrait can be 32 to 2048 pixels wide."""
    assert Image.open(io.BytesIO(DrawnPortrait().draw(PictureRequest(visual=MIRA, size=size)).data)).size == (
        size,
        size,
    )


@pytest.mark.parametrize(
    "wrong",
    [{"size": 31}, {"size": 2049}, {"intensity": 1.1}, {"intensity": float("nan")}, {"viseme": "xx"}, {"seed": -1}],
)
def test_what_cannot_be_drawn_is_refused(wrong: dict[str, object]) -> None:
    """A size, intensity, mouth or seed out of range is refused with what to give instead."""
    with pytest.raises(InvalidInput) as refusal:
        DrawnPortrait().draw(PictureRequest(visual=MIRA, **wrong))  # type: ignore[arg-type]
    assert refusal.value.next_step


@given(st.builds(Appearance), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_any_appearance_can_be_drawn(appearance: Appearance, seed: int) -> None:
    """Whatever an appearance says, words that nobody knows included, it can be drawn."""
    visual = VisualDNA(appearance=appearance, generation=GenerationConfig(seed=seed))
    assert DrawnPortrait().draw(PictureRequest(visual=visual, emotion="whatever", size=48)).data


def test_a_label_of_the_personas_own_wears_its_face() -> None:
    """A custom label is drawn with the face it is said to wear, else with that of its nearest label."""
    genome = genome_from(Archetype.JESTER, name="Pip")
    smug = CustomEmotion(name="smug", vad=VAD(valence=0.6, arousal=0.4, dominance=0.9))
    glad = CustomEmotion(name="giddy", expression="amused")
    mind = genome.mind.model_copy(update={"emotions": (smug, glad)})
    own = genome.model_copy(update={"mind": mind})
    assert [label_for(own, name) for name in ("smug", "giddy", "Happy", "unheard of")] == [
        Emotion.CONFIDENT,
        Emotion.AMUSED,
        Emotion.HAPPY,
        Emotion.NEUTRAL,
    ]


def test_an_undecided_part_is_not_written() -> None:
    """Parts that nobody decided are left out of the document, so that a genome from before them keeps its hash."""
    assert set(VisualDNA().model_dump(mode="json")["appearance"]) == {
        "age", "face_shape", "skin", "hair", "hair_colour", "eyes", "glasses", "beard", "clothes", "background",
        "accent",
    }  # fmt: skip
    assert Appearance(nose="button").model_dump()["nose"] == "button"


def test_without_skia_the_error_says_what_to_install() -> None:
    """Where Skia cannot be loaded, drawing fails with the packages that it needs, and nothing else does."""
    program = (
        "import sys; sys.modules['skia'] = None\n"
        "from brain.errors import ModelError\n"
        "from studio.media.visual import drawn\n"
        "try: drawn.check()\n"
        "except ModelError as error: print(error.next_step)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert "apt-get install libgl1 libegl1" in said.stdout
