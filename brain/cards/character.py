"""Character Card V1, V2 and V3 documents as genomes. Knows no container.

Field names and meanings: character-card-spec-v2 (malfoyslastname) and character-card-spec-v3 (kwaroran).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from brain.cards import dialogue, draft, fields, lorebook, macros
from brain.cards.formats import CardFormat
from brain.errors import InvalidCard
from brain.genome import Example, Mode, Trait

if TYPE_CHECKING:
    from brain.cards.ledger import Notes
    from brain.genome import KnowledgeDomain, PersonaGenome

SCENARIO: Final = "Scenario"
"""The mode that a card's scenario becomes; it is the default mode."""

CARD_PROMPT: Final = "Card prompt"
"""The mode that a card's system prompt and post-history instructions become; chosen only by hand."""

LINE: Final = 2_000
TEXT: Final = 20_000
MOST: Final = 500
"""Most greetings, examples and tags that are taken."""

V1_FIELDS: Final = ("name", "description", "personality", "scenario", "first_mes", "mes_example")
V2_TEXTS: Final = (
    *V1_FIELDS,
    "creator_notes",
    "system_prompt",
    "post_history_instructions",
    "creator",
    "character_version",
)
V2_LISTS: Final = ("alternate_greetings", "tags")
V3_LISTS: Final = ("group_only_greetings",)
_OTHERS: Final = {
    "creator": "kept with the persona; never in a prompt",
    "creator_notes": "kept with the persona; never in a prompt",
    "creator_notes_multilingual": "kept with the persona; never in a prompt",
    "character_version": "kept with the persona; never in a prompt",
    "nickname": "stands for {{char}} in the texts",
    "group_only_greetings": "kept; there are no group conversations",
    "source": "kept as data; addresses are not fetched",
    "assets": "kept as data; addresses are not fetched",
    "creation_date": "kept with the persona",
    "modification_date": "kept with the persona",
}
_MAPPED: Final = frozenset({*V1_FIELDS, "system_prompt", "post_history_instructions", *V2_LISTS, "character_book"})


def format_of(document: dict[str, Any]) -> CardFormat | None:
    """Which version of a character card a document is, by `spec` and by its shape; None if it is none."""
    spec = document.get("spec")
    if spec == "chara_card_v3":
        return CardFormat.V3
    if spec == "chara_card_v2" or (isinstance(document.get("data"), dict) and "name" in document["data"]):
        return CardFormat.V2
    return CardFormat.V1 if "name" in document and sum(name in document for name in V1_FIELDS) > 1 else None


def genome(document: dict[str, Any], which: CardFormat, notes: Notes, *, fallback_name: str) -> PersonaGenome:
    """The genome a card makes. Raises InvalidCard for a card without any name or content."""
    data, prefix = _data(document, which, notes)
    reader = _Reader(data, prefix, notes)
    name = _name(reader, fallback_name)
    reader.char = fields.cut(reader.quiet("nickname").strip(), 255) or name
    for key, value in data.items():
        if key not in _MAPPED:
            _other(key, value, prefix, notes)
    _missing(data, which, prefix, notes)
    description, rest = _description(reader)
    traits, prose = _personality(reader)
    modes = _modes(reader)
    mind: dict[str, Any] = {
        "traits": traits,
        "backstory": fields.cut("\n\n".join(part for part in (rest, prose) if part), TEXT),
        "greetings": _greetings(reader),
        "examples": _examples(reader, name),
        "knowledge": _knowledge(reader),
        "modes": modes,
    }
    if any(mode.name == SCENARIO for mode in modes):
        mind["config"] = {"default_mode": SCENARIO}
    about = {"description": description, "tags": _tags(reader)}
    _untold(data, prefix, notes)
    words = " ".join((description, reader.quiet("personality"), reader.quiet("scenario"), *about["tags"]))
    return draft.genome(name=name, words=words, about=about, mind=mind, factors={}, notes=notes)


class _Reader:
    """The fields of one card, each mended when it is first read."""

    def __init__(self, data: dict[str, Any], prefix: str, notes: Notes) -> None:
        self.data, self.prefix, self.notes, self.char = data, prefix, notes, ""

    def text(self, key: str) -> str:
        """A text field; empty where it is missing."""
        return fields.text(self.data[key], self.prefix + key, self.notes) if key in self.data else ""

    def texts(self, key: str, *, split: str = "") -> list[str]:
        """A field with a list of texts; empty where it is missing."""
        return fields.texts(self.data[key], self.prefix + key, self.notes, split=split) if key in self.data else []

    def quiet(self, key: str) -> str:
        """A text field if it is one, without a note."""
        found = self.data.get(key)
        return found if isinstance(found, str) else ""

    def filled(self, words: str, *, spoken: bool = False) -> str:
        """With the placeholders filled in."""
        return macros.filled(words, char=self.char, spoken=spoken).strip()

    def note(self, key: str, before: str, after: str, to: str) -> None:
        """Say that a text was kept, or that its placeholders were filled in; nothing of an empty one."""
        if not before.strip():
            if key in self.data and isinstance(self.data[key], str):
                self.notes.kept(self.prefix + key, "", "empty")
        elif before.strip() == after:
            self.notes.kept(self.prefix + key, to)
        else:
            self.notes.changed(self.prefix + key, to, "placeholders filled in")


