"""What conversations, minutes and turns cost, unit by unit, for estimates that need their spread. Knows no interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import pyarrow.compute as pc

from store.warehouse.asking import WITHIN, ask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from store.actor import Actor
    from store.warehouse.warehouse import Warehouse
    from store.warehouse.window import Window

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

Arms = Literal["version", "model"]
"""Between what turns are compared."""

TIMED: Final = ("speech", "video", "listening")
"""Operations that are counted in minutes."""

CONVERSATIONS: Final = f"""
SELECT session_id, any_value(persona_id) AS persona_id, CAST(coalesce(sum(cost_microdollars), 0) AS BIGINT) AS cost,
  count(*) > count(cost_microdollars) AS unknown
FROM usage WHERE session_id IS NOT NULL AND {WITHIN} GROUP BY session_id
"""  # noqa: S608 - our own names

_TIMED: Final = f"""
SELECT operation, {{unit}} AS unit, count(*) AS calls,
  count(*) - count(cost_microdollars) AS unpriced, count(*) FILTER (seconds IS NULL OR seconds <= 0) AS untimed,
  CAST(coalesce(sum(cost_microdollars) FILTER (seconds > 0), 0) AS BIGINT) AS cost,
  coalesce(sum(seconds) FILTER (seconds > 0 AND cost_microdollars IS NOT NULL), 0.0) AS seconds
FROM usage WHERE {{which}} AND operation IN ({", ".join(f"'{one}'" for one in TIMED)}) AND {WITHIN}
GROUP BY operation, unit"""  # noqa: S608 - our own names

# The ids of calls are read for those alone that belong to no conversation.
MINUTES: Final = f"""
{_TIMED.format(unit="session_id", which="session_id IS NOT NULL")}
UNION ALL
{_TIMED.format(unit="id", which="session_id IS NULL")}
ORDER BY operation, unit
"""

_COUNTED: Final = (
    "over", "calls", "unpriced", "microdollars", "input", "output", "cache_read", "cache_write",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """What each conversation cost, in micro-dollars, those with a call of unknown price left out and counted."""

    costs: Counts
    unknown: int
    dearest: tuple[tuple[str, str, int], ...]
    """Session, persona and micro-dollars of the dearest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Micro-dollars and seconds of an operation by conversation; a call outside of any is one of its own.

    Only calls of which price and seconds are known; `unpriced` and `untimed` count the others.
    """

    operation: str
    costs: Counts
    seconds: Floats
    calls: int
    unpriced: int
    untimed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmTurns:
    """Turns of an arm by conversation: micro-dollars and how many they are known of; scores and how many there are.

    `persona` is the one that a version is of, empty for models.
    """

    name: str
    persona: str
    costs: Floats
    costed: Floats
    scores: Floats
    scored: Floats
    turns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Tokens of text calls of a model on a day (UTC) whose prompts were longer than `over` of the given lengths."""

    provider: str
    model: str
    day: date
    over: int
    calls: int
    unpriced: int
    microdollars: int
    input: int
    output: int
    cache_read: int
    cache_write: int


def conversations(warehouse: Warehouse, actor: Actor, window: Window, *, dearest: int = 5) -> Conversations:
    """What each conversation cost within a window. Raises the StoreErrors."""
    found = ask(warehouse, actor, CONVERSATIONS, window)
    unknown, costs = _array(found, "unknown").astype(bool), _array(found, "cost")
    return Conversations(costs=costs[~unknown], unknown=int(unknown.sum()), dearest=_dearest(found, dearest))


def _dearest(found: pa.Table, most: int) -> tuple[tuple[str, str, int], ...]:
    """Those that cost most, and of equal ones the first by id: without sorting all of them."""
    keys = [("cost", "descending"), ("session_id", "ascending")]
    rows = pc.take(found, pc.select_k_unstable(found, most, sort_keys=keys)).to_pylist()
    return tuple((row["session_id"], row["persona_id"] or "", row["cost"]) for row in rows if row["cost"])


def minutes(warehouse: Warehouse, actor: Actor, window: Window) -> tuple[Minutes, ...]:
    """What speech, video and listening took, those alone of which there was a call. Raises the StoreErrors."""
    found = ask(warehouse, actor, MINUTES, window)
    return tuple(
        _minutes(operation, {name: column[own] for name, column in _numbers(found).items()})
        for operation, own in _by(found, "operation")
    )


