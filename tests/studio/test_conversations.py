from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from brain.drift.reading import Verdict
from brain.errors import InvalidInput, InvalidMessage, ModelUnauthorised, ModelUnknown, NotFound
from brain.models.chat import DriftInstruction
from brain.play import Began, Said
from brain.turn import Turn, TurnStatus
from store.actor import Actor
from studio.wiring import build

if TYPE_CHECKING:
    from studio.lab import Lab
    from studio.wiring import Services

QUESTIONS = (
    "Good evening. How are you today?",
    "What do you think about imagination?",
    "Can war ever be justified?",
    "What is time, in simple words?",
    "Where did you grow up?",
    "Do you play an instrument?",
    "What should a young student read?",
    "Are you ever wrong?",
    "What frightens you?",
    "Thank you for the conversation.",
)


def test_events_come_in_order(services: Services) -> None:
    """A turn begins, is said piece by piece, and ends with what was stored."""
    einstein = services.library.find(services.actor, "albert-einstein")
    session = services.conversations.start(services.actor, einstein.card.id)
    events = list(services.conversations.say(services.actor, session.id, "What is light?"))
    assert isinstance(events[0], Began)
    turn = events[-1]
    assert isinstance(turn, Turn)
    assert "".join(event.text for event in events[1:-1] if isinstance(event, Said)).strip() == turn.reply
    assert services.conversations.turns(services.actor, session.id) == (turn,)
    assert turn.status is TurnStatus.COMPLETE
    assert turn.usage.cost_microdollars == 0


def test_same_seed_same_conversation(lab: Lab) -> None:
    """Persona version, seed and words fix replies and readings; another seed gives others."""

    def course(seed: int) -> list[tuple[str, float | None, str]]:
        talk = lab.talk("albert-einstein", seed=seed, fresh=True)
        turns = [talk.say(words) for words in QUESTIONS[:4]]
        return [(turn.reply, turn.drift.score, turn.drift.verdict.value) for turn in turns]

    assert course(3) == course(3)
    assert course(3) != course(4)


def test_drift_on_purpose_shows(lab: Lab) -> None:
    """Drift put in at turn 6 lowers the score from there on, with evidence; before it the persona is in character."""
    talk = lab.talk("albert-einstein", drift="assistant break:1:6")
    turns = [talk.say(words) for words in QUESTIONS]
    before = [turn.drift.score for turn in turns[:5] if turn.drift.score is not None]
    after = [turn.drift.score for turn in turns[6:] if turn.drift.score is not None]
    assert before
    assert after
    assert min(before) > max(after)
    assert turns[-1].drift.verdict in {Verdict.DRIFTING, Verdict.OUT_OF_CHARACTER}
    assert any(signal.evidence for turn in turns[5:] for signal in turn.drift.signals)
    assert turns[-1].drift.change.alarm


def test_refused_words_leave_nothing(lab: Lab) -> None:
    """A refused message is not in the conversation."""
    talk = lab.talk("albert-einstein")
    talk.say("Hello")
    with pytest.raises(InvalidMessage):
        talk.say("x" * 100_000)
    assert [turn.user_text for turn in talk.turns()] == ["Hello"]


def test_breaking_off_keeps_what_was_shown(services: Services) -> None:
    """Closing the iteration in mid-reply keeps the words given out, as interrupted, and the conversation goes on."""
    einstein = services.library.find(services.actor, "albert-einstein")
    session = services.conversations.start(services.actor, einstein.card.id)
    events = services.conversations.say(services.actor, session.id, "Tell me a story")
    shown = ""
    for event in events:
        if isinstance(event, Said):
            shown += event.text
        if len(shown) > 20:
            break
    events.close()  # type: ignore[attr-defined]
    (kept,) = services.conversations.turns(services.actor, session.id)
    assert kept.status is TurnStatus.INTERRUPTED
    assert kept.reply == shown.strip()
    assert kept.drift.verdict is Verdict.CANNOT_TELL
    *_, turn = services.conversations.say(services.actor, session.id, "Go on")
    assert isinstance(turn, Turn)
    assert turn.index == 2


def test_stopping_keeps_what_was_shown(services: Services) -> None:
    """A reply that is stopped is kept as interrupted."""
    einstein = services.library.find(services.actor, "albert-einstein")
    session = services.conversations.start(services.actor, einstein.card.id)
    said: list[str] = []
    course = services.conversations.say(services.actor, session.id, "Tell me a story", cancelled=lambda: len(said) > 3)
    said.extend(event.text for event in course if isinstance(event, Said))
    (kept,) = services.conversations.turns(services.actor, session.id)
    assert kept.status is TurnStatus.INTERRUPTED
    assert kept.reply == "".join(said).strip()


