"""Runs of suites in a made history: copies of ones that were really played, with scores, costs and outcomes.

All of them are written in one transaction, and known by their ids. Knows no model and no calendar.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import or_, select

from store.run_values import RunStatus
from store.tables import (
    outcomes,
    rating_items,
    rating_rounds,
    run_outcomes,
    run_outlines,
    run_subjects,
    runs,
    scores,
    usage,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement, Connection, Select

    from store.run_values import NewOutcome, RunSubject

PREFIX: Final = "demo-run-"
CASE: Final = "demo-case-"
"""How the ids of made runs begin, and those of their outcomes; ids of others are UUIDs."""

WHY: Final = "Made for demonstration: played once by the understudy, whatever model it goes by."


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTrial:
    """A run that was played with one version, as each of its labels has it: orders, and outcomes with their costs."""

    suite: str
    title: str
    subject: RunSubject
    environment: str
    models: tuple[str, ...]
    orders: tuple[str, ...]
    outcomes: tuple[tuple[NewOutcome, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRun:
    """A run to be made: the trial it is a copy of, by which label it goes, when it began and how long it took."""

    number: int
    trial: int
    label: int
    at: datetime
    took: timedelta


def there(connection: Connection, user_id: str) -> int:
    """How many made runs there are."""
    return len(connection.execute(select(runs.c.id).where(runs.c.user_id == user_id, _made())).all())


def write(connection: Connection, user_id: str, trials: Sequence[DemoTrial], planned: Sequence[DemoRun]) -> None:
    """Keep them, with the outcomes that they have in common. In a transaction of the caller's: all or none."""
    used = {(one.trial, one.label): one.at for one in reversed(planned)}
    kept = [row for (trial, label), at in used.items() for row in _outcomes(user_id, trials[trial], trial, label, at)]
    _insert(connection, outcomes, kept)
    _insert(connection, runs, [_run(user_id, trials[one.trial], one) for one in planned])
    _insert(connection, run_subjects, [_subject(trials[one.trial].subject, one) for one in planned])
    for table, rows in ((run_outcomes, _places), (scores, _scores), (usage, _entries)):
        _insert(connection, table, [row for one in planned for row in rows(user_id, trials[one.trial], one)])


def erase(connection: Connection, user_id: str) -> tuple[int, int]:
    """Erase them with what came of them; how many, and how many stay because people's ratings refer to them."""
    rated = select(rating_rounds.c.run_a).union(select(rating_rounds.c.run_b).where(rating_rounds.c.run_b.is_not(None)))
    found = connection.execute(select(runs.c.id).where(runs.c.user_id == user_id, _made())).scalars().all()
    kept = set(connection.execute(rated).scalars())
    going = [one for one in found if one not in kept]
    for start in range(0, len(going), _AT_ONCE):
        ids = going[start : start + _AT_ONCE]
        for table in (scores, run_outcomes, run_outlines, run_subjects):
            connection.execute(table.delete().where(table.c.run_id.in_(ids)))
        connection.execute(runs.delete().where(runs.c.id.in_(ids)))
    connection.execute(usage.delete().where(usage.c.user_id == user_id, usage.c.id.like(f"{PREFIX}%")))
    named = (_named(run_outcomes.c.outcome_id), *map(_named, (rating_items.c.outcome_a, rating_items.c.outcome_b)))
    mine = (outcomes.c.user_id == user_id, outcomes.c.id.like(f"{CASE}%"))
    connection.execute(outcomes.delete().where(*mine, ~or_(*(outcomes.c.id.in_(one) for one in named))))
    return len(going), len(found) - len(going)


_AT_ONCE: Final = 500


def _made() -> ColumnElement[bool]:
    return runs.c.id.like(f"{PREFIX}%")


def _named(column: ColumnElement[Any]) -> Select[tuple[Any]]:
    return select(column).where(column.is_not(None))


