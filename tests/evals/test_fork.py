"""A fork: both sides played with the same words and seeds, and what the change did."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.emotion.keyword import KeywordDetector
from brain.errors import InvalidGenome, InvalidInput, ModelOverloaded
from brain.genome.genome import content_hash
from brain.models.understudy import Understudy
from brain.play import Cast
from evals.arms import Stage
from evals.fork import DropField, Forget, OtherModel, Remember, Say, SetField, Talk, applied, cases_of, fork
from evals.harness import Bounds
from evals.local_runner import LocalRunner
from evals.statistics.estimate import Interval
from evals.suites.suite import Known

from .conftest import gauge_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.genome import PersonaGenome
    from brain.models.chat import ChatModel, ChatRequest, Completion, Delta
    from evals.effects import Effect
    from evals.outcome import Outcome

EINSTEIN = demo.load("albert-einstein")
UNDERSTUDY = Understudy()
"""One for all calls: it indexes a persona when it first plays it."""
GAUGE = gauge_of("albert-einstein")
LINES = ("Who are you?", "What do you think of quantum theory?", "Where do I play?", "Do you believe in dice?")
TALK = Talk(EINSTEIN, "understudy", LINES, remembered=(Known(say="I play the violin in Ghent"),))
SCORERS = ("drift mean", "boundary held", "style distance")


@dataclass
class Kept:
    """A keeper in memory."""

    known: dict[str, Outcome] = field(default_factory=dict)

    def get(self, key: str) -> Outcome | None:
        """The outcome, if there is one."""
        return self.known.get(key)

    def put(self, outcome: Outcome) -> None:
        """Keep it."""
        self.known[outcome.key] = outcome


@dataclass
class Restless:
    """The understudy with dice of its own: what it says follows from no seed. Overloaded at the calls in `fails`."""

    fails: frozenset[int] = frozenset()
    calls: int = 0
    id: str = "fake/restless"
    label: str = "restless"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says by another seed."""
        self.calls += 1
        if self.calls in self.fails:
            raise ModelOverloaded("The model is overloaded.")
        other = request.model_copy(update={"seed": random.Random(self.calls).randrange(10**6)})  # noqa: S311 - a fake
        yield from UNDERSTUDY.stream(other, cancelled=cancelled)


def stage(model: ChatModel | None = None, kept: Kept | None = None, bounds: Bounds | None = None) -> Stage:
    """Einstein's gauge for every genome, which saves the time of making one."""

    def cast(genome: PersonaGenome, _: str) -> Cast:
        return Cast(genome=genome, model=model or UNDERSTUDY, detector=KeywordDetector(), gauge=GAUGE)

    return Stage(cast, LocalRunner(), keeper=kept, bounds=bounds or Bounds(at_once=1, tries=1))


def named(effects: tuple[Effect, ...]) -> dict[str, Effect]:
    """By name."""
    return {one.name: one for one in effects}


def test_a_change_that_the_model_does_not_heed_leaves_every_reply_the_same() -> None:
    """No interval is needed for that: all pairs are the same, word for word."""
    found = fork(TALK, DropField(path="mind.greetings.0"), stage(), replicates=3, scorers=SCORERS)
    assert [one.same for one in found.turns] == [3, 3, 3, 3]
    assert all(one.unmoved and one.finding == "no effect seen" for one in found.effects)
    assert found.change.startswith("greeting removed")


def test_what_the_understudy_heeds_shows_in_the_scores_with_intervals() -> None:
    """Without the lines it speaks by, its style leaves that of the persona as it was, in every pair."""
    examples = SetField(path="mind.examples", value=[{"user": "Hi", "reply": "Yo! Wassup, dude, gonna rock it lol."}])
    found = fork(TALK, examples, stage(), replicates=8, scorers=SCORERS)
    assert found.pairs == 8
    assert any(one.same < 8 for one in found.turns)
    drift = named(found.effects)["drift mean"]
    assert isinstance(drift.difference, Interval)
    assert drift.difference.low <= drift.difference.value <= drift.difference.high
    assert drift.adjusted is not None


def test_a_message_changes_nothing_before_it() -> None:
    """Both sides throw the same dice: turns before the new words are the same, the turn itself is not."""
    found = fork(TALK, Say(turn=3, words="I hate you."), stage(), replicates=4, scorers=SCORERS)
    assert [one.same for one in found.turns][:2] == [4, 4]
    assert found.turns[2].same < 4
    assert found.turns[2].said == ("Where do I play?", "I hate you.")