def _data(document: dict[str, Any], which: CardFormat, notes: Notes) -> tuple[dict[str, Any], str]:
    if which is CardFormat.V1:
        return document, ""
    wanted = "chara_card_v3" if which is CardFormat.V3 else "chara_card_v2"
    if document.get("spec") == wanted:
        notes.kept("spec", "", wanted)
    else:
        notes.repaired("spec", f"missing or unknown; read as {wanted}")
    version = document.get("spec_version")
    if not isinstance(version, str):
        notes.repaired("spec_version", "no text; read as " + ("3.0" if which is CardFormat.V3 else "2.0"))
    elif version not in {"2.0", "3.0"}:
        notes.changed("spec_version", "", f"{version[:20]!r}; what is new in it is kept and not used")
    data = document.get("data")
    if not isinstance(data, dict):
        if not any(name in document for name in V1_FIELDS):
            raise InvalidCard(
                "The card has no data.", field="data", why="It is no object.", next_step="Check the file."
            )
        notes.repaired("data", "no object; the fields beside it are read")
        return document, ""
    for key, value in document.items():
        if key in V1_FIELDS and value == data.get(key):
            notes.kept(key, "", f"a copy of data.{key}")
        elif key not in {"spec", "spec_version", "data"}:
            notes.not_understood(key)
    return data, "data."


def _name(reader: _Reader, fallback: str) -> str:
    given = reader.text("name")
    name = fields.cut(" ".join(given.split()), 255)
    if name:
        if name == given:
            reader.notes.kept(f"{reader.prefix}name", "metadata.name")
        else:
            reader.notes.changed(f"{reader.prefix}name", "metadata.name", "trimmed to one line of 255 characters")
        return name
    if not fallback:
        raise InvalidCard(
            "The card has no name.",
            field=f"{reader.prefix}name",
            why="It is empty, and the file has no name to take instead.",
            next_step="Write a name into the card, or rename the file to it.",
        )
    reader.notes.repaired(f"{reader.prefix}name", f"empty; {fallback!r} is taken from the file's name")
    return fallback


def _description(reader: _Reader) -> tuple[str, str]:
    """The description, and what of it does not fit and goes into the backstory."""
    given = reader.text("description")
    filled = reader.filled(given)
    first = fields.cut(filled, TEXT)
    rest = fields.cut(filled[len(first) :].strip(), TEXT)
    reader.note("description", given, filled, "metadata.description")
    if rest:
        path = f"{reader.prefix}description"
        used = len(first) + len(rest)
        reader.notes.changed(path, "mind.backstory", f"{len(filled):,} characters; the first {used:,} are used")
    return first, rest


def _personality(reader: _Reader) -> tuple[list[Trait], str]:
    """Traits where the text is a list of short words, else prose for the backstory."""
    given = reader.text("personality")
    filled = reader.filled(given)
    parts = [
        part.strip(" .\n\t-\"'") for part in filled.replace("\n", ",").replace(";", ",").replace("+", ",").split(",")
    ]
    parts = list(dict.fromkeys(part for part in parts if part))
    if 1 < len(parts) <= 40 and max(map(len, parts)) <= 40:  # noqa: PLR2004
        reader.notes.changed(f"{reader.prefix}personality", "mind.traits", f"a list of {len(parts)} traits")
        reader.notes.assumed("mind.traits.*.intensity", "0.7: the card names them and gives no strength")
        return [Trait(name=part, intensity=0.7) for part in parts], ""
    reader.note("personality", given, filled, "mind.backstory")
    return [], f"Personality: {filled}" if filled else ""


