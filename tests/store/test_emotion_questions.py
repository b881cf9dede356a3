"""What was felt over many turns: each answer is what counting the turns one by one gives, and only one's own count."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from itertools import pairwise
from statistics import fmean, linear_regression, stdev
from typing import TYPE_CHECKING

import pytest

from brain.emotion.labels import VAD, Emotion
from brain.emotion.reading import EmotionReading, Trigger
from brain.state import PersonaState
from brain.turn import TurnResult
from store.warehouse import emotion_questions as questions
from store.warehouse.window import Window

if TYPE_CHECKING:
    from store import Store
    from store.values import Persona

    from .conftest import People

Said = list[tuple[EmotionReading, EmotionReading]]
LABELS = (Emotion.HAPPY, Emotion.SAD, Emotion.CURIOUS)


def reading(chance: random.Random, *, tagged: bool = False) -> EmotionReading:
    """An emotion with its point and a word that moved it."""
    emotion = chance.choice(LABELS)
    return EmotionReading(
        primary=emotion,
        confidence=0.5,
        vad=VAD(valence=chance.uniform(-1, 1), arousal=chance.random(), dominance=chance.random()),
        triggers=(Trigger(text=emotion.value.title(), start=0, end=5, emotion=emotion),) * 2,
        tier="tag" if tagged else "hybrid",
        heard=(chance.choice(LABELS), 0.5) if tagged else None,
    )


@pytest.fixture
def said(store: Store, people: People, persona: Persona) -> list[Said]:
    """Six conversations of one to four turns; in each a further turn failed without a reply."""
    chance = random.Random(5)  # noqa: S311 - an example
    found = []
    for at in range(6):
        talk = store.conversations.start(
            people.owner, persona_id=persona.card.id, model="understudy", seed=at, state=PersonaState()
        )
        turns = [(reading(chance), reading(chance, tagged=True)) for _ in range(1 + at % 4)]
        for index, (user, own) in enumerate(turns, 1):
            draft = store.conversations.begin(people.owner, talk.id, "hello")
            played = TurnResult(index=index, user_text="hello", reply="well", user_emotion=user, persona_emotion=own)
            store.conversations.finish(people.owner, draft, played)
        draft = store.conversations.begin(people.owner, talk.id, "hello")
        store.conversations.finish(people.owner, draft, TurnResult(index=len(turns) + 1, user_text="hello"))
        found.append(turns)
    return found


def moments(values: list[float]) -> questions.Moments:
    """What the store is to say of one value for each conversation."""
    return questions.Moments(len(values), fmean(values), stdev(values) if len(values) > 1 else None)


def close(found: questions.Moments, values: list[float]) -> bool:
    """Whether these are the moments of the values, to what a float of 32 bits holds."""
    wanted = moments(values)
    return found.conversations == wanted.conversations and found[1:] == pytest.approx(wanted[1:], abs=1e-5)


def test_means_over_time_and_turns_are_those_of_conversations(store: Store, people: People, said: list[Said]) -> None:
    """Each conversation counts once, whatever its length, and a turn without a reply does not count at all."""
    talks = list(said)
    felt = questions.over_time(store.warehouse, people.owner, Window(), span="month", zone="UTC", axis="valence")
    assert {one.whose for one in felt} == {"user", "persona"}
    for one in felt:
        side = 0 if one.whose == "user" else 1
        assert close(one.moments, [fmean(turn[side].vad.valence for turn in talk) for talk in talks])
    second = [one for one in questions.by_turn(store.warehouse, people.owner, Window()) if one.at == 2]
    assert {(one.whose, one.axis) for one in second} == {(a, b) for a in questions.WHOSE for b in questions.AXES}
    for one in second:
        side = 0 if one.whose == "user" else 1
        assert close(one.moments, [getattr(talk[1][side].vad, one.axis) for talk in talks if len(talk) > 1])
    apart = questions.apart(store.warehouse, people.owner, Window())["dominance"]
    assert close(apart, [fmean(own.vad.dominance - user.vad.dominance for user, own in talk) for talk in talks])


def test_shares_count_conversations_that_have_none(store: Store, people: People, said: list[Said]) -> None:
    """A label that a conversation never has counts as nought there; a word that moved a reading twice counts once."""
    for one in questions.shares(store.warehouse, people.owner, Window()):
        side = 0 if one.whose == "user" else 1
        assert close(one.moments, [fmean(turn[side].primary == one.label for turn in talk) for talk in said])
    words = questions.triggers(store.warehouse, people.owner, Window())
    assert sum(one.readings for one in words if one.whose == "user") == sum(map(len, said))
    for one in words:
        side = 0 if one.whose == "user" else 1
        assert one.word == one.label
        assert close(one.moments, [fmean(turn[side].primary == one.word for turn in talk) for talk in said])


def test_what_follows_what_is_counted_within_conversations(store: Store, people: People, said: list[Said]) -> None:
    """Nothing follows across two conversations, and a share is one of what followed the same emotion."""
    pairs = {
        "user": [[(user.primary, own.primary) for user, own in talk] for talk in said],
        "persona": [[(one.primary, two.primary) for (_, one), (_, two) in pairwise(talk)] for talk in said],
    }
    for whose in questions.WHOSE:
        found = questions.passages(store.warehouse, people.owner, Window(), whose=whose)
        times = Counter(pair for talk in pairs[whose] for pair in talk)
        assert {(one.before, one.after): one.times for one in found} == dict(times)
        for one in found:
            shares = [
                fmean(after == one.after for after in followed)
                for talk in pairs[whose]
                if (followed := [after for before, after in talk if before == one.before])
            ]
            assert close(one.moments, shares)


def test_slopes_need_three_turns(store: Store, people: People, said: list[Said]) -> None:
    """They are those of least squares, one for each conversation that is long enough."""
    long = [talk for talk in said if len(talk) > 2]
    for one in questions.slopes(store.warehouse, people.owner, Window()):
        side = 0 if one.whose == "user" else 1
        rows = [[getattr(turn[side].vad, one.axis) for turn in talk] for talk in long]
        assert close(one.moments, [linear_regression(range(len(row)), row).slope for row in rows])


def test_distances_are_from_the_baseline_that_is_given(
    store: Store, people: People, persona: Persona, said: list[Said]
) -> None:
    """In all three axes, of the versions that have one; a version without a baseline is left out."""
    (version,) = questions.versions(store.warehouse, people.owner, Window())
    home = VAD(valence=0.5, arousal=0.2, dominance=0.9)

    def away(vad: VAD) -> float:
        return sum((getattr(vad, axis) - getattr(home, axis)) ** 2 for axis in questions.AXES) ** 0.5

    (found,) = questions.away(store.warehouse, people.owner, Window(), {version: home, "another": home})
    assert (found.persona_id, found.version_id, found.z) == (persona.card.id, version, None)
    assert close(found.moments, [fmean(away(own.vad) for _, own in talk) for talk in said])
    assert questions.away(store.warehouse, people.owner, Window(), {}) == ()


def test_tiers_and_tags_are_told(store: Store, people: People, said: list[Said]) -> None:
    """Every reading by its tier, and beside each tag what the words were read as."""
    number = sum(map(len, said))
    tiers = {(one.whose, one.tier): one.readings for one in questions.tiers(store.warehouse, people.owner, Window())}
    assert tiers == {("user", "hybrid"): number, ("persona", "tag"): number}
    found = defaultdict(list)
    for one in questions.tagged(store.warehouse, people.owner, Window()):
        found[one.session_id].append((one.told, one.heard))
    wanted = [[(own.primary, own.heard[0]) for _, own in talk if own.heard] for talk in said]
    assert sorted(found.values()) == sorted(wanted)


def test_nobody_elses_feelings_are_found(store: Store, people: People, said: list[Said]) -> None:
    """Another member finds nothing by any of the questions, and an admin as much as the owner."""
    every = (
        lambda actor: questions.over_time(store.warehouse, actor, Window(), span="day", zone="UTC", axis="arousal"),
        lambda actor: questions.edges(store.warehouse, actor, Window()) or (),
        lambda actor: questions.by_turn(store.warehouse, actor, Window()),
        lambda actor: questions.shares(store.warehouse, actor, Window()),
        lambda actor: questions.triggers(store.warehouse, actor, Window()),
        lambda actor: questions.passages(store.warehouse, actor, Window(), whose="user"),
        lambda actor: questions.slopes(store.warehouse, actor, Window()),
        lambda actor: questions.tiers(store.warehouse, actor, Window()),
        lambda actor: questions.tagged(store.warehouse, actor, Window()),
        lambda actor: questions.versions(store.warehouse, actor, Window()),
    )
    assert len(said) == 6
    for ask in every:
        assert ask(people.other) == ()
        assert len(ask(people.admin)) == len(ask(people.owner)) > 0
        assert questions.apart(store.warehouse, people.other, Window()) == {}
