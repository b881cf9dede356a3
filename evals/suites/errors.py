"""What is wrong with a suite, at its place. Knows no YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 8
"""So many problems are told in the message; all of them are in `problems`."""


class Problem(NamedTuple):
    """One thing that is wrong: file, line (from 1; 0 unknown), field as a path, and what is wrong."""

    file: str
    line: int
    field: str
    what: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.what}" if self.field else f"{place}: {self.what}"


class InvalidSuite(InvalidInput):
    """A suite that cannot be used; `problems` lists every place."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        told = "\n".join(f"  {problem}" for problem in self.problems[:SHOWN])
        more = len(self.problems) - SHOWN
        super().__init__(
            f"The suite {name!r} cannot be used.",
            why=f"At these places:\n{told}" + (f"\n  and {more} more" if more > 0 else "") + "\n",
            next_step="Mend them; docs/suite.schema.json says what a suite may hold.",
        )
