"""The upgrade path of genome documents: one step a schema version, applied in order. Knows only plain dicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidGenome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCHEMA_VERSION: Final = 2
"""The schema that this code writes."""


def _from_1(document: dict[str, Any]) -> dict[str, Any]:
    """Version 1 is the persona database's flat document (`name`, `domain`, `traits.OCEAN`, `beliefs`, `modes`)."""
    if "metadata" in document:
        return document
    known = {"id", "name", "slug", "description", "domain", "traits", "beliefs", "modes", "voice_enabled", "is_real",
             "birth_date", "schema_version"}  # fmt: skip
    traits = document.get("traits", {})
    name = str(document.get("name", ""))
    slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split())
    metadata = {
        "name": name,
        "slug": document.get("slug") or slug or "persona",
        "description": document.get("description", ""),
        "domains": document.get("domain", []),
        "is_real": document.get("is_real", False),
        "birth_date": document.get("birth_date"),
    }
    config = {key: traits[key] for key in ("humor_usage", "emotional_style") if key in traits}
    mind = {
        "big_five": traits.get("OCEAN", {}),
        "beliefs": [{"statement": b} if isinstance(b, str) else b for b in document.get("beliefs", [])],
        "modes": [{"name": m} if isinstance(m, str) else m for m in document.get("modes", [])],
        "config": config | {"voice_enabled": document.get("voice_enabled", False)},
    }
    rest = {key: value for key, value in document.items() if key not in known}
    return rest | {"metadata": metadata, "mind": mind}


STEPS: Final[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {1: _from_1}
"""From each older schema version to the next."""


def upgrade(document: dict[str, Any]) -> dict[str, Any]:
    """The document in the newest schema; a document without a version counts as the newest if it has `metadata`.

    Raises InvalidGenome for a document from a newer studio.
    """
    version = document.get("schema_version", SCHEMA_VERSION if "metadata" in document else 1)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InvalidGenome(
            f"The genome's schema_version is {version!r}.",
            why=f"It must be a whole number from 1 to {SCHEMA_VERSION}.",
        )
    if version > SCHEMA_VERSION:
        raise InvalidGenome(
            f"The genome is of schema version {version}.",
            why=f"This studio reads up to {SCHEMA_VERSION}.",
            next_step="Open it with a newer PersonaForge.",
        )
    for step in range(version, SCHEMA_VERSION):
        document = STEPS[step](document)
    return document | {"schema_version": SCHEMA_VERSION}
