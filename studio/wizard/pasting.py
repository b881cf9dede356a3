"""A persona begun from a pasted text: who read it, what that took, and what was read as fields of a session.

What was read is the user's own words, which no suggestion overwrites; what was measured counts as suggested.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.drafting.pasted import fields
from brain.drafting.pasted import text as texts
from brain.drafting.pasted.by_model import read_with
from brain.drafting.pasted.reading import Kind, Reading
from brain.drift.floor import LEAST_REPLIES
from brain.models.prices import price
from brain.models.structured import NOTHING
from brain.turn import Usage
from store.wizard_values import Change, Part

if TYPE_CHECKING:
    from brain.drafting import Concept, Heard
    from brain.models.structured import StructuredModel
    from store.wizard_values import WizardSession

TEXT: Final = "text"
"""The field of the spark that keeps the text as it was pasted."""

READING: Final = "reading"
"""The field of the spark that keeps what was read out of it."""

FORMS: Final = {
    "interview": "an interview",
    "brief": "a brief",
    "first person": "somebody's own words",
    "unread": "not read",
}
"""What kinds of text are told apart, in words."""

_KINDS: Final[dict[Kind, str]] = {
    "name": "name", "age": "age", "pronouns": "pronouns", "occupation": "work", "place": "place", "family": "family",
    "trait": "traits", "like": "likes", "dislike": "dislikes", "belief": "beliefs", "knowledge": "knows",
    "boundary": "boundaries", "value": "values", "goal": "goals", "quirk": "quirks", "phrase": "phrases",
    "life": "life", "backstory": "backstory",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pasted:
    """A reading, what it took, and who read it, in a sentence."""

    reading: Reading
    usage: Usage | None = None
    note: str = ""


@lru_cache(8)
def preview(text: str) -> Reading:
    """What the rules read out of a text; nothing is asked of any service."""
    return texts.read(text)


def read(text: str, *, model: StructuredModel | None) -> Pasted:
    """The text read by the model if there is one, otherwise by the rules. Never fails; the note says who read it."""
    if model is None:
        return Pasted(preview(text))
    asked = read_with(model, text)
    usage = None
    if asked.tokens != NOTHING:
        provider, _, name = asked.model.partition("/")
        cost = price(provider, name, asked.tokens)
        usage = Usage(provider=provider, model=name, tokens=asked.tokens, cost_microdollars=cost)
    return Pasted(asked.reading, usage, f"Read by the rules. {asked.problem}" if asked.problem else "")


def changes(reading: Reading, text: str) -> tuple[Change, ...]:
    """The fields of a new session: the text, the reading, what was read as the user's own, what was measured."""
    found = fields.fields(reading, text)
    return (
        Change(Part.SPARK, TEXT, text),
        Change(Part.SPARK, READING, reading.model_dump(mode="json"), by="suggested"),
        *(Change(Part.SPARK, name, value) for name, value in found.spark.items()),
        *(Change(Part.MIND, name, value) for name, value in found.mind.items()),
        *(Change(Part.MIND, name, value, by="suggested") for name, value in found.measured.items()),
    )


def text_of(session: WizardSession) -> str:
    """The text a session was begun from; empty if it was begun from something else."""
    return str(session.value(Part.SPARK, TEXT) or "")


def reading_of(session: WizardSession) -> Reading | None:
    """What was read out of the text; None for a session that was begun from something else."""
    kept = session.value(Part.SPARK, READING)
    return Reading.model_validate(kept) if kept else None


def begun_from(session: WizardSession) -> tuple[Concept, Heard] | None:
    """What the rest is drafted from: a concept, and the replies; None for a session begun from something else."""
    reading = reading_of(session)
    return (fields.concept(reading, text_of(session)), fields.heard(reading)) if reading else None


def told(reading: Reading) -> tuple[tuple[str, str], ...]:
    """What was read, kind by kind in words, then the replies and what was measured from them."""
    found = [(what, " \u00b7 ".join(reading.of(kind))) for kind, what in _KINDS.items() if reading.of(kind)]
    if reading.exchanges:
        number = len(reading.exchanges)
        what = "answers" if reading.form == "interview" else "passages"
        found.append(("example replies", f"{number} {what if number > 1 else what[:-1]}, word for word"))
    if reading.manner.told:
        found.append((f"measured from {reading.manner.words:,} words", ", ".join(reading.manner.told)))
    return tuple(found)


def remarks(reading: Reading) -> tuple[str, ...]:
    """What was not found or not read, in sentences."""
    few = reading.exchanges and len(reading.exchanges) < LEAST_REPLIES
    return (
        *reading.notes,
        *((f"Not found: {', '.join(reading.missing)}.",) if reading.missing and reading.form != "unread" else ()),
        *((f"Replies are drafted beside these, since a drift number needs {LEAST_REPLIES}.",) if few else ()),
    )
