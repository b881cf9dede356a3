"""Users who say lines that were written before: in order, or drawn by a seed. They do not listen."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from evals.simulators.user import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.simulators.user import Heard
    from evals.suites.names import Bank


@dataclass(frozen=True)
class Script:
    """Says `lines` in order, then `after` again and again; without `after` it begins anew, which leaves its script."""

    lines: tuple[str, ...]
    after: tuple[str, ...] = ()

    def say(self, turn: int, heard: Sequence[Heard]) -> Line:  # noqa: ARG002 - it does not listen
        """The line of that turn."""
        at = turn - 1
        if at < len(self.lines):
            return Line(self.lines[at])
        if self.after:
            return Line(self.after[(at - len(self.lines)) % len(self.after)])
        return Line(self.lines[at % len(self.lines)], off="its lines were used up, so it began again")


@dataclass(frozen=True)
class Drawn:
    """Says lines in an order drawn by the seed, each once before any is said again."""

    lines: tuple[str, ...]
    seed: int

    def say(self, turn: int, heard: Sequence[Heard]) -> Line:  # noqa: ARG002 - it does not listen
        """The line of that turn."""
        going, at = divmod(turn - 1, len(self._unlike))
        return Line(self._round(going)[at])

    @cached_property
    def _unlike(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.lines))

    def _round(self, number: int) -> list[str]:
        order = list(self._unlike)
        random.Random(f"{self.seed}|{number}").shuffle(order)  # noqa: S311 - a recipe, not cryptography
        return order


@cache
def bank(name: Bank) -> tuple[str, ...]:
    """The lines of a bank."""
    text = files("evals.simulators").joinpath("banks.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[name])
