"""What a family of changes is given: one reply, its sentences, the persona, and dice. Knows no kind of drift."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from evals.inject.edit import Edit
from evals.inject.prose import sentences

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

    from brain.genome import PersonaGenome

T = TypeVar("T")


@dataclass(frozen=True)
class Session:
    """What lasts over a transcript: the persona, other voices' lines, one throw of the dice, and the lines used."""

    genome: PersonaGenome
    voices: Mapping[str, Sequence[str]]
    throw: float
    used: set[str] = field(default_factory=set)

    def constant(self, choices: Sequence[T]) -> T:
        """One of these, the same on every turn."""
        return choices[int(self.throw * len(choices))]


@dataclass(frozen=True)
class Passage:
    """One turn: what the user said, the reply, and the turn's own dice."""

    session: Session
    user: str
    reply: str
    rng: random.Random

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Where the sentences of the reply stand."""
        return sentences(self.reply)

    @property
    def genome(self) -> PersonaGenome:
        """The persona."""
        return self.session.genome

    @cached_property
    def topic(self) -> str:
        """A telling word of what the user said: the longest; `this` where there is none."""
        found: list[str] = re.findall(r"[a-z]{5,}", self.user)
        return max(found, key=len, default="this")

    def pick(self, lines: Sequence[str], **slots: str) -> str:
        """One of these lines, filled, and as long as there is one a line that this transcript does not have yet."""
        fresh = [line for line in lines if line not in self.session.used] or list(lines)
        line = fresh[self.rng.randrange(len(fresh))]
        self.session.used.add(line)
        for name, text in {"topic": self.topic, **slots}.items():
            line = line.replace(f"{{{name}}}", text)
        return line

    def chance(self, share: float) -> bool:
        """True with this probability."""
        return self.rng.random() < share

    def of(self, span: tuple[int, int]) -> str:
        """The text of a sentence."""
        return self.reply[span[0] : span[1]]

    def behind(self, span: tuple[int, int], line: str) -> Edit:
        """The line put behind a sentence."""
        return Edit(span[1], span[1], line if line.startswith("\n") else f" {line}")

    def front(self, line: str) -> Edit:
        """The line put in front of the reply."""
        return Edit(0, 0, f"{line} ")

    def each(self, made: Callable[[str], str]) -> list[Edit]:
        """Every sentence replaced by what `made` makes of it; an empty result leaves it as it is."""
        found = [(span, made(self.of(span))) for span in self.sentences]
        return [Edit(*span, text) for span, text in found if text]


@cache
def table(name: str) -> Mapping[str, Any]:
    """One of the lists beside this module."""
    text = files("evals.inject").joinpath("lists", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