def _insert(connection: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _id(one: DemoRun) -> str:
    return f"{PREFIX}{one.number:06d}"


def _case(trial: int, label: int, position: int) -> str:
    return f"{CASE}{trial:04d}-{label}-{position}"


def _outcomes(user_id: str, trial: DemoTrial, number: int, label: int, at: datetime) -> Iterator[dict[str, Any]]:
    for position, one in enumerate(trial.outcomes[label]):
        same = {name: getattr(one, name) for name in _SAME}
        yield same | _tokens(one) | {
            "id": _case(number, label, position),
            "user_id": user_id,
            # Found by no run that is really played: it would have to be erased with these.
            "key": f"{CASE}{label}-{one.key}",
            "body": zlib.compress(one.body.encode(), level=1),
            "created_at": at,
        }  # fmt: skip


def _tokens(one: NewOutcome) -> dict[str, int]:
    told = one.tokens
    return {
        "input_tokens": told.input,
        "output_tokens": told.output,
        "cache_read_tokens": told.cache_read,
        "cache_write_tokens": told.cache_write,
    }


def _run(user_id: str, trial: DemoTrial, one: DemoRun) -> dict[str, Any]:
    played, ended = trial.outcomes[one.label], one.at + one.took
    return {
        "id": _id(one),
        "user_id": user_id,
        "title": f"demo: {trial.title}",
        "suite": trial.suite,
        "document": trial.orders[one.label],
        "harness": "local",
        "model": trial.models[one.label],
        "status": RunStatus.DONE.value,
        "why": WHY,
        "bounds": "{}",
        "done": len(played),
        "total": len(played),
        "calls": sum(case.calls for case in played),
        "microdollars": sum(case.microdollars or 0 for case in played),
        "seconds": one.took.total_seconds(),
        "environment": trial.environment,
        "attempt": 1,
        "created_at": one.at,
        "queued_at": one.at,
        "began_at": one.at,
        "heartbeat_at": ended,
        "ended_at": ended,
    }


def _subject(tested: RunSubject, one: DemoRun) -> dict[str, Any]:
    return {
        "run_id": _id(one),
        "position": 0,
        "slug": tested.slug,
        "persona_id": tested.persona_id,
        "version_id": tested.version_id,
        "version": tested.version,
    }


def _places(_: str, trial: DemoTrial, one: DemoRun) -> Iterator[dict[str, Any]]:
    for position in range(len(trial.outcomes[one.label])):
        yield {"run_id": _id(one), "position": position, "outcome_id": _case(one.trial, one.label, position)}


def _scores(user_id: str, trial: DemoTrial, one: DemoRun) -> Iterator[dict[str, Any]]:
    for position, case in enumerate(trial.outcomes[one.label]):
        for ordinal, score in enumerate(case.scores):
            yield {name: getattr(case, name) for name in _ABOUT} | {name: getattr(score, name) for name in _SCORE} | {
                "run_id": _id(one),
                "position": position,
                "ordinal": ordinal,
                "outcome_id": _case(one.trial, one.label, position),
                "user_id": user_id,
                "suite": trial.suite,
                "model": trial.models[one.label],
                "persona_id": trial.subject.persona_id,
                "version_id": trial.subject.version_id,
                "created_at": one.at + one.took,
            }  # fmt: skip


def _entries(user_id: str, trial: DemoTrial, one: DemoRun) -> Iterator[dict[str, Any]]:
    provider, _, name = trial.models[one.label].partition("/")
    for position, case in enumerate(trial.outcomes[one.label]):
        yield _tokens(case) | {
            "id": f"{_id(one)}-{position}",
            "user_id": user_id,
            "persona_id": trial.subject.persona_id,
            "purpose": "eval",
            "provider": provider,
            "model": name or provider,
            "cost_microdollars": case.microdollars,
            "created_at": one.at + one.took,
        }


_ABOUT: Final = ("case_id", "talk", "seed", "persona")
_SCORE: Final = ("name", "value", "unit", "higher_is", "judged", "judged_of", "what", "reason")
_SAME: Final = ("whole", "case_id", "persona", "talk", "seed", "turns", "model", "calls", "microdollars", "seconds")