def _modes(reader: _Reader) -> list[Mode]:
    scenario = reader.text("scenario")
    filled = fields.cut(reader.filled(scenario), TEXT)
    reader.note("scenario", scenario, filled, f"mind.modes, as the mode {SCENARIO!r}")
    modes = [Mode(name=SCENARIO, instructions=filled)] if filled else []
    parts = []
    for key in ("system_prompt", "post_history_instructions"):
        given = reader.text(key)
        words = reader.filled(given)
        if words:
            parts.append(words)
            note = "stands beside the studio's own prompt, never in its place, and only where the mode is chosen"
            reader.notes.changed(f"{reader.prefix}{key}", f"mind.modes, as the mode {CARD_PROMPT!r}", note)
        else:
            reader.note(key, given, words, "")
    if parts:
        modes.append(Mode(name=CARD_PROMPT, instructions=fields.cut("\n\n".join(parts), TEXT)))
    return modes


def _greetings(reader: _Reader) -> list[str]:
    found = []
    first = reader.text("first_mes")
    others = reader.texts("alternate_greetings")[:MOST]
    given = [("first_mes", first), *((f"alternate_greetings.{at}", one) for at, one in enumerate(others))]
    for key, words in given:
        filled = reader.filled(words, spoken=True)
        short = fields.cut(filled, LINE)
        if short != filled:
            note = f"{len(filled):,} characters; the first {len(short):,} are used"
            reader.notes.changed(f"{reader.prefix}{key}", "mind.greetings", note)
        elif words.strip():
            reader.note(key, words, filled, "mind.greetings")
        found.append(short)
    if first == "":
        reader.note("first_mes", first, "", "")
    if not others and reader.data.get("alternate_greetings") == []:
        reader.notes.kept(f"{reader.prefix}alternate_greetings", "", "empty")
    return [words for words in found if words]


def _examples(reader: _Reader, name: str) -> list[Example]:
    given = reader.text("mes_example")
    path = f"{reader.prefix}mes_example"
    pairs, without = dialogue.pairs(given[: LINE * MOST], name=name)
    found = [
        Example(
            user=fields.cut(reader.filled(pair.user), TEXT),
            reply=fields.cut(reader.filled(pair.reply, spoken=True), LINE),
        )
        for pair in pairs[:MOST]
        if reader.filled(pair.reply, spoken=True)
    ]
    if not given.strip():
        reader.note("mes_example", given, "", "")
    elif found:
        reader.notes.changed(path, "mind.examples", f"read as {len(found)} exchanges")
    if without:
        reader.notes.not_understood(path, f"{without} passages name no speaker; kept in the card, not used")
    return found


def _tags(reader: _Reader) -> list[str]:
    given = reader.texts("tags", split=",")
    tags = list(dict.fromkeys(one for one in (" ".join(tag.split())[:255].strip() for tag in given) if one))[:MOST]
    if tags == reader.data.get("tags"):
        reader.notes.kept(f"{reader.prefix}tags", "metadata.tags")
    elif tags:
        reader.notes.changed(f"{reader.prefix}tags", "metadata.tags", "trimmed, each once")
    return tags


def _knowledge(reader: _Reader) -> tuple[KnowledgeDomain, ...]:
    if "character_book" not in reader.data:
        return ()
    return lorebook.knowledge(
        reader.data["character_book"], f"{reader.prefix}character_book", reader.notes, char=reader.char
    )


def _other(key: str, value: object, prefix: str, notes: Notes) -> None:
    """A field without a place in the genome: mended where its type is wrong, and kept."""
    path = f"{prefix}{key}"
    if key in {"creator", "creator_notes", "character_version", "nickname"}:
        fields.text(value, path, notes)
    elif key in V3_LISTS or key == "source":
        fields.texts(value, path, notes)
    elif key == "assets":
        fields.rows(value, path, notes)
    elif key == "extensions":
        for name in fields.table(value, path, notes):
            notes.not_understood(f"{path}.{name}", "an extension: kept as data, never run")
        return
    elif not prefix and key in {"spec", "spec_version", "data"}:
        return
    if key in _OTHERS:
        notes.kept(path, "", _OTHERS[key])
    else:
        notes.not_understood(path)


def _missing(data: dict[str, Any], which: CardFormat, prefix: str, notes: Notes) -> None:
    """What the format requires and the card leaves out."""
    needed = list(V1_FIELDS if which is CardFormat.V1 else (*V2_TEXTS, *V2_LISTS, "extensions"))
    if which is CardFormat.V3:
        needed += V3_LISTS
    for key in needed:
        if key not in data and key != "name":
            notes.repaired(f"{prefix}{key}", "missing; read as empty")


def _untold(data: dict[str, Any], prefix: str, notes: Notes) -> None:
    """What no reader had anything to say about: fields that hold nothing."""
    told = {entry.path.removeprefix(prefix).split(".")[0] for entry in notes.ledger().entries}
    for key in data:
        if key not in told and (prefix or key not in {"spec", "spec_version", "data"}):
            notes.kept(f"{prefix}{key}", "", "empty")
