"""TinyTroupe agent documents (`{"type": "TinyPerson", "persona": {…}}`) as genomes. Knows no container.

Field names: the agent examples of microsoft/TinyTroupe. What is said there of "you" is about the persona.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from brain.cards import draft, fields
from brain.errors import InvalidCard
from brain.genome import Belief, BigFive, KnowledgeDomain, KnownFact, LifeFact, Trait, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.cards.ledger import Notes
    from brain.genome import PersonaGenome

LEVELS: Final[Mapping[str, float]] = {
    "very high": 0.9, "extremely high": 0.95, "high": 0.8, "moderately high": 0.65, "medium-high": 0.65,
    "medium": 0.5, "moderate": 0.5, "average": 0.5, "balanced": 0.5,
    "medium-low": 0.35, "moderately low": 0.35, "low": 0.2, "very low": 0.1, "extremely low": 0.05,
}  # fmt: skip
"""Levels in words as factors from 0 to 1 (this project's own)."""

_LEVEL: Final = re.compile(
    "|".join(rf"\b{re.escape(word)}\b" for word in sorted(LEVELS, key=len, reverse=True)), re.IGNORECASE
)
_PRONOUNS: Final = {"female": "she/her", "woman": "she/her", "male": "he/him", "man": "he/him"}
_LINE: Final = 1_900


def is_tiny(document: dict[str, Any]) -> bool:
    """Whether a document is an agent of TinyTroupe."""
    return isinstance(document.get("persona"), dict) and (
        "type" not in document or str(document["type"]).lower().startswith(("tiny", "fragment"))
    )


def genome(document: dict[str, Any], notes: Notes, *, fallback_name: str) -> PersonaGenome:
    """The genome an agent makes. Raises InvalidCard for one without a name."""
    for key in document:
        if key not in {"type", "persona"}:
            notes.not_understood(key)
    notes.kept("type", "", str(document.get("type", "TinyPerson"))[:40])
    reader = _Agent(document["persona"], notes)
    return reader.genome(fallback_name)


class _Agent:
    """One agent while it is being read."""

    def __init__(self, persona: dict[str, Any], notes: Notes) -> None:
        self.persona, self.notes = persona, notes
        self.life: list[LifeFact] = []
        self.story: list[str] = []

    def genome(self, fallback: str) -> PersonaGenome:
        """Everything in the order of the document's usual fields."""
        name = self._name(fallback)
        tagline, work = self._occupation()
        age = self._age()
        for key, slot, sentence in (
            ("nationality", "birth", "My nationality is {}."),
            ("country_of_residence", "home", "I live in {}."),
            ("residence", "home", "I live in {}."),
            ("education", "education", "{}"),
        ):
            self._fact(key, slot, sentence)
        traits, factors = self._personality()
        likes = self._preferences()
        about: dict[str, Any] = {"tagline": tagline, "description": fields.cut(work, 20_000)} | self._pronouns()
        mind: dict[str, Any] = {
            "traits": traits,
            "passion_topics": likes,
            "beliefs": [Belief(statement=one) for one in self._lines("beliefs", "mind.beliefs")],
            "values": [Value(name=one[:255], statement=one) for one in self._lines("long_term_goals", "mind.values")],
            "quirks": self._behaviors(),
            "knowledge": self._skills(),
        }
        self._relationships()
        for key in ("style", "health", "other_facts"):
            self._tell(key)
        for key in self.persona:
            if key not in _KNOWN:
                self.notes.not_understood(f"persona.{key}")
        mind["life"] = self.life[:500]
        mind["backstory"] = fields.cut("\n".join(self.story), 20_000)
        words = " ".join((tagline, work, *self.story, *(trait.description for trait in traits)))
        return draft.genome(name=name, words=words, about=about, mind=mind, factors=factors, notes=self.notes, age=age)

    def _name(self, fallback: str) -> str:
        given = fields.text(self.persona.get("name", ""), "persona.name", self.notes)
        name = fields.cut(" ".join(given.split()), 255)
        if name:
            self.notes.kept("persona.name", "metadata.name")
            return name
        if fallback:
            self.notes.repaired("persona.name", f"empty; {fallback!r} is taken from the file's name")
            return fallback
        raise InvalidCard(
            "The agent has no name.", field="persona.name", why="It is empty.", next_step="Write a name into the file."
        )

    def _age(self) -> int | None:
        if "age" not in self.persona:
            return None
        found = fields.number(self.persona["age"], "persona.age", self.notes, default=-1)
        if not 0 <= found <= 130:  # noqa: PLR2004 - the range of the genome's age
            self.notes.not_understood("persona.age", "not from 0 to 130; kept in the file")
            return None
        self.notes.changed("persona.age", "mind.life, visual.appearance.age", "as a sentence")
        self.life.append(LifeFact(slot="age", text=f"I am {int(found)} years old."))
        return int(found)

    def _pronouns(self) -> dict[str, str]:
        if "gender" not in self.persona:
            return {}
        word = fields.text(self.persona["gender"], "persona.gender", self.notes).strip().lower()
        self.notes.changed("persona.gender", "metadata.pronouns", "as pronouns")
        return {"pronouns": _PRONOUNS.get(word, "they/them")}

    def _occupation(self) -> tuple[str, str]:
        given = self.persona.get("occupation", "")
        if isinstance(given, dict):
            parts = {k: fields.text(v, f"persona.occupation.{k}", self.notes).strip() for k, v in given.items()}
            title, where, work = parts.get("title", ""), parts.get("organization", ""), parts.get("description", "")
            for key in parts:
                if key in {"title", "organization", "description"}:
                    self.notes.kept(f"persona.occupation.{key}", "metadata.tagline, metadata.description, mind.life")
                else:
                    self.notes.not_understood(f"persona.occupation.{key}")
        else:
            title, where, work = fields.text(given, "persona.occupation", self.notes).strip(), "", ""
            if title:
                self.notes.kept("persona.occupation", "metadata.tagline, mind.life")
        if "occupation_description" in self.persona:
            work = fields.text(self.persona["occupation_description"], "persona.occupation_description", self.notes)
            self.notes.kept("persona.occupation_description", "metadata.description")
        tagline = ", ".join(part for part in (title, where) if part)
        if tagline:
            self.life.append(LifeFact(slot="work", text=f"My work: {tagline[:_LINE]}."))
        return fields.cut(tagline, 500), work

    def _fact(self, key: str, slot: Any, sentence: str) -> None:
        if key not in self.persona:
            return
        words = fields.text(self.persona[key], f"persona.{key}", self.notes).strip()
        if words:
            self.life.append(LifeFact(slot=slot, text=sentence.format(fields.cut(words, _LINE))))
            self.notes.changed(f"persona.{key}", "mind.life", "as a sentence")

    def _lines(self, path: str, to: str) -> list[str]:
        """The texts of a list, by its dotted path."""
        held: Any = self.persona
        for part in path.split("."):
            if not isinstance(held, dict) or part not in held:
                return []
            held = held[part]
        full = f"persona.{path}"
        if isinstance(held, list) and any(isinstance(one, dict) for one in held):
            self.notes.changed(full, to, "objects read as lines")
            held = [": ".join(str(v) for v in one.values()) if isinstance(one, dict) else one for one in held]
        found = [fields.cut(one.strip(), _LINE) for one in fields.texts(held, full, self.notes) if one.strip()]
        if found:
            self.notes.kept(full, to)
        return found[:500]

    def _personality(self) -> tuple[list[Trait], dict[str, float]]:
        given = self.persona.get("personality")
        if isinstance(given, list):
            self.persona = {**self.persona, "personality": {"traits": given}}
        elif isinstance(given, str):
            self._tell("personality")
            return [], {}
        sentences = self._lines("personality.traits", "mind.traits") or self._lines("personality_traits", "mind.traits")
        traits = [Trait(name=_short(one), description=one, intensity=0.7) for one in sentences]
        held = self.persona.get("personality")
        if not isinstance(held, dict):
            return traits, {}
        for key in held:
            if key not in {"traits", "big_five"}:
                self.notes.not_understood(f"persona.personality.{key}")
        return traits, self._big_five(held.get("big_five", {}))

    def _big_five(self, given: object) -> dict[str, float]:
        found = {}
        for key, value in fields.table(given, "persona.personality.big_five", self.notes).items():
            name = str(key).lower()
            level = factor(value)
            if name not in BigFive.model_fields or level is None:
                self.notes.not_understood(f"persona.personality.big_five.{key}", "no level is named; kept in the file")
                continue
            found[name] = level
            note = f"read as {level:.2f}" + (f" from {value[:60]!r}" if isinstance(value, str) else "")
            self.notes.changed(f"persona.personality.big_five.{key}", f"mind.big_five.{name}", note)
        return found

    def _preferences(self) -> list[str]:
        for slot, word in (("likes", "like"), ("dislikes", "dislike")):
            kind: Any = word
            self.life += [
                LifeFact(slot=kind, text=f"I {word} {_lowered(one).rstrip('.')}.")
                for one in self._lines(f"preferences.{slot}", "mind.life")
            ]
        return self._lines("preferences.interests", "mind.passion_topics")

    def _behaviors(self) -> list[str]:
        held = self.persona.get("behaviors")
        if not isinstance(held, dict):
            return self._lines("behaviors", "mind.quirks")
        routines = held.get("routines")
        for when in routines if isinstance(routines, dict) else {}:
            self.life += [
                LifeFact(slot="habit", text=f"{str(when).capitalize()[:60]}: {one}")
                for one in self._lines(f"behaviors.routines.{when}", "mind.life")
            ]
        if not isinstance(routines, dict):
            self.life += [LifeFact(slot="habit", text=one) for one in self._lines("behaviors.routines", "mind.life")]
        for key in held:
            if key not in {"general", "routines"}:
                self.notes.not_understood(f"persona.behaviors.{key}")
        return self._lines("behaviors.general", "mind.quirks")

    def _skills(self) -> list[KnowledgeDomain]:
        facts = [KnownFact(text=one) for one in self._lines("skills", "mind.knowledge")]
        return [KnowledgeDomain(name="Skills", facts=tuple(facts))] if facts else []

    def _relationships(self) -> None:
        for one in self._lines("relationships", "mind.life"):
            self.life.append(LifeFact(slot="family", text=one))

    def _tell(self, key: str) -> None:
        """A text, or a list of them, into the backstory."""
        held = self.persona.get(key)
        lines = self._lines(key, "mind.backstory") if isinstance(held, list) else []
        if held is not None and not isinstance(held, list):
            words = fields.text(held, f"persona.{key}", self.notes).strip()
            lines = [words] if words else []
            if words:
                self.notes.kept(f"persona.{key}", "mind.backstory")
        self.story += lines


_KNOWN: Final = frozenset(
    {"name", "age", "gender", "nationality", "country_of_residence", "residence", "education", "occupation",
     "occupation_description", "personality", "personality_traits", "preferences", "beliefs", "long_term_goals",
     "behaviors", "skills", "relationships", "style", "health", "other_facts"}
)  # fmt: skip


def factor(value: object) -> float | None:
    """A factor from 0 to 1 out of a level in words or a number (0 to 1, or a percentage); None if it says neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value) if 0 <= value <= 1 else value / 100 if 1 < value <= 100 else None  # noqa: PLR2004
    match = _LEVEL.search(value[:200]) if isinstance(value, str) else None
    return LEVELS[match[0].lower()] if match else None


def _short(sentence: str) -> str:
    """A trait's name out of its sentence: without `You are`, up to the first stop."""
    words = re.sub(r"^(you are|you're|you)\s+", "", sentence.strip(), flags=re.IGNORECASE)
    return re.split(r"[.,;:]", words)[0][:80].strip() or sentence[:80].strip()


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
