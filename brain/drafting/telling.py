"""What a draft tells of its own life: backstory in the third person, life facts and exchanges in the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from brain.drafting import shelf
from brain.drafting.wording import PRONOUNS, a, capital, first_sentence, listed, pick
from brain.genome.mind import Example, LifeFact

if TYPE_CHECKING:
    from brain.drafting.concept import Concept
    from brain.drafting.spark import Spark

_ASKED: Final = {
    "work": "What do you do?",
    "home": "Where do you live?",
    "like": "What do you love?",
    "dislike": "What can you not stand?",
    "habit": "What is a usual day like for you?",
}


def backstory(spark: Spark, told: Concept) -> str:
    """What it is, where it lives, what it loves, and the hook. Of a long text its own beginning."""
    name = spark.name
    they, _, their, _is, _has = PRONOUNS[spark.pronouns]
    parts = []
    if told.role:
        verb = "was for many years" if told.former else "is"
        where = f" in {told.place}" if told.place and not told.former else ""
        noun = f"{told.people} {told.role}".strip()
        parts.append(f"{name} {verb} {a(noun)}{where}.")
        if told.place and told.former:
            parts.append(f"Home is {told.place}.")
    elif spark.description and told.understood:
        parts.append(first_sentence(spark.description))
    if told.likes:
        loves = "love" if they == "they" else "loves"
        parts.append(f"{capital(they)} {loves} {listed([one.replace('my ', their + ' ') for one in told.likes])}.")
    if told.dislikes:
        things = listed([one.replace("my ", their + " ") for one in told.dislikes])
        keep = "keep" if they == "they" else "keeps"
        parts.append(f"{capital(they)} {keep} away from {things}.")
    parts.append(spark.backstory_hook)
    return " ".join(part for part in parts if part)


def life(spark: Spark, told: Concept, manner: shelf.Manner, seed: int) -> tuple[LifeFact, ...]:
    """Life facts in the manner: work, age, home, likes, dislikes, a habit of the field."""
    found = [_fact(slot, text) for slot, text in _facts(told, manner, seed)]
    if spark.age is not None and told.kind == "human":
        found.insert(0, LifeFact(slot="age", text=f"I'm {spark.age} years old.", topics=("age", "old", "born")))
    return tuple(found)


def exchanges(spark: Spark, told: Concept, manner: shelf.Manner, seed: int) -> tuple[Example, ...]:
    """The same as exchanges, so that they are reference lines too; another wording where there is one."""
    facts: dict[str, str] = {}
    for slot, text in _facts(told, manner, seed + 1):
        facts.setdefault(slot, text)
    greeting = pick(manner.greetings, spark.name, seed)
    return (
        Example(user="Hello!", reply=greeting),
        *(Example(user=_ASKED[slot], reply=text) for slot, text in facts.items()),
    )


_YOUNG: Final = (
    "I'm {a_role}, so I mostly go to school and ask questions.",
    "I'm {a_role}. People forget how much that is.",
)

_TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "work": ("work", "job", "do", "living", "profession"),
    "home": ("home", "live", "where", "house", "city"),
    "like": ("like", "love", "favourite", "favorite", "hobby"),
    "dislike": ("dislike", "hate", "annoy", "stand"),
    "habit": ("morning", "routine", "habit", "day", "evening"),
}


def _fact(slot: Any, text: str) -> LifeFact:
    return LifeFact(slot=slot, text=text, topics=_TOPICS[slot])


def _facts(told: Concept, manner: shelf.Manner, seed: int) -> list[tuple[str, str]]:
    tell = manner.tell
    found: list[tuple[str, str]] = []
    if told.role:
        lines = _YOUNG if told.field == "young" else tell.was if told.former else tell.work
        found.append(("work", _put(pick(lines, "work" + told.text, seed), a_role=a(told.role))))
    if told.place:
        found.append(("home", _put(pick(tell.home, "home" + told.text, seed), place=told.place)))
    found += [("like", _put(pick(tell.like, one, seed), like=one)) for one in told.likes]
    found += [("dislike", _put(pick(tell.dislike, one, seed), dislike=one)) for one in told.dislikes]
    field = shelf.fields()[shelf.MACHINE if told.kind == "ai" else told.field]
    found.append(("habit", pick(field.habits, told.text, seed)))
    return found


def _put(line: str, **parts: str) -> str:
    """The line with its parts in place; `_cap` ones with a capital, and a capital at its own beginning."""
    for name, text in parts.items():
        line = line.replace(f"{{{name}_cap}}", capital(text)).replace(f"{{{name}}}", text)
    return capital(line)