def arms(warehouse: Warehouse, actor: Actor, window: Window, *, by: Arms) -> tuple[tuple[ArmTurns, ...], int]:
    """Replies by version or model, the most turns first, and how many turns were left out since they drift on purpose.

    The cost is that of the reply alone; copied turns of forks and failed ones are left out. Raises the StoreErrors.
    """
    found = ask(warehouse, actor, arms_question(by), window)
    columns = _numbers(found)
    plain = columns["injected"] == 0
    made = tuple(
        ArmTurns(
            name=name,
            persona=found["persona"][int(own.argmax())].as_py(),
            costs=columns["cost"][own],
            costed=columns["costed"][own].astype(float),
            scores=columns["score"][own],
            scored=columns["scored"][own].astype(float),
            turns=int(columns["turns"][own].sum()),
        )
        for name, own in ((name, mine & plain) for name, mine in _by(found, "arm"))
        if own.any()
    )
    return tuple(sorted(made, key=lambda one: (-one.turns, one.name))), int(columns["turns"][~plain].sum())


def arms_question(by: Arms) -> str:
    """The question behind `arms`. A conversation has one version, and may have several models."""
    told = {
        "version": ("any_value(version_id) AS arm, any_value(persona_id) AS persona", "session_id"),
        "model": ("provider || '/' || model AS arm, '' AS persona", "session_id, provider, model"),
    }
    arm, grouped = told[by]
    return f"""
SELECT {arm}, session_id, count(*) AS turns,
  CAST(coalesce(sum(llm_cost_microdollars), 0) AS DOUBLE) AS cost, count(llm_cost_microdollars) AS costed,
  coalesce(sum(score), 0.0) AS score, count(score) AS scored, count(injected_type) AS injected
FROM turns WHERE NOT copied AND status <> 'failed' AND {WITHIN} GROUP BY {grouped}
"""  # noqa: S608 - our own names


def tokens(warehouse: Warehouse, actor: Actor, window: Window, *, lengths: tuple[int, ...] = ()) -> tuple[Tokens, ...]:
    """Tokens of text calls by what decides their price: model, day in UTC, and how many of `lengths` a prompt exceeds.

    Raises the StoreErrors.
    """
    rows = ask(warehouse, actor, tokens_question(lengths), window).to_pylist()
    return tuple(
        Tokens(
            provider=row["provider"],
            model=row["model"],
            day=row["day"],
            **{name: int(row[name]) for name in _COUNTED},
        )
        for row in rows
    )


def tokens_question(lengths: tuple[int, ...]) -> str:
    """The question behind `tokens`."""
    prompt = "(input_tokens + cache_read_tokens + cache_write_tokens)"
    over = " + ".join(f"CAST({prompt} > {int(length)} AS INTEGER)" for length in lengths) or "0"
    sums = ", ".join(f"sum({kind}_tokens) AS {kind}" for kind in ("input", "output", "cache_read", "cache_write"))
    return f"""
SELECT provider, model, day, {over} AS over, count(*) AS calls,
  count(*) - count(cost_microdollars) AS unpriced, coalesce(sum(cost_microdollars), 0) AS microdollars, {sums}
FROM usage WHERE operation = 'text' AND {WITHIN} GROUP BY ALL ORDER BY ALL
"""  # noqa: S608 - our own names and whole numbers


def _minutes(operation: str, own: Mapping[str, NDArray[Any]]) -> Minutes:
    timed = own["seconds"] > 0
    return Minutes(
        operation=operation,
        costs=own["cost"][timed],
        seconds=own["seconds"][timed],
        calls=int(own["calls"].sum()),
        unpriced=int(own["unpriced"].sum()),
        untimed=int(own["untimed"].sum()),
    )


def _by(found: pa.Table, name: str) -> list[tuple[str, NDArray[np.bool_]]]:
    """Each word of a column, in its order, and the rows that it is in."""
    coded = found[name].combine_chunks().dictionary_encode()
    places = coded.indices.to_numpy()
    return [(word, places == at) for at, word in enumerate(coded.dictionary.to_pylist())]


def _numbers(found: pa.Table) -> dict[str, NDArray[Any]]:
    """The columns that hold numbers."""
    return {
        field.name: _array(found, field.name)
        for field in found.schema
        if str(field.type) in {"int64", "int32", "double"}
    }


def _array(found: pa.Table, name: str) -> NDArray[Any]:
    """A column without nulls, as numbers."""
    column: NDArray[Any] = found[name].to_numpy()
    return column
