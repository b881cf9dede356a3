"""Use cases over an edit: what the draft says, where it is wrong, and changing one field of it. Knows no page."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidGenome, InvalidInput
from brain.genome import read, write
from brain.genome.difference import Difference, difference
from brain.genome.lines import line_of
from brain.genome.real_person import uncited

if TYPE_CHECKING:
    from datetime import datetime

    from brain.genome import PersonaGenome
    from brain.genome.difference import Path
    from store.actor import Actor
    from store.values import Persona, Version
    from studio.versions import Divergence, Versions

_LINE: Final = re.compile(r"line (\d+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in the document that is wrong; `line` counts from 1, None where there is none."""

    line: int | None
    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A persona as it stands in the actor's draft, or as it is where there is none.

    `document` is as it was typed; `fields` the JSON object in it (None where it is none), `genome` what it says where
    it is one. `overtaken` tells what came after its base.
    """

    document: str
    fields: dict[str, Any] | None
    genome: PersonaGenome | None
    problems: tuple[Problem, ...]
    base: Version
    difference: Difference
    kept_at: datetime | None
    overtaken: Divergence | None = None

    @property
    def begun(self) -> bool:
        """Whether there is a draft."""
        return self.kept_at is not None

    def value(self, path: Path, default: Any = None) -> Any:
        """What the document says at a path; the default where it says nothing."""
        found: Any = self.fields
        for key in path:
            there = (isinstance(found, dict) and key in found) or (
                isinstance(found, list) and isinstance(key, int) and key < len(found)
            )
            if not there:
                return default
            found = found[key]
        return default if found is None else found


@dataclass(frozen=True, slots=True)
class Editing:
    """The drafts of personas that the actor may change."""

    versions: Versions

    def edit(self, actor: Actor, persona: Persona) -> Edit:
        """The actor's edit of a persona, with what is wrong in it and how it differs from its base. Raises NotFound."""
        draft = self.versions.draft(actor, persona.card.id)
        if draft is None:
            document = write(persona.genome)
            return Edit(document, json.loads(document), persona.genome, (), persona.version, Difference(()), None)
        base, old = self.versions.store.personas.version(actor, draft.base_version_id)
        genome, problems = _read(draft.document)
        diverged = genome and self.versions.diverged(actor, persona.card.id, genome, base_id=base.id)
        return Edit(
            document=draft.document,
            fields=_fields(draft.document),
            genome=genome,
            problems=problems,
            base=base,
            difference=Difference(()) if genome is None else difference(old, genome),
            kept_at=draft.updated_at,
            overtaken=diverged or None,
        )

    def type(self, actor: Actor, persona: Persona, document: str) -> None:
        """Keep a document as it was typed. Raises NotFound, Forbidden, and InvalidInput for one that is too long."""
        draft = self.versions.draft(actor, persona.card.id)
        base = persona.version.id if draft is None else draft.base_version_id
        self.versions.keep_draft(actor, persona.card.id, document, base_id=base)

    def put(self, actor: Actor, persona: Persona, path: Path, value: Any) -> None:
        """Change one field of the edit, and begin one where there is none; a list grows by one at its end.

        Raises InvalidInput where the draft is no JSON object, or has no such place; NotFound; Forbidden.
        """
        fields = self.edit(actor, persona).fields
        if fields is None:
            raise InvalidInput("The edit is no JSON object.", next_step="Mend the document, or discard the edit.")
        _put(fields, path, value)
        self.type(actor, persona, json.dumps(fields, ensure_ascii=False, indent=2, allow_nan=False) + "\n")

    def take_out(self, actor: Actor, persona: Persona, path: Path) -> None:
        """Take one item out of a list of the edit. Raises as `put` does."""
        edit = self.edit(actor, persona)
        items, place = edit.value(path[:-1]), path[-1]
        if not isinstance(items, list) or not isinstance(place, int) or not 0 <= place < len(items):
            raise _nowhere(path)
        self.put(actor, persona, path[:-1], [*items[:place], *items[place + 1 :]])


def _read(document: str) -> tuple[PersonaGenome | None, tuple[Problem, ...]]:
    try:
        genome = read(document)
    except InvalidGenome as error:
        if error.problems:
            return None, tuple(Problem(line_of(document, path), path, words) for path, words in error.problems)
        line = _LINE.search(error.why)
        return None, (Problem(int(line[1]) if line else None, "", f"{error.what} {error.why}"),)
    return genome, tuple(Problem(line_of(document, path), path, words) for path, words in uncited(genome))


def _fields(document: str) -> dict[str, Any] | None:
    try:
        found = json.loads(document)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _put(fields: dict[str, Any], path: Path, value: Any) -> None:
    inner: Any = fields
    for key in path[:-1]:
        if isinstance(inner, dict) and isinstance(key, str):
            if inner.get(key) is None:
                inner[key] = {}
            inner = inner[key]
        elif isinstance(inner, list) and isinstance(key, int) and key < len(inner):
            inner = inner[key]
        else:
            raise _nowhere(path)
    last = path[-1]
    if isinstance(inner, dict) and isinstance(last, str):
        inner[last] = value
    elif isinstance(inner, list) and isinstance(last, int) and 0 <= last <= len(inner):
        inner[last : last + 1] = [value]
    else:
        raise _nowhere(path)


def _nowhere(path: Path) -> InvalidInput:
    return InvalidInput(
        f"The edit has no field {'.'.join(map(str, path))!r}.",
        next_step="Reload the page: it may have been changed in another tab.",
    )
