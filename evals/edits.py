"""One change of a genome: a field put to another value, or taken out; and the fields that can be taken out at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Literal

from brain.errors import InvalidGenome, InvalidInput
from brain.genome import content_hash, read
from brain.genome.big_five import FACETS
from brain.genome.difference import difference
from brain.genome.genome import PersonaGenome
from brain.genome.mind import MindDNA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import JsonValue

By = Literal["entry", "list"]

_MIND: Final = "mind"
_ABOUT: Final = ("tagline", "description", "domains")
_UNSAID: Final = frozenset({"facets", "memory", "config"})
"""Not fields of their own here: facets go with their factor, and the others are settings."""
_NAMED: Final = 12


def put(genome: PersonaGenome, path: str, value: object) -> PersonaGenome:
    """The genome with the field at `path` (`mind.communication.humor`, `mind.beliefs.2.statement`) set to a JSON value.

    Raises InvalidInput for a path that is not there, or of the slug, by which a persona is told from others, and
    InvalidGenome for a value that does not fit.
    """
    if path == "metadata.slug":
        raise InvalidInput("The slug cannot be another one.", why="It names the persona.", next_step="Change the name.")
    document = genome.model_dump(mode="json")
    keys = path.split(".")
    parent = _parent(document, keys)
    key: str | int = int(keys[-1]) if isinstance(parent, list) else keys[-1]
    if not isinstance(parent, list) or key != len(parent):
        _need(parent, keys[-1], keys[:-1])
        parent[key] = value
    else:
        parent.append(value)
    return read(document)


def without(genome: PersonaGenome, path: str) -> PersonaGenome:
    """The genome without the entry of a list, or with the field at its default; a factor takes its facets with it.

    Raises InvalidInput for a path that is not there, that has no default, or where nothing would change, and
    InvalidGenome where the rest does not hold together without it.
    """
    document = genome.model_dump(mode="json")
    keys = path.split(".")
    parent = _parent(document, keys)
    _need(parent, keys[-1], keys[:-1])
    if isinstance(parent, list):
        del parent[int(keys[-1])]
    else:
        defaults = _defaults(genome)
        usual = _parent(defaults, keys)
        if keys[-1] not in usual:
            raise InvalidInput(
                f"{path!r} cannot be taken out.", why="A persona must have it.", next_step="Put another value there."
            )
        parent[keys[-1]] = usual[keys[-1]]
        for facet in FACETS.get(keys[-1], ()) if keys[:-1] == [_MIND, "big_five"] else ():
            document[_MIND]["facets"][facet] = defaults[_MIND]["facets"][facet]
    found = read(document)
    if content_hash(found) == content_hash(genome):
        raise InvalidInput(
            f"Taking {path!r} out changes nothing.", why="It says what it says anyway.", next_step="Choose another."
        )
    return found


def changed_words(before: PersonaGenome, after: PersonaGenome) -> str:
    """What differs, in words."""
    changes = difference(before, after).changes
    return "; ".join(one.words for one in changes[:3]) + (f" and {len(changes) - 3} more" if len(changes) > 3 else "")  # noqa: PLR2004 - three are read at a glance


def droppable(genome: PersonaGenome, *, by: By = "entry", within: Sequence[str] = ()) -> tuple[str, ...]:
    """The paths of what can be taken out, in the order of the document.

    These are entries of lists, or whole lists with `by` list, and fields that differ from their default. `within` keeps
    those that begin with one of its paths.
    Of the mind and of what is told of the persona: looks, voice, motion, memory and settings are left out.
    """
    found = [path for path in _all(genome, by) if not within or any(_begins(path, start) for start in within)]
    kept = []
    for path in found:
        try:
            without(genome, path)
        except (InvalidInput, InvalidGenome):
            continue
        kept.append(path)
    return tuple(kept)


def _all(genome: PersonaGenome, by: By) -> Iterator[str]:
    about = genome.metadata.model_dump(mode="json")
    for name in _ABOUT:
        yield from _entries(f"metadata.{name}", about[name], by)
    mind = genome.mind.model_dump(mode="json")
    for name in MindDNA.model_fields:
        if name not in _UNSAID:
            yield from _entries(f"{_MIND}.{name}", mind[name], by)


def _entries(path: str, value: Any, by: By) -> Iterator[str]:
    if isinstance(value, list) and by == "entry":
        yield from (f"{path}.{at}" for at in range(len(value)))
    elif isinstance(value, dict) and "vad" not in value:
        for name, inner in value.items():
            yield from _entries(f"{path}.{name}", inner, by)
    else:
        yield path


def _begins(path: str, start: str) -> bool:
    return path == start or path.startswith(f"{start}.")


def _defaults(genome: PersonaGenome) -> dict[str, Any]:
    """A persona of that name with nothing else said, as a document without what must be given."""
    bare = PersonaGenome(metadata=type(genome.metadata)(name=genome.name, slug=genome.metadata.slug))
    document = bare.model_dump(mode="json")
    for must in ("name", "slug"):
        del document["metadata"][must]
    return document


def _parent(document: dict[str, Any], keys: Sequence[str]) -> Any:
    """What the last key is in. Raises InvalidInput for a path that is not there."""
    place: Any = document
    for at, key in enumerate(keys[:-1]):
        _need(place, key, keys[:at])
        place = place[int(key) if isinstance(place, list) else key]
    if not isinstance(place, (dict, list)):
        _refuse(keys, "It goes on where there is nothing inside.")
    if isinstance(place, list) and not keys[-1].isdecimal():
        _refuse(keys, "An entry of a list is named by its place, counted from 0.")
    return place


def _need(place: Any, key: str, before: Sequence[str]) -> None:
    if isinstance(place, list):
        if not key.isdecimal() or int(key) >= len(place):
            _refuse([*before, key], f"{'.'.join(before)!r} has {len(place)} entries, counted from 0.")
    elif not isinstance(place, dict) or key not in place:
        known = list(place) if isinstance(place, dict) else []
        named = ", ".join(known[:_NAMED]) + (" …" if len(known) > _NAMED else "")
        _refuse([*before, key], f"There are: {named}." if known else "There is nothing inside.")


def _refuse(keys: Sequence[str], why: str) -> None:
    raise InvalidInput(
        f"The persona has no field {'.'.join(keys)!r}.", why=why, next_step="`personaforge persona` shows its document."
    )


def parsed(value: str) -> JsonValue:
    """A JSON value from the command line; what is no JSON is taken as text."""
    try:
        loaded: JsonValue = json.loads(value)
    except ValueError:
        return value
    return loaded
