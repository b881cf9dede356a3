from __future__ import annotations

import ast
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import evals.inject

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOM = Path(evals.inject.__file__).parent
ALLOWED = ("__future__", "collections", "dataclasses", "functools", "hashlib", "importlib", "random", "re", "tomllib")
ALLOWED_OURS = ("brain.errors", "brain.genome", "brain.models.chat", "evals.inject")
OTHERS = ("brain/drift", "brain/style", "brain/emotion", "brain/models/understudy")


def imported(path: Path) -> Iterator[str]:
    """Every module that a file names in an import."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def texts(value: Any) -> Iterator[str]:
    """Every key and text in a table."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from texts(inside)
    elif isinstance(value, str):
        yield value


def lists(room: Path) -> dict[str, frozenset[str]]:
    """The entries of every word list in a room, by file, in small letters."""
    return {
        str(path.relative_to(room)): frozenset(
            text.strip().lower() for text in texts(tomllib.loads(path.read_text(encoding="utf-8")))
        )
        for path in sorted(room.rglob("*.toml"))
    }


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.stem)
def test_it_imports_nothing_that_measures(path: Path) -> None:
    """Neither a signal, nor what signals are made of, nor the understudy's own drift is imported."""
    for module in imported(path):
        plain = module.split(".")[0] in (*ALLOWED, "types", "typing")
        assert plain or any(module == ours or module.startswith(f"{ours}.") for ours in ALLOWED_OURS), module


@pytest.mark.parametrize("room", OTHERS)
def test_no_line_is_shared(room: str) -> None:
    """No entry of three words or more stands in a list of a signal, of the style it rests on, or of the understudy."""
    package = files(room.replace("/", "."))
    theirs = frozenset().union(*lists(Path(str(package))).values())
    ours = frozenset().union(*lists(ROOM).values())
    assert not {text for text in ours & theirs if len(text.split()) >= 3}


@pytest.mark.parametrize("room", OTHERS)
def test_no_list_is_taken_over(room: str) -> None:
    """Single words are the language's, but no list here is made up by half from one of theirs."""
    for name, ours in lists(ROOM).items():
        for theirs in lists(Path(str(files(room.replace("/", "."))))).values():
            assert len(ours & theirs) <= len(ours) / 2, name
