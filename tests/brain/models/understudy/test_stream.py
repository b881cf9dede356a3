from collections.abc import Callable

import pytest

from brain.errors import ModelGarbled
from brain.genome import PersonaGenome
from brain.models.chat import ChatRequest, Completion, Delta, Message, Scene
from brain.models.understudy import Understudy

ASK = (Message(role="user", text="What do you think about clocks?"),)


def request_of(genome: PersonaGenome, *, max_tokens: int = 1_024) -> ChatRequest:
    """A request for one reply of this persona."""
    return ChatRequest(stable="You are Greta.", messages=ASK, scene=Scene(genome=genome), max_tokens=max_tokens)


def test_it_is_labelled_as_what_it_is() -> None:
    """Id and label say that no model is at work."""
    assert (Understudy().id, Understudy().label) == ("understudy", "understudy (offline)")


def test_words_come_one_by_one_and_join_to_the_reply(greta: PersonaGenome, speak: Callable[..., str]) -> None:
    """Each delta is one word with the space behind it; together they are the reply; exactly one Completion ends it."""
    parts = list(Understudy().stream(request_of(greta)))
    words, end = parts[:-1], parts[-1]
    assert all(isinstance(part, Delta) and len(part.text.split()) == 1 for part in words)
    assert "".join(part.text for part in words if isinstance(part, Delta)) == speak(greta, ASK[0].text)
    assert isinstance(end, Completion)
    assert (end.model, end.stop) == ("understudy", "end")
    assert end.tokens.output >= len(words)
    assert end.tokens.input > 0
    assert end.first_token_ms is not None
    assert end.first_token_ms <= end.total_ms


def test_it_stops_when_it_is_told_to(greta: PersonaGenome) -> None:
    """Once `cancelled` says True no further word comes, and the Completion says so."""
    heard: list[str] = []
    for part in Understudy().stream(request_of(greta), cancelled=lambda: len(heard) >= 3):
        if isinstance(part, Delta):
            heard.append(part.text)
        else:
            assert part.stop == "cancelled"
    assert len(heard) == 3


def test_it_keeps_to_the_most_tokens(greta: PersonaGenome) -> None:
    """A reply longer than `max_tokens` ends with stop `length`."""
    parts = list(Understudy().stream(request_of(greta, max_tokens=4)))
    assert len(parts) == 4
    assert isinstance(parts[-1], Completion)
    assert parts[-1].stop == "length"


def test_closing_the_stream_is_safe(greta: PersonaGenome) -> None:
    """A listener may leave in mid-reply, and the model speaks again."""
    understudy = Understudy(pace_seconds=0.0)
    stream = understudy.stream(request_of(greta))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert len(list(understudy.stream(request_of(greta)))) > 1


def test_without_a_scene_it_says_why_it_cannot_play() -> None:
    """A request without a scene raises ModelGarbled before any word."""
    with pytest.raises(ModelGarbled, match="no scene"):
        next(Understudy().stream(ChatRequest(messages=ASK)))


def test_an_equal_genome_is_played_alike(greta: PersonaGenome) -> None:
    """The same genome as another object, on a fresh or a used model, gives the same words."""
    used = Understudy()
    first = list(used.stream(request_of(greta)))[:-1]
    assert list(used.stream(request_of(greta.model_copy(deep=True))))[:-1] == first
    assert list(Understudy().stream(request_of(greta)))[:-1] == first
