"""The kinds of cell and their fields, and which earlier results a cell reads. Runs nothing."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

    from store.notebook_values import Cell

CellKind = Literal["markdown", "sql", "probe", "chart", "eval"]
ChartKind = Literal["dots", "line", "bars", "spread"]

MOST_WORDS: Final = 40
"""Turns of a probe's conversation at most."""

MOST_REPEATS: Final = 50
MOST_ARMS: Final = 12
"""Versions times models of a probe at most."""

NEWEST, PREVIOUS = "newest", "previous"

Short = Annotated[str, Field(max_length=200)]


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Markdown(_Fields):
    """Words, as Markdown without HTML."""

    text: Annotated[str, Field(max_length=100_000)] = ""


class Sql(_Fields):
    """A question over the warehouse and the results of cells above, by their names."""

    query: Annotated[str, Field(max_length=20_000)] = ""


class Probe(_Fields):
    """Words said to a persona, turn by turn, in `repeats` conversations that begin with the seeds from `seed` on.

    Every version (`newest`, `previous` or a number) is played by every model; `drift` puts drift in on purpose, as
    type:dose:from-turn.
    """

    persona: Short = ""
    versions: Annotated[tuple[Short, ...], Field(min_length=1, max_length=MOST_ARMS)] = (NEWEST,)
    models: Annotated[tuple[Short, ...], Field(min_length=1, max_length=MOST_ARMS)] = ("understudy",)
    words: Annotated[tuple[Annotated[str, Field(max_length=4_000)], ...], Field(max_length=MOST_WORDS)] = ()
    repeats: Annotated[int, Field(ge=1, le=MOST_REPEATS)] = 6
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    drift: Short = ""


class Chart(_Fields):
    """A chart of a result above: `of` is its name, the others are columns of it; empty for none."""

    of: Short = ""
    kind: ChartKind = "dots"
    x: Short = ""
    y: Short = ""
    colour: Short = ""
    low: Short = ""
    high: Short = ""
    title: Annotated[str, Field(max_length=300)] = ""


class EvalRun(_Fields):
    """A suite of evals on personas (`ada@3` for version 3); at most `most` of its conversations, 0 for all."""

    suite: Short = "style"
    personas: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    model: Short = "understudy"
    seeds: Annotated[tuple[Annotated[int, Field(ge=0, lt=2**31)], ...], Field(max_length=100)] = ()
    most: Annotated[int, Field(ge=0, le=10_000)] = 0


Fields: TypeAlias = Markdown | Sql | Probe | Chart | EvalRun

KINDS: Final[Mapping[CellKind, type[Fields]]] = {
    "markdown": Markdown,
    "sql": Sql,
    "probe": Probe,
    "chart": Chart,
    "eval": EvalRun,
}
TITLES: Final[Mapping[CellKind, str]] = {
    "markdown": "Text",
    "sql": "SQL",
    "probe": "Chat probe",
    "chart": "Chart",
    "eval": "Eval run",
}
NAMES: Final[Mapping[CellKind, str]] = {
    "markdown": "text",
    "sql": "answer",
    "probe": "probe",
    "chart": "chart",
    "eval": "scores",
}
"""What a new cell's result is called."""

MEANS: Final = "_means"
"""A probe has two results: its turns under its name, and the means of its arms under its name with this behind it."""


def kind_of(cell: Cell) -> CellKind:
    """The kind of a cell; text for one that is not known."""
    return next((one for one in KINDS if one == cell.kind), "markdown")


def fields_of(cell: Cell) -> Fields:
    """The fields of a cell. Raises InvalidInput, naming the one that is wrong."""
    return checked(kind_of(cell), cell.fields)


def checked(kind: CellKind, fields: Mapping[str, Any]) -> Fields:
    """Fields of a kind of cell. Raises InvalidInput, naming the one that is wrong."""
    try:
        return KINDS[kind].model_validate(dict(fields))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(one) for one in first["loc"])
        raise InvalidInput(
            f"The cell cannot be kept: {where}.", why=f"{first['msg']}.", next_step="Correct this field."
        ) from None


def document(fields: Fields) -> dict[str, JsonValue]:
    """The fields as they are stored."""
    found: dict[str, JsonValue] = fields.model_dump(mode="json")
    return found


def tables_of(cell: Cell) -> tuple[str, ...]:
    """The names of the results that a cell gives."""
    match kind_of(cell):
        case "sql" | "eval":
            return (cell.name,)
        case "probe":
            return cell.name, f"{cell.name}{MEANS}"
        case _:
            return ()


def reads(cell: Cell, above: Sequence[Cell]) -> dict[str, str]:
    """Names of results above that a cell reads, each with the id of the cell that gives it."""
    given = {name: one.id for one in above for name in tables_of(one)}
    fields = cell.fields
    if kind_of(cell) == "chart":
        of = str(fields.get("of", ""))
        return {of: given[of]} if of in given else {}
    if kind_of(cell) == "sql":
        words = set(re.findall(r"[a-z_][a-z0-9_]*", str(fields.get("query", "")).lower()))
        return {name: given[name] for name in given if name in words}
    return {}


def fingerprint(cell: Cell) -> str:
    """A mark of what a cell is, without its place."""
    made = json.dumps([cell.kind, cell.name, dict(cell.fields)], sort_keys=True)
    return hashlib.sha256(made.encode()).hexdigest()[:20]
