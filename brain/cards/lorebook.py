"""A card's lorebook as fields of knowledge. Knows no prompt.

Keys say by which words an entry is known; those that are regular expressions are kept as data and never run. Lines that
begin with `@@` steer other front-ends; they stay in the card and are left out of what the persona knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from brain.cards import fields, macros
from brain.genome import KnowledgeDomain, KnownFact

if TYPE_CHECKING:
    from brain.cards.ledger import Notes

LONGEST_FACT: Final = 2_000
MOST_CHARACTERS: Final = 1_500_000
"""What all entries together may take of a genome; the rest stays in the card."""

_BOOK: Final = frozenset(
    {"name", "description", "scan_depth", "token_budget", "recursive_scanning", "extensions", "entries"}
)
_USED: Final = frozenset({"keys", "content", "enabled", "use_regex", "insertion_order"})
_KNOWN: Final = frozenset(
    {"name", "priority", "id", "comment", "selective", "secondary_keys", "position", "constant", "case_sensitive",
     "extensions"}
)  # fmt: skip


def knowledge(value: object, path: str, notes: Notes, *, char: str) -> tuple[KnowledgeDomain, ...]:
    """The book as one field with a fact for each entry that is switched on, in its order of insertion."""
    if value is None:
        notes.repaired(path, "null, read as no book")
        return ()
    book = fields.table(value, path, notes)
    entries = fields.rows(book["entries"], f"{path}.entries", notes) if "entries" in book else []
    name = fields.text(book["name"], f"{path}.name", notes).strip() if "name" in book else ""
    _others(book, path, entries, notes)
    made = [_facts(entry, where, notes, char=char) for where, entry in entries]
    ordered = [facts for _, facts in sorted(made, key=lambda one: one[0])]
    kept: list[KnownFact] = []
    left = MOST_CHARACTERS
    for fact in (fact for facts in ordered for fact in facts):
        left -= len(fact.text) + sum(map(len, fact.topics))
        if left < 0:
            notes.changed(f"{path}.entries", "mind.knowledge", f"only the first {len(kept)} facts are used")
            break
        kept.append(fact)
    if not kept:
        return ()
    notes.kept(f"{path}.entries", "mind.knowledge", f"{len(kept)} facts from {len(entries)} entries")
    if "name" in book:
        notes.kept(f"{path}.name", "mind.knowledge.0.name")
    return (KnowledgeDomain(name=fields.cut(name, 255) or "Lorebook", level=0.7, facts=tuple(kept)),)


def _facts(entry: dict[str, Any], path: str, notes: Notes, *, char: str) -> tuple[float, list[KnownFact]]:
    order = fields.number(entry.get("insertion_order", 0), f"{path}.insertion_order", notes, default=0)
    content = fields.text(entry.get("content", ""), f"{path}.content", notes)
    regex = "use_regex" in entry and fields.flag(entry["use_regex"], f"{path}.use_regex", notes, default=False)
    keys = fields.texts(entry.get("keys", []), f"{path}.keys", notes, split=",")
    if "enabled" in entry and not fields.flag(entry["enabled"], f"{path}.enabled", notes, default=True):
        notes.not_understood(path, "switched off in the card; kept there and not used")
        return order, []
    lines = content.split("\n")
    plain = "\n".join(line for line in lines if not line.startswith("@@"))
    if plain != content:
        notes.changed(f"{path}.content", "mind.knowledge", "its @@ lines are kept in the card and not used")
    if regex:
        notes.not_understood(f"{path}.keys", "regular expressions: kept as data, never run")
    topics = () if regex else tuple(key[:LONGEST_FACT] for key in dict.fromkeys(k.strip() for k in keys) if key)
    words = fields.pieces(macros.filled(plain, char=char).strip(), LONGEST_FACT)
    if len(words) > 1:
        notes.changed(f"{path}.content", "mind.knowledge", f"longer than a fact; {len(words)} facts")
    return order, [KnownFact(text=piece, topics=topics) for piece in words]


def _others(book: dict[str, Any], path: str, entries: list[tuple[str, dict[str, Any]]], notes: Notes) -> None:
    """What of a book has no place in a genome, each key once."""
    for key in book:
        if key not in {"entries", "name"}:
            known = "steers other front-ends; kept in the card" if key in _BOOK else "an unknown key; kept in the card"
            notes.not_understood(f"{path}.{key}", known)
    counts: dict[str, int] = {}
    for _, entry in entries:
        for key in entry:
            if key not in _USED:
                counts[key] = counts.get(key, 0) + 1
    for key, count in counts.items():
        known = "steers other front-ends" if key in _KNOWN else "an unknown key"
        notes.not_understood(f"{path}.entries.*.{key}", f"{known}; kept in the card, in {count} entries")
