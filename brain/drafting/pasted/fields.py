"""What was read of a persona as fields of its genome, and as a concept to draft the rest from. Knows no store.

A field that was read holds the text's own words; one that was measured rests on them; everything else is the draft's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from brain.drafting import concept as concepts
from brain.drafting import phrases, shelf
from brain.drafting.from_text import ENOUGH, Heard
from brain.drafting.pasted import layout
from brain.drafting.pasted.labels import labelled
from brain.drafting.wording import Pronouns, a, capital, listed
from brain.genome.mind import Example
from brain.memory.clauses import sentences
from brain.style.lexicon import lexicon
from brain.style.words import words

if TYPE_CHECKING:
    from pydantic import JsonValue

    from brain.drafting.concept import Concept
    from brain.drafting.pasted.reading import Kind, Reading

LEAST_TRAITS: Final = 3
"""Fewer traits go into the draft, which adds to them; so many stand by themselves."""

LONGEST_DESCRIPTION: Final = 600
_SLOTS: Final[dict[Kind, str]] = {
    "age": "age", "occupation": "work", "place": "home", "family": "family", "like": "like", "dislike": "dislike",
    "quirk": "habit", "life": "event",
}  # fmt: skip
_SPOKEN: Final[tuple[Pronouns, ...]] = ("she/her", "he/him", "they/them", "it/its")


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields of the spark and of the mind that were read, and those of the mind that were measured."""

    spark: dict[str, JsonValue] = field(default_factory=dict)
    mind: dict[str, JsonValue] = field(default_factory=dict)
    measured: dict[str, JsonValue] = field(default_factory=dict)


def fields(reading: Reading, text: str) -> Fields:
    """The fields of a reading of this text."""
    if reading.form == "unread":
        kept = layout.whole(text).strip()
        return Fields(
            spark={"description": _cut(kept, LONGEST_DESCRIPTION)} if kept else {},
            mind={"backstory": kept[:20_000]} if kept else {},
        )
    return Fields(
        spark={name: value for name, value in _spark(reading, text).items() if value},
        mind={name: value for name, value in _mind(reading, text).items() if value},
        measured=_measured(reading),
    )


def concept(reading: Reading, text: str) -> Concept:
    """The concept that the rest is drafted from: only what was read, in one sentence."""
    if reading.form == "unread":
        return concepts.read(layout.whole(text))
    role, place, traits = reading.one("occupation"), reading.one("place"), reading.of("trait")
    known = tuple(one for one in traits if one in shelf.adjectives())
    noun = " ".join((*known[:2], role or "person"))
    found = concepts.read(f"{a(noun)}{f' in {place}' if place else ''}")
    age, spoken = reading.one("age"), reading.one("pronouns")
    years = int(age) if age else None
    likes, dislikes = (tuple(map(_mine, reading.of(kind)))[: phrases.MOST] for kind in ("like", "dislike"))
    manner = listed([*likes[:2]])
    summary = f"{capital(a(noun))}{f' in {place}' if place else ''}{f' who loves {manner}' if manner else ''}."
    return found.model_copy(
        update={
            "text": summary.replace(" my ", " the "),
            "name": reading.one("name"),
            "age": years,
            "stage": phrases.stage(f" {role.lower()} ", years),
            "pronouns": spoken if spoken in _SPOKEN else found.pronouns,
            "role": role,
            "former": _former(reading, text),
            "place": place,
            "adjectives": known,
            "likes": likes,
            "dislikes": dislikes,
        }
    )


def heard(reading: Reading) -> Heard:
    """The replies for a draft, which adds its own to them where they are fewer than it takes."""
    return Heard(examples=tuple(Example(user=one.asked, reply=one.reply) for one in reading.exchanges))


def _former(reading: Reading, text: str) -> bool:
    """Whether the words before the work say that it is over."""
    at = next((item.start for item in reading.items if item.kind == "occupation"), 0)
    before = text[max(0, at - 30) : at].lower()
    return bool(phrases.FORMER.search(before) or re.search(r"\bi was an? (?:\w+ )?$", before))


def _spark(reading: Reading, text: str) -> dict[str, JsonValue]:
    age, traits = reading.one("age"), reading.of("trait")
    return {
        "name": reading.one("name")[:255],
        "age": int(age) if age else None,
        "pronouns": reading.one("pronouns"),
        "traits": list(traits[:12]) if len(traits) >= LEAST_TRAITS else None,
        "description": _about(text) if reading.form == "brief" else "",
    }


