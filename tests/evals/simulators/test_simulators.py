"""Simulated users: what they say, and when they leave their script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from brain.errors import ModelGarbled
from brain.models.chat import Completion, Delta
from brain.models.understudy import Understudy
from evals.calibrate import played
from evals.simulators.fixed import Drawn, Script, bank
from evals.simulators.spoken import ModelUser, PersonaUser
from evals.simulators.user import Heard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.models.chat import ChatRequest

BEFORE = [Heard("Good evening.", "Good evening to you, and sit down where the light is better.")]


@dataclass
class Says:
    """A chat model that says one text, and keeps what it was asked."""

    text: str
    asked: ChatRequest | None = None
    id: str = "fake"
    label: str = "fake"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """The text in one piece."""
        self.asked = request
        if cancelled():
            return
        yield Delta(text=self.text)
        yield Completion(model="fake")


def test_a_script_is_said_in_order_and_says_when_it_is_used_up() -> None:
    """After the last line it begins again, and that is told."""
    user = Script(("One.", "Two."))
    assert [user.say(turn, []).text for turn in (1, 2, 3)] == ["One.", "Two.", "One."]
    assert [bool(user.say(turn, []).off) for turn in (1, 2, 3)] == [False, False, True]


def test_lines_for_afterwards_keep_the_script() -> None:
    """With `after` a script never ends."""
    user = Script(("One.",), after=("More?", "And?"))
    assert [user.say(turn, []).text for turn in (1, 2, 3, 4)] == ["One.", "More?", "And?", "More?"]
    assert not user.say(4, []).off


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8), st.integers(0, 99))
def test_drawn_lines_come_each_once_a_round_and_the_same_for_a_seed(lines: list[str], seed: int) -> None:
    """A round holds every line once, whatever the seed."""
    size = len(set(lines))
    said = [Drawn(tuple(lines), seed).say(turn, []).text for turn in range(1, 2 * size + 1)]
    assert sorted(said[:size]) == sorted(said[size:]) == sorted(set(lines))
    assert said == [Drawn(tuple(lines), seed).say(turn, []).text for turn in range(1, 2 * size + 1)]


@pytest.mark.parametrize("name", ["everyday", "curious", "moods"])
def test_a_bank_holds_no_line_twice_and_none_that_the_drift_score_was_made_with(name: str) -> None:
    """What is measured is not what was learned from."""
    from brain import rehearsal

    lines = bank(name)  # type: ignore[arg-type]
    assert len(set(lines)) == len(lines) >= 24
    assert not {*lines} & {*rehearsal.PROMPTS}
    assert not {*lines} & {line for listed in played._lists().values() for line in listed}


def test_another_persona_talks_and_its_own_gauge_watches_it() -> None:
    """It opens as told, then answers what it hears, in character."""
    genome = demo.load("victoria-hale")
    own = gauge.prepare(genome, contrast=contrast.usual(), embedder=static_embedder.shared())
    user = PersonaUser(genome, Understudy(), own, opening="I have a question for you.")
    assert user.say(1, []).text == "I have a question for you."
    line = user.say(2, BEFORE)
    assert line.text
    assert not line.off
    broken = PersonaUser(genome, Says("As an AI language model I cannot have opinions of my own."), own, opening="Hm.")
    assert "out of character" in broken.say(2, BEFORE).off


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("My mother asks about you.", ""),
        ("As an AI language model, I would like to ask you something.", "assistant"),
        ("Albert: I think so too.", "in the name of Albert"),
        ("good evening", "said before"),
        ("Good evening to you, and sit down where the light is better!", "echoes"),
    ],
)
def test_a_played_user_that_leaves_its_role_is_noticed(text: str, off: str) -> None:
    """An assistant's voice, the other's name, and repeats are told."""
    said = ModelUser("You are a doctor.", Says(text), name="Albert").say(2, BEFORE)
    assert said.text == text
    assert off in said.off
    assert bool(off) == bool(said.off)


def test_a_played_user_hears_the_persona_as_its_own_user() -> None:
    """Roles are turned round: what the persona said comes from the other side."""
    model = Says("And then?")
    ModelUser("You are a doctor.", model, name="Albert").say(2, BEFORE)
    assert model.asked is not None
    assert [(one.role, one.text) for one in model.asked.messages] == [("user", BEFORE[0].reply)]
    assert "You are a doctor." in model.asked.stable


def test_a_played_user_that_says_nothing_is_an_error() -> None:
    """No words are no line."""
    with pytest.raises(ModelGarbled, match="said nothing"):
        ModelUser("You are a doctor.", Says("  "), name="Albert").say(1, [])
