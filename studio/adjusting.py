"""Changing a persona's settings (the seeds' config, modes and traits) as a new version. Knows no page and no API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from brain.errors import InvalidInput
from brain.genome import FACETS, PersonaGenome, read

if TYPE_CHECKING:
    from collections.abc import Collection

    from store import Store
    from store.actor import Actor
    from store.values import Persona, Version
    from studio.versions import Versions

Level = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]

_CONFIG: Final = (
    "humor_usage", "emotional_style", "voice_enabled", "language_style", "default_mode", "strictness", "model",
    "temperature",
)  # fmt: skip


class Adjustment(BaseModel):
    """What is to be changed; what is not given stays. Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    humor_usage: Literal["low", "medium", "high"] | None = None
    emotional_style: Literal["reserved", "expressive"] | None = None
    voice_enabled: bool | None = None
    language_style: Literal["verbose", "concise"] | None = None
    default_mode: str | None = Field(default=None, max_length=255, description="Name of a mode; empty for none.")
    strictness: Literal["relaxed", "standard", "strict"] | None = None
    model: str | None = Field(default=None, max_length=200, description="Chat model; empty means the studio's.")
    temperature: float | None = Field(
        default=None, ge=0.0, le=2.0, allow_inf_nan=False, description="Given as null, the one that its traits imply."
    )
    modes: dict[str, bool] | None = Field(default=None, max_length=50, description="Which modes are on, by name.")
    traits: dict[str, Level] | None = Field(
        default=None,
        max_length=100,
        description="A Big Five factor, whose facets move with it, or a trait of the persona's own, from 0 to 1.",
    )


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A persona after a change; `waiting` is the version with it, where that is not the current one yet."""

    persona: Persona
    waiting: Version | None = None


@dataclass(frozen=True, slots=True)
class Adjusting:
    """Adjusts personas of an actor."""

    store: Store
    versions: Versions

    def adjust(self, actor: Actor, persona_id: str, change: Adjustment, *, base_id: str | None = None) -> Adjusted:
        """The persona with the change as a new version; as it is where nothing changes, or where a gate waits.

        `base_id` is the version that was looked at (None: the current one). Raises InvalidInput for a mode or trait
        that there is not, NotFound, Forbidden, and Conflict where the base is no longer the current version.
        """
        persona = self.store.personas.get(actor, persona_id)
        adjusted, named = applied(persona.genome, change)
        if adjusted == persona.genome and base_id in {None, persona.version.id}:
            return Adjusted(persona)
        saved = self.store.personas.save_version(
            actor,
            persona_id,
            adjusted,
            message=f"settings: {', '.join(named)}"[:200],
            parent_id=base_id or persona.version.id,
            current=self.versions.gate is None,
        )
        now = self.store.personas.get(actor, persona_id)
        return Adjusted(now, waiting=None if now.version.id == saved.id else saved)


def applied(genome: PersonaGenome, change: Adjustment) -> tuple[PersonaGenome, tuple[str, ...]]:
    """The genome with the change, and the names of what it sets. Raises InvalidInput."""
    document = genome.model_dump(mode="json")
    mind = document["mind"]
    given = change.model_dump(include=change.model_fields_set)
    for name in (one for one in _CONFIG if one in given):
        if given[name] is None and name != "temperature":
            raise InvalidInput(f"{name!r} cannot be null.", next_step="Leave it out to keep what it is.")
        mind["config"][name] = given[name]
    named: list[str] = [name for name in _CONFIG if name in given]
    named += _switch(mind["modes"], given.get("modes") or {})
    named += _move(mind, given.get("traits") or {})
    modes = {mode["name"] for mode in mind["modes"]}
    if given.get("default_mode") and given["default_mode"] not in modes:
        raise _unknown("mode", given["default_mode"], modes)
    return read(document), tuple(named)


def _switch(modes: list[dict[str, Any]], wanted: dict[str, bool]) -> list[str]:
    known = {mode["name"]: mode for mode in modes}
    for name, on in wanted.items():
        if name not in known:
            raise _unknown("mode", name, known)
        known[name]["enabled"] = on
    return list(wanted)


def _move(mind: dict[str, Any], wanted: dict[str, float]) -> list[str]:
    """Set traits; the facets of a factor move by as much as it does, within 0 and 1."""
    own = {trait["name"]: trait for trait in mind["traits"]}
    for name, level in wanted.items():
        if name in FACETS:
            step = level - mind["big_five"][name]
            mind["big_five"][name] = level
            for facet in FACETS[name]:
                mind["facets"][facet] = round(min(1.0, max(0.0, mind["facets"][facet] + step)), 6)
        elif name in own:
            own[name]["intensity"] = level
        else:
            raise _unknown("trait", name, [*FACETS, *own])
    return list(wanted)


def _unknown(what: str, name: str, there: Collection[str]) -> InvalidInput:
    known = ", ".join(sorted(there)[:20]) or "none"
    return InvalidInput(f"This persona has no {what} {name!r}.", why=f"It has: {known}.", next_step="Use one of these.")
