"""Rows of the database as Arrow tables of the warehouse's columns. Knows no file."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from sqlalchemy import func, select, true

from store.tables import interactions, personas, readings, runs, scores, sessions, turn_ratings, usage, versions
from store.warehouse.columns import COUNTED, PERSONAS, SIGNALS, TABLES, VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from store.actor import Actor

_TURNS: Final = (
    select(
        interactions,
        readings,
        sessions.c.version_id,
        turn_ratings.c.thumb,
        turn_ratings.c.stars,
        func.length(interactions.c.user_message).label("user_characters"),
        func.length(interactions.c.persona_response).label("reply_characters"),
    )
    .join(readings, readings.c.interaction_id == interactions.c.id)
    .join(sessions, sessions.c.id == interactions.c.session_id)
    # An admin may have rated it too; a turn has the word of whose conversation it is.
    .outerjoin(
        turn_ratings,
        (turn_ratings.c.interaction_id == interactions.c.id) & (turn_ratings.c.user_id == interactions.c.user_id),
    )
)
_USAGE: Final = select(usage, sessions.c.version_id, sessions.c.mode).outerjoin(
    sessions, sessions.c.id == usage.c.session_id
)
_RUNS: Final = select(runs).where(runs.c.deleted_at.is_(None))
_SCORES: Final = select(scores).join(runs, runs.c.id == scores.c.run_id).where(runs.c.deleted_at.is_(None))
_PERSONAS: Final = select(personas.c.id, personas.c.slug, personas.c.name, personas.c.is_demo)
_VERSIONS: Final = select(
    versions.c.id, versions.c.persona_id, versions.c.number, versions.c.message, versions.c.created_at
)

QUERIES: Final[Mapping[str, Select[Any]]] = {"turns": _TURNS, "usage": _USAGE, "runs": _RUNS, "scores": _SCORES}
"""What is read for each table of the warehouse; narrow it by a further `where`."""


def table(name: str, rows: Iterable[Row[Any]]) -> pa.Table:
    """Rows that one of the `QUERIES` gave, in the columns of that table."""
    schema = TABLES[name]
    records = [_turn(row) for row in rows] if name == "turns" else [row._mapping for row in rows]  # noqa: SLF001
    return pa.Table.from_pylist([{field: one[field] for field in schema.names} for one in records], schema=schema)


def of_personas(connection: Connection, actor: Actor) -> pa.Table:
    """The personas that the actor may see, deleted ones of their own among them."""
    return _plain(connection, _PERSONAS.where(_seen(actor)), PERSONAS)


def of_versions(connection: Connection, actor: Actor) -> pa.Table:
    """The versions of the personas that the actor may see."""
    query = _VERSIONS.join(personas, personas.c.id == versions.c.persona_id)
    return _plain(connection, query.where(_seen(actor)), VERSIONS)


def own(query: Select[Any], actor: Actor) -> Select[Any]:
    """One of the `QUERIES`, narrowed to the rows that the actor may see."""
    return query if actor.role == "admin" else query.where(query.selected_columns.user_id == actor.user_id)


def _seen(actor: Actor) -> ColumnElement[bool]:
    if actor.role == "admin":
        return true()
    shared = personas.c.deleted_at.is_(None) & (personas.c.is_public | personas.c.is_demo)
    return shared | (personas.c.user_id == actor.user_id)


def _plain(connection: Connection, query: Select[Any], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([dict(row._mapping) for row in connection.execute(query)], schema=schema)  # noqa: SLF001


@cache
def _unmeasured() -> dict[str, Any]:
    return dict.fromkeys((*(f"z_{column}" for column in SIGNALS.values()), *COUNTED.values()))


def _turn(row: Row[Any]) -> dict[str, Any]:
    found = dict(row._mapping)  # noqa: SLF001
    found |= _unmeasured() | _signals(row.signals)
    found |= _emotion("user", json.loads(row.user_emotion)) | _emotion("persona", json.loads(row.persona_emotion))
    heard = json.loads(row.persona_emotion).get("heard")
    state = json.loads(row.state)
    judged = {} if row.judged is None else json.loads(row.judged)
    injected = {} if row.instruction is None else json.loads(row.instruction)
    in_force = bool(injected) and row.turn_index >= injected["from_turn"]
    return found | {
        "copied": row.copied_from is not None,
        "judged_verdict": judged.get("verdict"),
        "judged_score": judged.get("score"),
        "persona_heard": None if heard is None else heard[0],
        "mood": state.get("mood"),
        "energy": state.get("energy"),
        "relationship": state.get("relationship"),
        "injected_type": injected["type"] if in_force else None,
        "injected_dose": injected["dose"] if in_force else None,
    }


def _signals(document: str) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for one in json.loads(document):
        if one["name"] in SIGNALS:
            found[f"z_{SIGNALS[one['name']]}"] = one.get("z")
        if one["name"] in COUNTED:
            found[COUNTED[one["name"]]] = one.get("value")
    return found


def _emotion(whose: str, told: Mapping[str, Any]) -> dict[str, Any]:
    vad = told.get("vad", {})
    return {
        f"{whose}_emotion": told.get("primary"),
        f"{whose}_emotion_name": told.get("name", ""),
        f"{whose}_confidence": told.get("confidence"),
        f"{whose}_valence": vad.get("valence"),
        f"{whose}_arousal": vad.get("arousal"),
        f"{whose}_dominance": vad.get("dominance"),
        f"{whose}_trend": told.get("trend"),
        f"{whose}_slope": told.get("slope", {}).get("value"),
        f"{whose}_tier": told.get("tier"),
        f"{whose}_triggers": [one["text"] for one in told.get("triggers", ())],
    }
