"""The step SPARK: who it is, in a few lines. Knows how its fields enter a genome, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drafting.wording import called
from brain.genome import Archetype, Trait, slug_of
from store.wizard_values import Change, Part
from studio.wizard.overlay import Problem, put

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

    from brain.drafting import Spark
    from brain.genome import PersonaGenome
    from store.wizard_values import WizardSession

PART: Final = Part.SPARK

LONGEST: Final = {"name": 255, "tagline": 500, "description": 20_000, "backstory_hook": 2_000, "concept": 40_000}
"""Longest text of a field, in characters."""

MOST_TRAITS: Final = 12

UNNAMED: Final = "Unnamed"
"""What a persona without a name is called while it is being made; it cannot be published so."""

PRONOUNS: Final = ("she/her", "he/him", "they/them", "it/its")


def suggested(spark: Spark) -> dict[str, JsonValue]:
    """The fields that a drafted spark suggests."""
    return {
        "name": spark.name,
        "tagline": spark.tagline,
        "description": spark.description,
        "archetype": spark.archetype.value,
        "traits": list(spark.traits),
        "backstory_hook": spark.backstory_hook,
        "pronouns": spark.pronouns,
        "age": spark.age,
    }


def over(spark: Spark, fields: Mapping[str, JsonValue]) -> Spark:
    """The spark with the fields of the step over it; what cannot be used is left out."""
    told: dict[str, JsonValue] = {}
    for line in ("tagline", "description", "backstory_hook"):
        if isinstance(fields.get(line), str):
            told[line] = str(fields[line])[: LONGEST[line]]
    name = fields.get("name", spark.name)
    told["name"] = str(name or "").strip()[: LONGEST["name"]] or UNNAMED
    if fields.get("archetype") in set(Archetype):
        told["archetype"] = fields["archetype"]
    if fields.get("pronouns") in PRONOUNS:
        told["pronouns"] = fields["pronouns"]
    if "traits" in fields:
        told["traits"] = list(traits(fields["traits"]))
    if "age" in fields:
        told["age"] = _age(fields["age"])
    return type(spark).model_validate(spark.model_dump() | told)


def along(session: WizardSession, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, and behind a new name the suggested lines that speak of the old one, with the new one in them."""
    found = list(changes)
    old = str(session.value(PART, "name") or "")
    for change in changes:
        new = str(change.value or "").strip()
        if change.part is not PART or change.name != "name" or change.by != "user" or not old or not new:
            continue
        for line in ("tagline", "description", "backstory_hook"):
            said = str(session.value(PART, line) or "")
            told = said.replace(old, new).replace(called(old), called(new))
            if told != said and not session.written(PART, line):
                found.append(Change(PART, line, told, by="suggested"))
    return tuple(found)


def apply(genome: PersonaGenome, fields: Mapping[str, JsonValue]) -> tuple[PersonaGenome, tuple[Problem, ...]]:
    """The fields over a genome that is there already, from a card or a copy."""
    about = {
        name: fields[name]
        for name in ("name", "tagline", "description", "archetype", "pronouns")
        if name in fields and not _problem(name, fields[name])
    }
    if "name" in about:
        about["name"] = str(about["name"]).strip() or UNNAMED
        about["slug"] = slug_of(str(about["name"]))
    found, wrong = put(genome, "metadata", about)
    if "traits" in fields:
        known = {trait.name: trait for trait in found.mind.traits}
        chosen = tuple(known.get(name, Trait(name=name, intensity=0.75)) for name in traits(fields["traits"]))
        found = found.model_copy(update={"mind": found.mind.model_copy(update={"traits": chosen})})
    hook = fields.get("backstory_hook")
    if isinstance(hook, str) and hook.strip() and hook.strip() not in found.mind.backstory:
        story = f"{found.mind.backstory} {hook.strip()}".strip()[:20_000]
        found = found.model_copy(update={"mind": found.mind.model_copy(update={"backstory": story})})
    return found, wrong


def problems(genome: PersonaGenome, fields: Mapping[str, JsonValue]) -> tuple[Problem, ...]:
    """What keeps these fields from being published."""
    found = [Problem(name, what) for name, value in fields.items() if (what := _problem(name, value))]
    if genome.name == UNNAMED and not any(problem.field == "name" for problem in found):
        found.append(Problem("name", "Give it a name; without one it cannot be published."))
    return tuple(found)


def traits(value: JsonValue) -> tuple[str, ...]:
    """Names of traits from a list, without repeats."""
    names = [str(one).strip()[:255] for one in value] if isinstance(value, list) else []
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_TRAITS]


def _problem(name: str, value: JsonValue) -> str:
    if name in LONGEST and isinstance(value, str) and len(value) > LONGEST[name]:
        return f"This is {len(value):,} characters long; at most {LONGEST[name]:,} are kept. Shorten it."
    if name == "name" and not str(value or "").strip():
        return "Give it a name; without one it cannot be published."
    if name == "archetype" and value not in set(Archetype):
        return "Choose one of the twelve archetypes."
    if name == "age" and value is not None and _age(value) is None:
        return "An age is a whole number from 0 to 130, or empty."
    return ""


def _age(value: JsonValue) -> int | None:
    return int(value) if isinstance(value, (int, float)) and 0 <= value <= 130 else None  # noqa: PLR2004
