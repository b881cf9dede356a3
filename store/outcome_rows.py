"""Outcomes of cases between rows and values, and what stands at each place of a run. Within a caller's transaction."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from store import run_rows
from store.run_values import ScoreRow
from store.tables import outcomes, run_outcomes, runs, scores
from store.tables.columns import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from store.run_values import NewOutcome, NewScore, RunSubject

ABOUT: Final = ("case_id", "talk", "seed", "persona")
_AT_ONCE: Final = 500
"""So many places are asked for in one statement."""


def locked(connection: Connection, run_id: str) -> Row[Any]:
    """The run, for this transaction alone: two writers count its cases one after the other."""
    columns: tuple[Any, ...] = (*run_rows.SHOWN, runs.c.worker)
    query = select(*columns).where(runs.c.id == run_id).with_for_update(key_share=True)
    return connection.execute(query).one()


def subjects(connection: Connection, run_id: str) -> Mapping[str, RunSubject]:
    """Whom the run tests, by slug."""
    return {one.slug: one for one in run_rows.subjects(connection, [run_id])[run_id]}


def places(connection: Connection, run_id: str, positions: Sequence[int]) -> dict[int, Row[Any] | None]:
    """What stands at these places."""
    found: dict[int, Row[Any] | None] = dict.fromkeys(positions)
    columns = run_outcomes.c
    for at in range(0, len(positions), _AT_ONCE):
        query = (
            select(columns.position, columns.outcome_id, columns.reused, outcomes.c.whole)
            .join(outcomes, outcomes.c.id == columns.outcome_id)
            .where(columns.run_id == run_id, columns.position.in_(positions[at : at + _AT_ONCE]))
        )
        found |= {row.position: row for row in connection.execute(query)}
    return found


def about(connection: Connection, outcome_id: str) -> dict[str, Any]:
    """What scores repeat of an outcome."""
    columns = outcomes.c
    query = select(columns.id.label("outcome_id"), *(columns[name] for name in ABOUT)).where(columns.id == outcome_id)
    return dict(connection.execute(query).mappings().one())


def insert(connection: Connection, new: NewOutcome, *, user_id: str, at: datetime) -> str:
    """The id of the outcome: a new one's, or that of the whole one that the owner has by this key already."""
    columns = outcomes.c
    values = {name: getattr(new, name) for name in _SAME} | {
        "id": str(uuid4()),
        "user_id": user_id,
        "input_tokens": new.tokens.input,
        "output_tokens": new.tokens.output,
        "cache_read_tokens": new.tokens.cache_read,
        "cache_write_tokens": new.tokens.cache_write,
        "body": zlib.compress(clean(new.body).encode(), level=1),
        "created_at": at,
    }
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(outcomes).on_conflict_do_nothing(
        index_elements=[columns.user_id, columns.key], index_where=columns.whole
    )
    made = connection.execute(statement.returning(columns.id), values).scalar_one_or_none()
    if made is not None:
        return str(made)
    query = select(columns.id).where(columns.user_id == user_id, columns.key == new.key, columns.whole)
    return str(connection.execute(query).scalar_one())


def put(
    connection: Connection,
    run: Row[Any],
    tested: RunSubject,
    position: int,
    before: Row[Any] | None,
    about: Mapping[str, Any],
    given: Sequence[NewScore],
    *,
    whole: bool,
    at: datetime,
    reused: bool = False,
) -> None:
    """Have an outcome stand at a place of a run, instead of the one `before`, with its scores; count it.

    `about` is what the scores repeat of the outcome: its id, case, talk, seed and persona.
    """
    outcome_id = about["outcome_id"]
    here = (run_outcomes.c.run_id == run.id, run_outcomes.c.position == position)
    if before is None:
        values = {"run_id": run.id, "position": position, "outcome_id": outcome_id, "reused": reused}
        connection.execute(run_outcomes.insert(), values)
    else:
        connection.execute(run_outcomes.update().where(*here).values(outcome_id=outcome_id, reused=reused))
        connection.execute(scores.delete().where(scores.c.run_id == run.id, scores.c.position == position))
        if not before.whole:
            # Nothing leads to it any more; what it took stays in the ledger.
            connection.execute(outcomes.delete().where(outcomes.c.id == before.outcome_id))
    counted = {
        "done": runs.c.done + int(before is None),
        "failed": runs.c.failed + int(not whole) - int(before is not None and not before.whole),
        "reused": runs.c.reused + int(reused) - int(before is not None and before.reused),
        "heartbeat_at": at,
    }
    connection.execute(runs.update().where(runs.c.id == run.id).values(counted))
    _write_scores(connection, run, tested, position, about, given, at)


def spend(connection: Connection, run_id: str, calls: int, microdollars: int | None) -> None:
    """Add what calls took to their run."""
    columns = runs.c
    values: dict[str, Any] = {"calls": columns.calls + calls}
    if microdollars is None:
        values["unpriced"] = True
    else:
        values["microdollars"] = columns.microdollars + microdollars
    connection.execute(runs.update().where(columns.id == run_id).values(values))


def inflated(body: bytes) -> str:
    """The JSON of a body."""
    return zlib.decompress(body).decode()


def score_row(row: Row[Any]) -> ScoreRow:
    """The score of a row."""
    fields = {column.name: getattr(row, column.name) for column in scores.c if column.name not in _UNSHOWN}
    return ScoreRow(**fields | {"persona_id": row.persona_id or "", "version_id": row.version_id or ""})


def _write_scores(
    connection: Connection,
    run: Row[Any],
    tested: RunSubject,
    position: int,
    about: Mapping[str, Any],
    given: Sequence[NewScore],
    at: datetime,
) -> None:
    if not given:
        return
    same = dict(about) | {
        "run_id": run.id,
        "position": position,
        "user_id": run.user_id,
        "suite": run.suite,
        "model": run.model,
        "persona_id": tested.persona_id or None,
        "version_id": tested.version_id or None,
        "created_at": at,
    }
    rows = [
        same | {"ordinal": ordinal} | {name: getattr(one, name) for name in _SCORE} for ordinal, one in enumerate(given)
    ]
    connection.execute(scores.insert(), rows)


_SAME: Final = (
    "key",
    "whole",
    "case_id",
    "persona",
    "talk",
    "seed",
    "turns",
    "model",
    "calls",
    "microdollars",
    "seconds",
)
_SCORE: Final = ("name", "value", "unit", "higher_is", "judged", "judged_of", "what", "reason")
_UNSHOWN: Final = frozenset({"ordinal", "outcome_id", "user_id"})
