"""A YAML document as plain data, with the line of every field. Knows no suite.

Only plain values are made (`SafeLoader`); aliases, deep nests, duplicate keys and long documents are refused before
anything is built, so that no document can take much memory or time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from evals.suites.errors import InvalidSuite, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LARGEST: Final = 512 * 1_024
"""Bytes."""

DEEPEST: Final = 20
MOST_NODES: Final = 50_000

Path = tuple[str | int, ...]


class Document(NamedTuple):
    """The data of a document, and the line (from 1) of each field by its path."""

    data: Mapping[str, object]
    lines: Mapping[Path, int]


def read(raw: bytes, file: str) -> Document:
    """The document. Raises InvalidSuite with file and line."""
    if len(raw) > LARGEST:
        raise _wrong(file, 0, f"it has {len(raw):,} bytes; at most {LARGEST:,} are read")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(file, raw[: error.start].count(b"\n") + 1, "it is not UTF-8 text") from error
    try:
        _bounded(text, file)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines = dict(_lines(node, (), file)) if node is not None else {}
        data = yaml.SafeLoader("").construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise _wrong(file, mark.line + 1 if mark else 0, f"it is no YAML: {what}") from error
    except ValueError as error:
        raise _wrong(file, 0, f"it holds a value that cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise _wrong(file, 1, "a suite is a mapping of fields")
    return Document(data, lines)


def _bounded(text: str, file: str) -> None:
    depth = nodes = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _wrong(file, line, "anchors and aliases are not read; write the value out")
        nodes += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _wrong(file, line, f"it is nested more than {DEEPEST} deep")
        if nodes > MOST_NODES:
            raise _wrong(file, line, f"it holds more than {MOST_NODES:,} values")


def _lines(node: yaml.Node, path: Path, file: str) -> Iterator[tuple[Path, int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for at, child in enumerate(node.value):
            yield from _lines(child, (*path, at), file)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                raise _wrong(file, line, "a field's name must be plain text", path)
            if key.value in seen:
                raise _wrong(file, line, "it is given twice", (*path, key.value))
            seen.add(key.value)
            yield from _lines(child, (*path, key.value), file)
            yield (*path, key.value), line


def field(path: Path) -> str:
    """A path as it is told: `conversations[2].turns`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _wrong(file: str, line: int, what: str, path: Path = ()) -> InvalidSuite:
    return InvalidSuite(file, [Problem(file, line, field(path), what)])
