"""Card documents made strict: every field that a specification requires, in its type. Knows no genome."""

from __future__ import annotations

from typing import Any, Final

from brain.cards import fields
from brain.cards.character import V1_FIELDS, V2_LISTS, V2_TEXTS, V3_LISTS
from brain.cards.formats import CardFormat
from brain.cards.ledger import Notes

V3_ONLY: Final = (
    "assets", "nickname", "creator_notes_multilingual", "source", "group_only_greetings", "creation_date",
    "modification_date",
)  # fmt: skip
"""Fields that Character Card V3 added; V2 has no place for them."""

_ENTRY_TEXTS: Final = ("name", "comment", "position")
_ENTRY_FLAGS: Final = ("case_sensitive", "selective", "constant")


def v1(document: dict[str, Any]) -> dict[str, Any]:
    """A V1 document: its six texts, with every other key as it stands."""
    return document | {name: fields.text(document.get(name, ""), name, Notes()) for name in V1_FIELDS}


def card(document: dict[str, Any], which: CardFormat) -> dict[str, Any]:
    """A V2 or V3 document with what its specification requires; what is right stays as it is."""
    is_v3 = which is CardFormat.V3
    spec, version = ("chara_card_v3", "3.0") if is_v3 else ("chara_card_v2", "2.0")
    given = document.get("spec_version")
    head = {
        "spec": spec,
        "spec_version": given if document.get("spec") == spec and isinstance(given, str) else version,
    }
    return document | head | {"data": _data(document["data"], is_v3=is_v3)}


def _data(data: dict[str, Any], *, is_v3: bool) -> dict[str, Any]:
    quiet = Notes()
    made = dict(data)
    for name in V2_TEXTS:
        made[name] = fields.text(data.get(name, ""), name, quiet)
    for name in (*V2_LISTS, *(V3_LISTS if is_v3 else ())):
        made[name] = fields.texts(data.get(name, []), name, quiet, split="," if name == "tags" else "")
    made["extensions"] = fields.table(data.get("extensions", {}), "extensions", quiet)
    if "character_book" in data:
        book = _book(data["character_book"], is_v3=is_v3)
        made = made | {"character_book": book} if book else {k: v for k, v in made.items() if k != "character_book"}
    if is_v3:
        _v3_optional(made, quiet)
    return made


def _v3_optional(made: dict[str, Any], quiet: Notes) -> None:
    """The optional fields of V3 in their types; one that is null is left out."""
    for name in V3_ONLY:
        if name in made and made[name] is None:
            del made[name]
    if "nickname" in made:
        made["nickname"] = fields.text(made["nickname"], "nickname", quiet)
    if "source" in made:
        made["source"] = fields.texts(made["source"], "source", quiet)
    if "creator_notes_multilingual" in made:
        held = fields.table(made["creator_notes_multilingual"], "creator_notes_multilingual", quiet)
        made["creator_notes_multilingual"] = {key: fields.text(value, key, quiet) for key, value in held.items()}
    for name in ("creation_date", "modification_date"):
        if name in made:
            made[name] = fields.number(made[name], name, quiet, default=0)
    if "assets" in made:
        made["assets"] = [
            row | {key: fields.text(row.get(key, ""), key, quiet) for key in ("type", "uri", "name", "ext")}
            for _, row in fields.rows(made["assets"], "assets", quiet)
        ]


def _book(value: object, *, is_v3: bool) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    quiet = Notes()
    entries = [
        _entry(entry, number, quiet, is_v3=is_v3)
        for number, (_, entry) in enumerate(fields.rows(value.get("entries", []), "entries", quiet))
    ]
    made = value | {"extensions": fields.table(value.get("extensions", {}), "extensions", quiet), "entries": entries}
    for name in ("name", "description"):
        if name in made:
            made[name] = fields.text(made[name], name, quiet)
    for name in ("scan_depth", "token_budget"):
        if name in made:
            made[name] = fields.number(made[name], name, quiet, default=0)
    if "recursive_scanning" in made:
        made["recursive_scanning"] = fields.flag(made["recursive_scanning"], "recursive_scanning", quiet, default=False)
    return made


def _entry(entry: dict[str, Any], number: int, quiet: Notes, *, is_v3: bool) -> dict[str, Any]:
    made = entry | {
        "keys": fields.texts(entry.get("keys", []), "keys", quiet, split=","),
        "content": fields.text(entry.get("content", ""), "content", quiet),
        "extensions": fields.table(entry.get("extensions", {}), "extensions", quiet),
        "enabled": fields.flag(entry.get("enabled", True), "enabled", quiet, default=True),
        "insertion_order": fields.number(
            entry.get("insertion_order", number), "insertion_order", quiet, default=number
        ),
    }
    if is_v3 or "use_regex" in entry:
        made["use_regex"] = fields.flag(entry.get("use_regex", False), "use_regex", quiet, default=False)
    for name in _ENTRY_FLAGS:
        if name in made:
            made[name] = fields.flag(made[name], name, quiet, default=False)
    for name in _ENTRY_TEXTS:
        if name in made:
            made[name] = fields.text(made[name], name, quiet)
    if "secondary_keys" in made:
        made["secondary_keys"] = fields.texts(made["secondary_keys"], "secondary_keys", quiet, split=",")
    if "priority" in made:
        made["priority"] = fields.number(made["priority"], "priority", quiet, default=0)
    return made
