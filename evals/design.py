"""What is varied in an experiment: factors with their levels, and the arms that come of them. Plays nothing.

The first level of each factor is the base. Arms are all combinations, or the base with one thing changed at a time.
"""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from brain.errors import InvalidInput
from evals.suites.suite import Suite

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind: TypeAlias = Literal["version", "model", "judge", "field"]
Levels: TypeAlias = tuple[int, ...]
"""The level of each factor in an arm, by its place among the factor's levels; all 0 is the base."""

MOST_ARMS: Final = 32
"""Each arm is a run of the whole suite."""

AS_IS: Final = "its own"
TEMPERATURE: Final = "mind.config.temperature"
MEMORY: Final = "mind.memory.recall_limit"
NAMES: Final = {TEMPERATURE: "temperature", MEMORY: "memory"}
"""What fields are called that are varied often."""

_LONGEST: Final = 60


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Factor(_Frozen):
    """One thing that is varied: versions by number, models or judges by id, or a field of the persona by its path.

    A level None of a field leaves it as it is.
    """

    kind: Kind
    levels: Annotated[tuple[JsonValue, ...], Field(min_length=2)]
    path: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return NAMES.get(self.path, self.path.removeprefix("mind.")) if self.kind == "field" else self.kind

    def words(self, level: int) -> str:
        """A level as people read it."""
        value = self.levels[level]
        if self.kind == "field" and value is None:
            return AS_IS
        if self.path == MEMORY:
            return f"at most {value}"
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        text = text or "none"
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


class Design(_Frozen):
    """A suite that is played on personas (`ada`, `ada@3`) once for each arm, by the same seeds."""

    suite: Suite
    personas: Annotated[tuple[str, ...], Field(min_length=1)]
    factors: Annotated[tuple[Factor, ...], Field(min_length=1)]
    crossed: bool = True
    model: str = "understudy"
    user_model: str = ""
    judge_model: str = ""
    seeds: tuple[int, ...] | None = None
    most: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> Self:
        names = [one.name for one in self.factors]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"{twice!r} is varied twice")
        for one in self.factors:
            told = [json.dumps(level) for level in one.levels]
            if len(set(told)) < len(told):
                raise ValueError(f"a level of {one.name!r} is there twice")
        if any(one.kind == "version" for one in self.factors) and len(self.personas) > 1:
            raise ValueError("versions are varied of one persona at a time")
        return self

    def words(self, levels: Levels) -> str:
        """An arm as people read it: what differs from the base, or all of it for the base."""
        named = [(one.name, one.words(at), at) for one, at in zip(self.factors, levels, strict=True)]
        base = not any(levels)
        return ", ".join(f"{name}: {words}" for name, words, at in named if at or base)


def arms(design: Design) -> tuple[Levels, ...]:
    """The arms, the base first. Raises InvalidInput for more than can be played."""
    counts = [len(one.levels) for one in design.factors]
    found = tuple(product(*map(range, counts))) if design.crossed else tuple(_one_at_a_time(counts))
    if len(found) > MOST_ARMS:
        raise InvalidInput(
            f"{len(found)} arms cannot be played.",
            why=f"Each is a run of the whole suite; {MOST_ARMS} are the most.",
            next_step="Take fewer levels, or change one thing at a time.",
        )
    return found


def steps(design: Design, played: Sequence[Levels]) -> list[tuple[int, int, list[tuple[Levels, Levels]]]]:
    """For each factor and level: the pairs of played arms that differ in nothing else, the base level first."""
    there = set(played)
    found = []
    for place, factor in enumerate(design.factors):
        for level in range(1, len(factor.levels)):
            pairs = [
                (one, other)
                for one in played
                if one[place] == 0 and (other := (*one[:place], level, *one[place + 1 :])) in there
            ]
            found.append((place, level, pairs))
    return found


def _one_at_a_time(counts: Sequence[int]) -> list[Levels]:
    base = (0,) * len(counts)
    return [base, *((*base[:place], level, *base[place + 1 :])
                    for place, count in enumerate(counts) for level in range(1, count))]  # fmt: skip