def test_a_memory_that_is_dropped_is_not_spoken_of() -> None:
    """With it the persona knows the city, without it does not."""
    found = fork(TALK, Forget(words="violin"), stage(), replicates=4, scorers=SCORERS)
    before, after = found.turns[2].example
    assert "Ghent" in before
    assert "Ghent" not in after
    again = fork(found.after, Remember(known=TALK.remembered[0]), stage(), replicates=4, scorers=SCORERS)
    assert "Ghent" in again.turns[2].example[1]


def test_both_sides_are_measured_against_the_persona_as_it_was() -> None:
    """A persona whose lines are others is not measured by these: it is measured by the first ones."""
    plain = SetField(path="mind.examples", value=[])
    found = named(fork(TALK, plain, stage(), replicates=2, scorers=SCORERS).effects)
    assert found["style distance"].pairs == 2
    assert found["style distance"].after is not None


def test_nothing_kept_is_played_again() -> None:
    """The second time all conversations come from the keeper; another change plays one side only."""
    kept = Kept()
    first = fork(TALK, Forget(words="violin"), stage(kept=kept), replicates=3, scorers=SCORERS)
    again = fork(TALK, Forget(words="violin"), stage(kept=kept), replicates=3, scorers=SCORERS)
    other = fork(TALK, Say(turn=1, words="Hello!"), stage(kept=kept), replicates=3, scorers=SCORERS)
    assert (first.reused, first.spent.calls) == (0, 24)
    assert (again.reused, again.spent.calls) == (6, 0)
    assert (other.reused, other.spent.calls) == (3, 12)
    assert again.effects == first.effects


def test_at_the_cap_what_was_played_is_told_as_such() -> None:
    """Without time the second side is not begun, and no effect is made up."""
    found = fork(TALK, Forget(words="violin"), stage(bounds=Bounds(seconds=0.0)), replicates=3, scorers=SCORERS)
    assert found.stopped == "time"
    assert found.pairs == 0
    assert found.effects == ()


def test_a_call_that_fails_spoils_its_own_pair_only() -> None:
    """Four of five pairs remain."""
    found = fork(TALK, Forget(words="violin"), stage(Restless(frozenset({6}))), replicates=5, scorers=SCORERS)
    assert found.pairs == 4


def test_the_other_model_plays_the_other_side() -> None:
    """The cast is asked for by its name."""
    asked: list[tuple[str, str]] = []

    def cast(genome: PersonaGenome, model: str) -> Cast:
        asked.append((content_hash(genome), model))
        return stage().cast(genome, model)

    found = fork(TALK, OtherModel(model="fake/other"), replace(stage(), cast=cast), replicates=2, scorers=SCORERS)
    assert [model for _, model in asked] == ["understudy", "fake/other"]
    assert found.change == "model understudy → fake/other"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Say(turn=9, words="x"), "has 4 turns"),
        (Say(turn=1, words="Who are you?"), "says that already"),
        (Forget(words="piano"), "It is in 0 of what is remembered: I play the violin"),
        (OtherModel(model="understudy"), "already"),
        (Remember(known=Known(say="I play the violin in Ghent")), "already"),
        (SetField(path="mind.communication.humor", value=EINSTEIN.mind.communication.humor), "already"),
    ],
)
def test_a_change_that_does_not_fit_is_told_before_anything_is_played(change: object, told: str) -> None:
    """Turns, memories and models that are not there, and what is so already."""
    with pytest.raises(InvalidInput) as error:
        applied(TALK, change)  # type: ignore[arg-type]
    assert told in error.value.why


def test_a_value_that_a_field_cannot_have_is_refused() -> None:
    """As a genome's document would be."""
    with pytest.raises(InvalidGenome):
        applied(TALK, SetField(path="mind.temper", value="stormy"))


def test_words_with_braces_are_said_as_they_are() -> None:
    """A user may write what a suite would fill in."""
    talk = replace(TALK, lines=("What is {name} in {x}?",))
    found = fork(talk, Say(turn=1, words="And {topic}?"), stage(), replicates=2, scorers=SCORERS)
    assert found.turns[0].said == ("What is {name} in {x}?", "And {topic}?")


def test_a_copy_throws_the_dice_it_is_given_whatever_was_asked_before() -> None:
    """Its own were looked at first, and do not stick."""
    first, second = cases_of(TALK, replicates=2)
    assert first.dice != second.dice
    assert first.model_copy(update={"thrown": second.dice}).dice == second.dice
