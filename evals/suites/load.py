"""Suites from YAML files: those that ship, and those of a folder. Knows no model and no run.

`extends` names another suite: its fields are taken over, its conversations, scorers and gates come first.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import ValidationError

from brain.errors import NotFound
from evals.suites.document import Path, field, read
from evals.suites.errors import InvalidSuite, Problem
from evals.suites.suite import Suite

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path as File

SUFFIX: Final = ".yaml"
ADDED: Final = ("conversations", "scorers", "gates")
"""Lists that a suite adds to those of the suite it extends."""

LONGEST: Final = 10
"""A suite may extend a suite that extends another, so many deep."""


class _Source(NamedTuple):
    data: dict[str, object]
    places: dict[Path, tuple[str, int]]


def names() -> tuple[str, ...]:
    """The suites that ship, in alphabetical order."""
    found = (entry.name for entry in _shipped().iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX)))


def load(name: str, *, folder: File | None = None) -> Suite:
    """The suite of this name from `folder`, or one that ships. Raises NotFound and InvalidSuite."""
    return _made(_merged(name, folder, ()), name)


def load_file(path: File) -> Suite:
    """The suite of a file; what it extends is sought beside it, then among those that ship.

    Raises NotFound and InvalidSuite.
    """
    return load(path.name.removesuffix(SUFFIX), folder=path.parent)


def parse(raw: bytes, *, file: str = "suite.yaml") -> Suite:
    """The suite of a document; it may extend one that ships. Raises InvalidSuite."""
    return _made(_extended(raw, file, None, ()), file)


def _merged(name: str, folder: File | None, chain: tuple[str, ...]) -> _Source:
    source = _file(name, folder)
    return _extended(source.read_bytes(), str(source.name), folder, (*chain, name))


def _extended(raw: bytes, file: str, folder: File | None, chain: tuple[str, ...]) -> _Source:
    document = read(raw, file)
    data = dict(document.data)
    own = _Source(data, {path: (file, line) for path, line in document.lines.items()})
    parent = data.get("extends")
    if not isinstance(parent, str):
        return own
    _, line = own.places.get(("extends",), (file, 0))
    if parent in chain or len(chain) >= LONGEST:
        told = " → ".join((*chain, parent))
        what = f"a cycle: {told}" if parent in chain else f"more than {LONGEST} suites deep: {told}"
        raise InvalidSuite(file, [Problem(file, line, "extends", what)])
    try:
        base = _merged(parent, folder, chain)
    except NotFound as error:
        raise InvalidSuite(file, [Problem(file, line, "extends", str(error))]) from error
    return _joined(base, own)


def _joined(base: _Source, own: _Source) -> _Source:
    data, places = {**base.data, **own.data}, {**base.places, **own.places}
    for name in ADDED:
        first, then = base.data.get(name), own.data.get(name)
        if isinstance(first, list) and isinstance(then, list):
            data[name] = [*first, *then]
            places |= {path: place for path, place in base.places.items() if path[:1] == (name,)}
            for path, place in own.places.items():
                if path[:1] == (name,) and len(path) > 1 and isinstance(path[1], int):
                    places[name, path[1] + len(first), *path[2:]] = place
    return _Source(data, places)


def _made(source: _Source, name: str) -> Suite:
    try:
        # In JSON a list may stand for a tuple while everything else is read strictly.
        return Suite.model_validate_json(json.dumps(source.data))
    except ValidationError as error:
        problems = [_problem(one["loc"], one["msg"], source.places, name) for one in error.errors()]
    except (TypeError, ValueError) as error:
        problems = [Problem(name, 0, "", f"it holds a value that is no text, number, list or mapping: {error}")]
    raise InvalidSuite(name, problems)


def _problem(loc: Path, message: str, places: Mapping[Path, tuple[str, int]], name: str) -> Problem:
    path: Path = ()
    for part in loc:
        # Of a union Pydantic names the member that was tried, which stands nowhere in the document.
        if (*path, part) in places or part == loc[-1]:
            path = (*path, part)
    known = next((path[:size] for size in range(len(path), -1, -1) if path[:size] in places), ())
    file, line = places.get(known, (name, 0))
    return Problem(file, line, field(path), message.removeprefix("Value error, "))


def _file(name: str, folder: File | None) -> Traversable:
    plain = all(letter.isalnum() or letter in "_-" for letter in name) and name != ""
    for place in (folder, _shipped()):
        if place is not None and plain and (found := place.joinpath(name + SUFFIX)).is_file():
            return found
    raise NotFound(
        f"There is no suite {name!r}.",
        why=f"These ship: {', '.join(names())}.",
        next_step="Use one of them, or give the folder in which yours lies.",
    )


def _shipped() -> Traversable:
    return files("evals.suites").joinpath("shipped")