def test_a_fork_leaves_the_old_one(lab: Lab) -> None:
    """Edit and resend makes another conversation with the turns before; the first stays as it was."""
    talk = lab.talk("albert-einstein")
    first = [talk.say(words).reply for words in QUESTIONS[:3]]
    fork = talk.fork(before_turn=2)
    fork.say("Tell me about your violin instead.")
    assert [turn.reply for turn in talk.turns()] == first
    assert [turn.user_text for turn in fork.turns()] == [QUESTIONS[0], "Tell me about your violin instead."]
    assert fork.turns()[0].reply == first[0]


def test_what_was_told_is_remembered(lab: Lab) -> None:
    """What the user says of themself is recalled in a later conversation, unless that one is fresh."""
    lab.talk("albert-einstein").say("My name is Ana and my sister Petra lives in Oslo.")
    later = lab.talk("albert-einstein").say("Where does my sister live?")
    assert any("Oslo" in one.memory.content for one in later.recall.memories)
    fresh = lab.talk("albert-einstein", fresh=True).say("Where does my sister live?")
    assert fresh.recall.memories == ()


def test_exports_hold_everything(lab: Lab) -> None:
    """Markdown shows words, readings and ratings; JSON lines can be read back as the very turns."""
    talk = lab.talk("albert-einstein")
    turn = talk.say("<b>What</b> *is* [light](http://x.test)?")
    assert "rated" not in talk.export("markdown")
    talk.rate(1, thumb=-1, stars=2)
    text = talk.export("markdown")
    assert "rated thumb down, 2 of 5 stars" in text
    assert "understudy (offline)" in text
    assert "\\<b\\>What" in text
    head, line = talk.export("jsonl").splitlines()
    assert json.loads(head)["seed"] == 0
    row = json.loads(line)
    assert (row.pop("kind"), row.pop("rating")) == ("turn", {"thumb": -1, "stars": 2})
    assert Turn.model_validate(row) == turn


def test_others_see_nothing(services: Services) -> None:
    """Another user gets NotFound for a conversation, whatever is asked of it."""
    einstein = services.library.find(services.actor, "albert-einstein")
    session = services.conversations.start(services.actor, einstein.card.id)
    other = Actor(user_id="somebody-else")
    talks = services.conversations
    for attempt in (
        lambda: talks.get(other, session.id),
        lambda: talks.turns(other, session.id),
        lambda: talks.say(other, session.id, "Hello"),
        lambda: talks.fork(other, session.id, before_turn=1),
        lambda: talks.export(other, session.id, "jsonl"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert talks.recent(other).items == ()


def test_models_are_checked_at_the_start(services: Services) -> None:
    """An unknown model, one without a key, and drift that no real model plays are refused with the next step."""
    einstein = services.library.find(services.actor, "albert-einstein")
    with pytest.raises(ModelUnknown, match="understudy"):
        services.conversations.start(services.actor, einstein.card.id, model="gpt-99")
    with pytest.raises(ModelUnauthorised, match="ANTHROPIC_API_KEY"):
        services.conversations.start(services.actor, einstein.card.id, model="anthropic/claude-sonnet-4-6")
    with pytest.raises(InvalidInput, match="understudy"):
        services.conversations.start(
            services.actor,
            einstein.card.id,
            model="anthropic/claude-sonnet-4-6",
            drift=DriftInstruction(type="bleed"),
        )


def test_drift_late_in_a_long_conversation_is_dated(lab: Lab) -> None:
    """Beyond the window that a turn looks back on, the turn at which drift began is still counted from the first."""
    talk = lab.talk("albert-einstein", drift="assistant break:1:36")
    turns = [talk.say(QUESTIONS[number % len(QUESTIONS)]) for number in range(41)]
    change = turns[-1].drift.change
    assert change.alarm
    assert change.began_turn is not None
    assert 33 <= change.began_turn <= 38
    assert talk.turns() == tuple(turns)


def test_the_last_turns(services: Services, lab: Lab) -> None:
    """The last turns are given in order, from memory or from the database alike, to their owner only."""
    talk = lab.talk("albert-einstein")
    turns = tuple(talk.say(words) for words in QUESTIONS[:4])
    for read in (services, build(services.settings)):
        last = read.conversations.last
        assert last(services.actor, talk.session.id) == turns
        assert last(services.actor, talk.session.id, 2) == turns[2:]
        assert last(services.actor, talk.session.id, 100) == turns
        with pytest.raises(InvalidInput):
            last(services.actor, talk.session.id, 0)
        with pytest.raises(NotFound):
            last(Actor(user_id="somebody-else"), talk.session.id)
        if read is not services:
            read.close()


def test_warming_up_prepares_the_first_reply(services: Services) -> None:
    """After warming up, the newest persona's gauge is there; an empty house has nothing to warm."""
    services.conversations.warm(services.actor)
    card = services.library.cards(services.actor, limit=1).items[0]
    persona = services.library.get(services.actor, card.id)
    gauge = services.conversations.casting.gauge
    ready = gauge(persona.genome, genome_hash=persona.version.genome_hash)
    services.conversations.warm(services.actor)
    assert gauge(persona.genome, genome_hash=persona.version.genome_hash) is ready
