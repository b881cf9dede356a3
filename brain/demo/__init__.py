"""The demo personas: reviewed genome documents that lie beside this module. Knows no database and no model."""

from __future__ import annotations

from importlib import resources
from typing import Final

from brain.errors import NotFound
from brain.genome import PersonaGenome, read

SUFFIX: Final = ".persona.json"
"""How the file name of every demo persona ends; what stands before it is the slug."""


def names() -> tuple[str, ...]:
    """The slugs of the demo personas, in alphabetical order."""
    files = (entry.name for entry in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in files if name.endswith(SUFFIX)))


def load(slug: str) -> PersonaGenome:
    """The demo persona with this slug.

    Raises NotFound for a slug that `names` does not list, and InvalidGenome for a file that was damaged.
    """
    if slug not in names():
        raise NotFound(
            f"There is no demo persona {slug!r}.",
            why=f"These ship with the studio: {', '.join(names())}.",
            next_step="Use one of these slugs.",
        )
    return read(resources.files(__name__).joinpath(slug + SUFFIX).read_bytes())


def load_all() -> tuple[PersonaGenome, ...]:
    """Every demo persona, in the order of `names`."""
    return tuple(load(slug) for slug in names())
