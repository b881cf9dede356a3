"""Raw rows in the columns of the warehouse, worked out by DuckDB: it reads JSON on all columns at once, without Python.

Knows no database of rows and no file.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from store.warehouse.columns import COUNTED, SIGNALS, TABLES

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

_EMOTION: Final = {
    "primary": "VARCHAR",
    "name": "VARCHAR",
    "confidence": "FLOAT",
    "vad": {"valence": "FLOAT", "arousal": "FLOAT", "dominance": "FLOAT"},
    "trend": "VARCHAR",
    "slope": {"value": "FLOAT"},
    "tier": "VARCHAR",
    "triggers": [{"text": "VARCHAR"}],
    "heard": ["JSON"],
}
_SHAPES: Final = {
    "user_emotion": _EMOTION,
    "persona_emotion": _EMOTION,
    "state": {"mood": "VARCHAR", "energy": "FLOAT", "relationship": "FLOAT"},
    "judged": {"verdict": "VARCHAR", "score": "DOUBLE"},
    "instruction": {"type": "VARCHAR", "dose": "FLOAT", "from_turn": "INTEGER"},
}
_SIGNALS: Final = [{"name": "VARCHAR", "z": "FLOAT", "value": "FLOAT"}]


def shaped(connection: DuckDBPyConnection, name: str, raw: pa.Table) -> pa.Table:
    """The rows of a table of the warehouse out of raw ones. The connection is the caller's alone."""
    connection.register("raw", raw)
    try:
        return connection.sql(_query(name)).to_arrow_table().cast(TABLES[name])
    finally:
        connection.unregister("raw")


@cache
def _query(name: str) -> str:
    if name != "turns":
        at = '"at"' if name == "scores" else "created_at"
        own = {field: field for field in TABLES[name].names} | {"day": f"{at}::DATE"}
        return f"SELECT {_listed(own)} FROM raw"
    told = {field: field for field in TABLES[name].names} | {"day": "created_at::DATE"}
    told |= _emotion("user") | _emotion("persona")
    told |= dict.fromkeys(("mood", "energy", "relationship"), "")
    told |= {one: f"state_read.{one}" for one in ("mood", "energy", "relationship")}
    told |= {f"judged_{one}": f"judged_read.{one}" for one in ("verdict", "score")}
    # The label that was heard stands before how sure that was.
    told["persona_heard"] = "persona_emotion_read.heard[1]->>'$'"
    in_force = "turn_index >= instruction_read.from_turn"
    told |= {f"injected_{one}": f"CASE WHEN {in_force} THEN instruction_read.{one} END" for one in ("type", "dose")}
    read = ", ".join(f"from_json({one}, '{json.dumps(shape)}') AS {one}_read" for one, shape in _SHAPES.items())
    signals = {f"z_{column}": ("z", signal) for signal, column in SIGNALS.items()}
    signals |= {column: ("value", signal) for signal, column in COUNTED.items()}
    found = ", ".join(f"max({what}) FILTER (name = '{signal}') AS {one}" for one, (what, signal) in signals.items())
    return f"""
        WITH given AS (SELECT *, row_number() OVER () AS number, {read} FROM raw),
        signal AS (SELECT number, unnest(from_json(signals, '{json.dumps(_SIGNALS)}'), recursive := true) FROM given),
        measured AS (SELECT number, {found} FROM signal GROUP BY number)
        SELECT {_listed(told)} FROM given LEFT JOIN measured USING (number)"""


def _emotion(whose: str) -> dict[str, str]:
    read = f"{whose}_emotion_read"
    told = {f"{whose}_{one}": f"{read}.{one}" for one in ("confidence", "trend", "tier")}
    told |= {f"{whose}_{one}": f"{read}.vad.{one}" for one in ("valence", "arousal", "dominance")}
    return told | {
        f"{whose}_emotion": f"{read}.primary",
        f"{whose}_emotion_name": f"coalesce({read}.name, '')",
        f"{whose}_slope": f"{read}.slope.value",
        f"{whose}_triggers": f"coalesce(array_to_string({_one_a_line(read)}, chr(10)), '')",
    }


def _one_a_line(read: str) -> str:
    return f"[replace(one.text, chr(10), ' ') FOR one IN {read}.triggers]"


def _listed(told: dict[str, str]) -> str:
    return ", ".join(f"{source} AS {field}" for field, source in told.items())
