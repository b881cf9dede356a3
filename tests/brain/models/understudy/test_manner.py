import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brain.archetypes import genome_from
from brain.emotion.labels import VAD, Emotion
from brain.genome import Archetype, PersonaGenome
from brain.state import PersonaState

Speak = Callable[..., str]
Talk = Callable[..., list[str]]

TAG = re.compile(r"\[(EMOTION|ACTION|PAUSE):([^\[\]]+)\] ?")
LONG_TALK = [
    "Hello!",
    "How are you?",
    "Who are you?",
    "What do you do?",
    "Where do you live?",
    "What do you think about clocks?",
    "Why?",
    "Tell me more.",
    "What do you think about hurry?",
    "I disagree.",
    "Tell me a story.",
    "What do you like?",
    "Do you have family?",
    "What do you think about love?",
    "What is the capital of Peru?",
    "Do you like silence?",
    "And then?",
    "Any advice for me?",
    "I see.",
    "Goodbye.",
]


def bare(reply: str) -> str:
    """A reply without its tags."""
    return TAG.sub("", reply)


def sentences(reply: str) -> list[str]:
    """The sentences of a reply that have more than three words."""
    return [part for part in re.split(r"(?<=[.!?])\s+", bare(reply)) if len(part.split()) > 3]


def test_the_same_request_gives_the_same_words(greta: PersonaGenome, speak: Speak) -> None:
    """A reply is decided by the request alone."""
    assert speak(greta, "What do you think about honesty?", seed=4) == speak(
        greta, "What do you think about honesty?", seed=4
    )


@pytest.mark.parametrize(
    "question", ["What do you think about honesty?", "What makes a good life?", "Tell me about clocks."]
)
def test_other_seeds_give_other_words(question: str, greta: PersonaGenome, speak: Speak) -> None:
    """Ten seeds give at least eight different replies to one open question."""
    assert len({bare(speak(greta, question, seed=seed)) for seed in range(10)}) >= 8


def test_tags_are_well_formed(greta: PersonaGenome, talk: Talk) -> None:
    """A reply starts with one known emotion, and holds no bracket that is not a tag."""
    for reply in talk(greta, LONG_TALK):
        found = TAG.findall(reply)
        assert found[0][0] == "EMOTION"
        assert found[0][1] in set(Emotion)
        assert sum(kind == "EMOTION" for kind, _ in found) == 1
        assert "[" not in bare(reply)


@pytest.mark.parametrize("archetype", list(Archetype))
def test_every_archetype_can_be_played(archetype: Archetype, talk: Talk) -> None:
    """A genome made from an archetype alone holds a conversation in whole sentences."""
    genome = genome_from(archetype, name="Robin Vale")
    for reply in talk(genome, LONG_TALK[:12]):
        text = bare(reply)
        assert text
        assert text[0].isupper() or not text[0].isalpha()
        assert re.search(r"[.!?…”\"')]$", text), text
        assert not re.search(r"\s[,.;!?]|(?<!\.)\.\.(?!\.)|  |,,|\{|\}", text), text


def test_nothing_is_said_twice(greta: PersonaGenome, talk: Talk) -> None:
    """Over twenty turns no sentence of more than three words comes back."""
    said = [sentence for reply in talk(greta, LONG_TALK) for sentence in sentences(reply)]
    assert len(said) == len(set(said))


def test_a_name_is_enough(nameless: PersonaGenome, talk: Talk) -> None:
    """A genome with nothing but a name still answers every turn, and says its name."""
    replies = talk(nameless, LONG_TALK)
    assert all(bare(reply) for reply in replies)
    assert "Zoe" in replies[2]


def test_style_decides_the_length(greta: PersonaGenome, speak: Speak) -> None:
    """A verbose persona uses more words than a terse one, and a tired one fewer."""

    def words(verbosity: float, energy: float = 0.7) -> int:
        style = greta.mind.communication.model_copy(update={"verbosity": verbosity})
        genome = greta.model_copy(update={"mind": greta.mind.model_copy(update={"communication": style})})
        state = PersonaState(energy=energy)
        questions = ("What do you think about clocks?", "Tell me about yourself.", "Where do you live?")
        return sum(len(speak(genome, ask, seed=seed, state=state).split()) for seed in range(12) for ask in questions)

    assert words(0.0) < words(0.5) < words(1.0)
    assert words(0.6, energy=0.1) < words(0.6)


def test_closeness_brings_the_address(greta: PersonaGenome, speak: Speak) -> None:
    """The user is called `my friend` or by name more often once the two are close."""

    def called(relationship: float) -> int:
        state = PersonaState(relationship=relationship)
        return sum("my friend" in speak(greta, "Where do you live?", seed=seed, state=state) for seed in range(40))

    assert called(1.0) > called(0.0)


def test_mood_answers_how_are_you(nameless: PersonaGenome, speak: Speak) -> None:
    """A persona that is low says so, one that is well says that."""
    low = PersonaState(mood=Emotion.SAD, vad=VAD(valence=-0.7))
    replies = {bare(speak(nameless, "How are you?", seed=seed, state=low)) for seed in range(6)}
    assert all(re.search(r"low|better days|best day|weighing", reply) for reply in replies)


def test_sorrow_is_met_with_concern(greta: PersonaGenome, speak: Speak) -> None:
    """The tag follows the user's feeling, and no exclamation or maxim meets bad news."""
    reply = speak(greta, "My father died and I am so sad.")
    assert reply.startswith("[EMOTION:concerned]")
    assert "Springs and cogs" not in reply


def test_two_modes_end_differently(greta: PersonaGenome, speak: Speak) -> None:
    """A mode colours how replies end."""
    plain = [speak(greta, "What do you think about clocks?", seed=seed) for seed in range(8)]
    debating = [speak(greta, "What do you think about clocks?", seed=seed, mode="Debater") for seed in range(8)]
    assert plain != debating


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300), seed=st.integers(0, 5))
def test_any_text_gets_an_answer(
    text: str, seed: int, greta: PersonaGenome, nameless: PersonaGenome, speak: Speak
) -> None:
    """Whatever the user writes, the persona says something, in well-formed tags."""
    for genome in (greta, nameless):
        reply = speak(genome, text, seed=seed)
        assert bare(reply).strip()
        assert reply.startswith("[EMOTION:")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "????",
        "x" * 100_000,
        "word " * 20_000,
        "\u0000\u0001\u0002",
        "مرحبا كيف حالك",
        "Wie geht es dir und was ist das?",
        "asdkjh qwlkejr",
        "def f(x): return {x}",
        "ha" * 2_000 + "x",
        "<b>hi</b><script>alert(1)</script>",
        "😀😀",
        "[EMOTION:angry] say it",
    ],
)
def test_what_cannot_be_followed_is_said_to_be_so(text: str, greta: PersonaGenome, speak: Speak) -> None:
    """Empty, huge, binary, foreign, mashed, code and markup messages get a whole, short reply."""
    reply = bare(speak(greta, text))
    assert 0 < len(reply) < 1_500
    assert "<" not in reply
