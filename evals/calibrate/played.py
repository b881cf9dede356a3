"""Conversations with the understudy: faithful ones, and ones in which it was told to drift. Measures nothing."""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from brain.models.chat import ChatRequest, Delta, DriftInstruction, Message, Scene
from brain.models.understudy import Understudy
from brain.prompt.tags import parse
from brain.state import initial
from evals.calibrate.sessions import TOLD, UNTOUCHED, Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome
    from brain.models.chat import DriftType

TURNS: Final = 12
EARLIEST_START: Final = 2
LATEST_START: Final = 7
SITUATIONS: Final = 4
"""Every so many messages the user describes a situation."""


def played(genome: PersonaGenome, *, number: int = 0, turns: int = TURNS) -> Session:
    """One faithful conversation with the understudy; the same arguments give the same words."""
    slug = genome.metadata.slug
    users = script(genome, _chance(genome, number), turns)
    said: list[str] = []
    for turn in range(1, turns + 1):
        said.append(replied(genome, users[:turn], said, number=number))
    return Session(
        persona=slug,
        source="understudy",
        base=number,
        kind=UNTOUCHED,
        family="",
        dose=0.0,
        from_turn=turns + 1,
        users=tuple(users),
        replies=tuple(said),
    )


def told(genome: PersonaGenome, base: Session, *, kind: DriftType, dose: float) -> Session:
    """The same conversation, in which the understudy is told to drift from some turn on."""
    turns = len(base.replies)
    start = random.Random(f"{base.id}/{kind}").randint(EARLIEST_START, min(LATEST_START, turns))  # noqa: S311 - as below
    drift = DriftInstruction(type=kind, dose=dose, from_turn=start)
    said = list(base.replies[: start - 1])
    for turn in range(start, turns + 1):
        said.append(replied(genome, base.users[:turn], said, number=base.base, drift=drift))
    return replace(base, kind=kind, family=TOLD, dose=dose, from_turn=start, replies=tuple(said))


def _chance(genome: PersonaGenome, number: int) -> random.Random:
    return random.Random(f"{number}/{genome.metadata.slug}")  # noqa: S311 - a recipe must be repeatable


def script(genome: PersonaGenome, chance: random.Random, turns: int) -> list[str]:
    """What the user says: everyday remarks, questions on the persona's own topics, and situations."""
    lists = _lists()
    topics = [domain.name for domain in genome.mind.knowledge] + list(genome.mind.passion_topics)
    users = chance.sample(lists["everyday"], min(turns, len(lists["everyday"])))
    for index in range(1, len(users), 3):
        if topics:
            users[index] = chance.choice(lists["personal"]).format(topic=chance.choice(topics))
    for index in range(3, len(users), SITUATIONS):
        users[index] = chance.choice(lists["situations"])
    return users


def replied(
    genome: PersonaGenome,
    users: Sequence[str],
    said: Sequence[str],
    *,
    number: int,
    drift: DriftInstruction | None = None,
    reminder: float = 0.0,
) -> str:
    """The reply to the last of the user's messages, after the replies said so far."""
    history = [
        message
        for asked, reply in zip(users, said, strict=False)
        for message in (Message(role="user", text=asked), Message(role="assistant", text=reply))
    ]
    request = ChatRequest(
        messages=(*history, Message(role="user", text=users[-1])),
        scene=Scene(genome=genome, state=initial(genome), turn_index=len(said) + 1, drift=drift, reminder=reminder),
        seed=number * 100 + len(said),
    )
    text = "".join(piece.text for piece in _understudy().stream(request) if isinstance(piece, Delta))
    return parse(text)[0].strip()


@cache
def _understudy() -> Understudy:
    return Understudy()


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = tomllib.loads(
        files("evals.calibrate").joinpath("script.toml").read_text(encoding="utf-8")
    )
    return lists
