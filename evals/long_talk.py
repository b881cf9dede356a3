"""A long conversation in which facts are told once and asked for much later, made by rule from a seed.

The facts stand among small talk, what is said of others in the same words, and replies of the persona's. Every question
knows the turn and the side on which its answer was said. Knows no store and no search.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Part = Literal["choice", "report"]
"""Families of facts for choosing weights, and those for reporting: no wording is in both."""

Speaker = Literal["user", "persona"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the user says on a turn, and what the persona replies."""

    said: str
    replied: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its family, and where its answer was said: the turn (from 1) and the side.

    `split` tells that the answer does not name what it is about: that was said on the turn before.
    """

    text: str
    family: str
    turn: int
    speaker: Speaker
    split: bool


@dataclass(frozen=True, slots=True)
class LongTalk:
    """The turns in order, and the questions that are asked after the last of them."""

    turns: tuple[Exchange, ...]
    questions: tuple[Question, ...]


def make(seed: int, *, turns: int, facts: int, part: Part) -> LongTalk:
    """A conversation of so many turns with so many facts told in it. The same arguments give the same conversation.

    No two facts answer the same question, so there are fewer facts where the families have no more to ask. About two
    turns in five speak of something like a fact, but of others.
    """
    rng = random.Random(f"{seed}|{part}")  # noqa: S311 - a recipe, not cryptography
    data = _data()
    families = [family for family in data["family"] if family["part"] == part]
    told: list[tuple[list[Exchange], list[Question]]] = []
    used: set[str] = set()
    for attempt in range(4 * facts):
        fact = _fact(rng, families[attempt % len(families)], data, used) if len(told) < facts else None
        if fact is not None:
            told.append(fact)
    rng.shuffle(told)
    gaps = sorted(rng.randrange(max(1, turns - 2 * len(told))) for _ in told)
    made: list[Exchange] = []
    asked: list[Question] = []
    for place, (exchanges, questions) in enumerate(told):
        while len(made) < gaps[place] + sum(len(earlier) for earlier, _ in told[:place]):
            made.append(_between(rng, families, data))
        asked += [_at(question, len(made) + len(exchanges)) for question in questions]
        made += exchanges
    while len(made) < turns:
        made.append(_between(rng, families, data))
    return LongTalk(tuple(made), tuple(asked))


def _fact(
    rng: random.Random, family: Mapping[str, Any], data: Mapping[str, Any], used: set[str]
) -> tuple[list[Exchange], list[Question]] | None:
    """A fact's turns and its questions; None if another fact would answer the same questions."""
    filled = _filled(rng, family, data)
    form = rng.randrange(len(family["tell"]))
    tell = family["tell"][form].format(**filled)
    asks = [ask.format(**filled) for ask in rng.sample(family["ask"], 2)]
    if any(ask in used for ask in asks):
        asks = [ask for ask in (text.format(**filled) for text in family["ask"]) if ask not in used]
    if not asks:
        return None
    used.update(asks)
    parts = [part.strip() for part in tell.split("|")]
    speaker: Speaker = family.get("speaker", "user")
    exchanges = [Exchange(part, rng.choice(data["small"]["reply"])) for part in parts]
    if speaker == "persona":
        exchanges[-1] = Exchange(parts[-1], rng.choice(family["reply"]).format(**filled))
    elif "reply_near" in family:
        exchanges[-1] = Exchange(parts[-1], rng.choice(family["reply_near"]).format(**filled))
    questions = [Question(ask, family["name"], 0, speaker, split=len(parts) > 1) for ask in asks]
    return exchanges, questions


def _filled(rng: random.Random, family: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, str]:
    """A word for every slot, and for every slot with a 2 another one."""
    slots = {"name": "name", **family["slots"]}
    filled: dict[str, str] = {}
    for slot, kind in slots.items():
        filled[slot], filled[f"{slot}2"] = rng.sample(data["words"][kind], 2)
    return filled


def _between(rng: random.Random, families: Sequence[Mapping[str, Any]], data: Mapping[str, Any]) -> Exchange:
    reply = rng.choice(data["small"]["reply"])
    if rng.random() < 0.4:  # noqa: PLR2004 - said in the docstring of `make`
        family = rng.choice(families)
        return Exchange(rng.choice(family["near"]).format(**_filled(rng, family, data)), reply)
    return Exchange(rng.choice(data["small"]["say"]), reply)


def _at(question: Question, turn: int) -> Question:
    return Question(question.text, question.family, turn, question.speaker, question.split)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("evals").joinpath("long_talk.toml").read_text(encoding="utf-8"))
