"""The upgrade path of genome documents: one step a schema version, applied in order. Knows only plain dicts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidGenome
from brain.genome.metadata import slug_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCHEMA_VERSION: Final = 2
"""The schema that this code writes."""

_MOVED: Final = frozenset(
    {
        "schema_version", "name", "slug", "description", "domain", "is_real", "birth_date", "created_at",
        "traits", "beliefs", "modes", "config", "voice_enabled",
    }
)  # fmt: skip
"""Keys of a version 1 document that have a place in version 2; the others are kept as they are."""


def upgrade(document: dict[str, Any]) -> dict[str, Any]:
    """The document in the newest schema; a document without a version counts as the newest if it has `metadata`.

    Raises InvalidGenome for a document from a newer studio, and for a version 1 document of the wrong shape.
    """
    version = document.get("schema_version", SCHEMA_VERSION if "metadata" in document else 1)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _wrong("schema_version", f"It must be a whole number from 1 to {SCHEMA_VERSION}.")
    if version > SCHEMA_VERSION:
        raise InvalidGenome(
            f"The genome is of schema version {version}.",
            problems=(("schema_version", f"This studio reads up to {SCHEMA_VERSION}."),),
            why=f"This studio reads up to {SCHEMA_VERSION}.",
            next_step="Open it with a newer PersonaForge.",
        )
    for step in range(version, SCHEMA_VERSION):
        document = STEPS[step](document)
    return document | {"schema_version": SCHEMA_VERSION}


def _from_1(document: dict[str, Any]) -> dict[str, Any]:
    """Version 1 is the persona database's flat document (`name`, `domain`, `traits.OCEAN`, `beliefs`, `modes`).

    Its tables' rows are understood too: `{"belief": …, "source": …}`, `{"mode": …, "enabled": …}`, `config`.
    """
    if "metadata" in document:
        return document
    traits = _part(document, "traits", dict)
    name = document.get("name")
    given = {key: document[key] for key in ("name", "description", "is_real", "birth_date") if key in document}
    metadata = given | {
        "slug": document.get("slug") or (slug_of(name) if isinstance(name, str) else "persona"),
        "domains": document.get("domain", []),
        "created_at": _with_zone(document.get("created_at")),
    }
    levels = {key: value for key, value in traits.items() if key != "OCEAN" and _is_number(value)}
    switches = {key: value for key, value in traits.items() if key != "OCEAN" and key not in levels}
    voice = {"voice_enabled": document["voice_enabled"]} if "voice_enabled" in document else {}
    mind = {
        "big_five": traits.get("OCEAN", {}),
        "traits": [{"name": key, "intensity": value} for key, value in levels.items()],
        "beliefs": [_belief(row) for row in _part(document, "beliefs", list)],
        "modes": [_mode(row) for row in _part(document, "modes", list)],
        "config": _part(document, "config", dict) | switches | voice,
    }
    return {key: value for key, value in document.items() if key not in _MOVED} | {"metadata": metadata, "mind": mind}


STEPS: Final[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {1: _from_1}
"""From each older schema version to the next."""


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _belief(row: object) -> object:
    if isinstance(row, str):
        return {"statement": row}
    if not isinstance(row, dict) or "belief" not in row:
        return row
    rest = {key: value for key, value in row.items() if key not in {"belief", "source"}}
    source = row.get("source")
    if not isinstance(source, str):
        return rest | {"statement": row["belief"], "source": source}
    link = {"url": source} if source.startswith(("http://", "https://")) else {}
    return rest | {"statement": row["belief"], "source": {"title": source[:255], **link} if source else None}


def _mode(row: object) -> object:
    if isinstance(row, str):
        return {"name": row}
    if not isinstance(row, dict) or "mode" not in row:
        return row
    return {key: value for key, value in row.items() if key != "mode"} | {"name": row["mode"]}


def _with_zone(moment: object) -> object:
    """Version 1 wrote times without a zone; they were UTC."""
    if not isinstance(moment, str):
        return moment
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return moment if found.tzinfo else found.replace(tzinfo=UTC).isoformat()


def _part(document: dict[str, Any], key: str, kind: type[Any]) -> Any:
    found = document.get(key)
    if found is None:
        return kind()
    if not isinstance(found, kind):
        raise _wrong(key, f"It must be {'an object' if kind is dict else 'a list'}.")
    return found


def _wrong(key: str, message: str) -> InvalidGenome:
    return InvalidGenome(
        f"The genome's {key} cannot be used.",
        problems=((key, message),),
        why=message,
        next_step="Correct this field and read it again.",
    )