def _about(text: str) -> str:
    """The first sentences of a brief that stand under no label."""
    return _cut(_unlabelled(layout.unwrapped(text)), LONGEST_DESCRIPTION)


def _unlabelled(plain: str) -> str:
    _, taken = labelled(plain)
    edges = [0, *(edge for pair in taken for edge in pair), len(plain)]
    pieces = [plain[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    kept = [line.strip() for piece in pieces for line in piece.split("\n")]
    return "\n\n".join(line for line in kept if len(line.split()) > 3 and not line.startswith("#"))  # noqa: PLR2004


def _mind(reading: Reading, text: str) -> dict[str, JsonValue]:
    of = reading.of
    enough = len(reading.exchanges) >= ENOUGH
    own = reading.form in {"interview", "first person"}
    story = "\n".join(of("backstory")) or (_unlabelled(layout.unwrapped(text)) if reading.form == "brief" else "")
    return {
        "beliefs": [{"statement": capital(one)[:2_000], "topics": _topics(one)} for one in of("belief")],
        "boundaries": [{"rule": one, "topics": [], "phrases": []} for one in _rules(reading)],
        "knowledge": [{"name": one[:255], "topics": _topics(one)} for one in of("knowledge")],
        "values": [{"name": one[:255]} for one in of("value", "goal")],
        "quirks": list(of("quirk")),
        "signature_phrases": list(of("phrase")),
        "passion_topics": [_mine(one).removeprefix("my ") for one in of("like")],
        "avoidance_topics": [_mine(one).removeprefix("my ") for one in of("dislike")],
        "backstory": story[:20_000],
        "life": _life(reading, text) if own else [],
        "examples": [{"user": one.asked, "reply": one.reply} for one in reading.exchanges] if enough else [],
    }


def _rules(reading: Reading) -> tuple[str, ...]:
    """The boundaries as rules; one that stands under `Never` says so by itself."""
    read = [(item.under, capital(item.value)) for item in reading.items if item.kind == "boundary"]
    return tuple(dict.fromkeys((f"{under}: {value}" if under else value)[:2_000] for under, value in read))


def _life(reading: Reading, text: str) -> list[JsonValue]:
    """The sentences of its own in which it says so, word for word."""
    plain = layout.unwrapped(text)
    ends = [(one.start, one.end + 1) for one in sentences(plain)]
    spans = [(turn.start, turn.end) for turn in reading.exchanges]
    found: dict[str, JsonValue] = {}
    for item in reading.items:
        slot = _SLOTS.get(item.kind)
        here = next(((low, high) for low, high in spans if low <= item.start < high), None)
        whole = next(((low, high) for low, high in ends if low <= item.start < high), None)
        if slot is None or here is None or whole is None:
            continue
        said = " ".join(plain[max(here[0], whole[0]) : min(here[1], whole[1])].split())
        if re.search(r"\b(?:I|my|me|I'm)\b", said):
            found.setdefault(said[:2_000], {"slot": slot, "text": said[:2_000], "topics": _topics(item.value)})
    return list(found.values())


def _measured(reading: Reading) -> dict[str, JsonValue]:
    manner = reading.manner
    speech: dict[str, JsonValue] = {
        "speech.sentence_length": manner.sentence_length,
        "speech.vocabulary": manner.vocabulary,
        "speech.spelling": manner.spelling,
        "speech.openers": list(manner.openers),
        "speech.fillers": list(manner.fillers),
    }
    levels: dict[str, JsonValue] = {f"communication.{name}": level for name, level in manner.communication.items()}
    return {name: value for name, value in (speech | levels).items() if value}


def _topics(sentence: str) -> list[JsonValue]:
    """The longer words of a sentence that are no small words, at most six."""
    plain = lexicon().function
    forms: list[JsonValue] = [word.form for word in words(sentence) if len(word.form) > 3 and word.form not in plain]  # noqa: PLR2004
    return [form for place, form in enumerate(forms) if form not in forms[:place]][:6]


def _mine(thing: str) -> str:
    return re.sub(r"^(?:his|her|their|its)\s+", "my ", thing)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0].rstrip(",;: ") + "\u2026"
