"""Outcomes of cases, kept by what they follow from; their scores; and what each cost, entered once. Plays nothing.

A whole outcome is kept once for each owner and key, and used by any later run of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from brain.errors import InvalidInput, NotFound
from brain.turn import Usage
from store import leases, outcome_rows, quota_rows, run_rows, usage, visibility
from store.run_values import KeptOutcome, Paid, RunSubject, Sample
from store.tables import outcomes, run_outcomes, scores
from store.token_rows import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from brain.models.chat import TokenCount
    from store.actor import Actor
    from store.database import Database
    from store.run_values import Lease, NewOutcome, NewScore, ScoreRow

PURPOSE: Final = "eval"
"""Of the entries in the ledger: one for each outcome and model that was asked for it, whatever the number of calls."""

MOST_SAMPLES: Final = 400
NOBODY: Final = RunSubject("")
"""Stands for a persona that is not in the library."""

_KEYS_AT_ONCE: Final = 500


class Outcomes:
    """What an actor's runs came to. An actor sees their own, an admin all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, actor: Actor, keys: Iterable[str]) -> Mapping[str, str]:
        """The ids of the actor's own whole outcomes among these keys, by key."""
        wanted, columns = sorted(set(keys)), outcomes.c
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for at in range(0, len(wanted), _KEYS_AT_ONCE):
                query = select(columns.key, columns.id).where(
                    columns.user_id == actor.user_id, columns.key.in_(wanted[at : at + _KEYS_AT_ONCE]), columns.whole
                )
                found |= {row.key: row.id for row in connection.execute(query)}
        return found

    def body(self, actor: Actor, key: str) -> tuple[str, str] | None:
        """Id and body of the actor's own whole outcome by that key, if there is one."""
        columns = outcomes.c
        query = select(columns.id, columns.body).where(
            columns.user_id == actor.user_id, columns.key == key, columns.whole
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else (row.id, outcome_rows.inflated(row.body))

    def begun(self, actor: Actor, keys: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The bodies of the actor's own outcomes by these keys that are not whole, by key, the newest first."""
        wanted, columns = sorted(set(keys)), outcomes.c
        found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        with self._database.read() as connection:
            for at in range(0, len(wanted), _KEYS_AT_ONCE):
                query = (
                    select(columns.key, columns.body)
                    .where(
                        columns.user_id == actor.user_id,
                        columns.key.in_(wanted[at : at + _KEYS_AT_ONCE]),
                        ~columns.whole,
                    )
                    .order_by(columns.created_at.desc())
                )
                for row in connection.execute(query):
                    found[row.key] += (outcome_rows.inflated(row.body),)
        return found

    def get(self, actor: Actor, outcome_id: str) -> str:
        """The body of an outcome of the actor's own, any for an admin. Raises NotFound."""
        query = select(outcomes.c.user_id, outcomes.c.body).where(outcomes.c.id == outcome_id)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None or not visibility.owns(actor, row.user_id):
            raise NotFound("There is no such outcome.", next_step="Look at the run's own.")
        return outcome_rows.inflated(row.body)

    def of_run(self, actor: Actor, run_id: str) -> tuple[KeptOutcome, ...]:
        """The outcomes of a run that came out so far, in the order of its cases. Raises NotFound."""
        query = (
            select(run_outcomes.c.position, run_outcomes.c.reused, outcomes.c.id, outcomes.c.whole, outcomes.c.body)
            .join(outcomes, outcomes.c.id == run_outcomes.c.outcome_id)
            .where(run_outcomes.c.run_id == run_id)
            .order_by(run_outcomes.c.position)
        )
        with self._database.read() as connection:
            run_rows.find(connection, actor, run_id)
            rows = connection.execute(query).all()
        return tuple(
            KeptOutcome(row.position, row.id, row.reused, row.whole, outcome_rows.inflated(row.body)) for row in rows
        )

    def scores(self, actor: Actor, run_id: str) -> tuple[ScoreRow, ...]:
        """The scores of a run, in the order of its cases. Raises NotFound."""
        query = select(scores).where(scores.c.run_id == run_id).order_by(scores.c.position, scores.c.ordinal)
        with self._database.read() as connection:
            run_rows.find(connection, actor, run_id)
            rows = connection.execute(query).all()
        return tuple(outcome_rows.score_row(row) for row in rows)

    def values(self, actor: Actor, run_id: str, name: str) -> dict[str, float | None]:
        """One score of a run by outcome. Raises NotFound."""
        query = select(scores.c.outcome_id, scores.c.value).where(scores.c.run_id == run_id, scores.c.name == name)
        with self._database.read() as connection:
            run_rows.find(connection, actor, run_id)
            return {row.outcome_id: row.value for row in connection.execute(query)}

    def samples(self, actor: Actor, model: str, *, limit: int = MOST_SAMPLES) -> tuple[Sample, ...]:
        """What the actor's newest whole outcomes of a model took."""
        columns = outcomes.c
        query = (
            select(outcomes)
            .with_only_columns(*(column for column in columns if column.name != "body"))
            .where(columns.user_id == actor.user_id, columns.model == model, columns.whole)
            .order_by(columns.created_at.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(Sample(row.talk, row.turns, row.calls, tokens(row), row.microdollars, row.seconds) for row in rows)

    def keep(self, lease: Lease, new: NewOutcome, positions: Sequence[int]) -> bool:
        """Keep how a case came out, with its scores, its cost in the ledger and the run's progress: all or nothing.

        Kept already at these places, nothing is entered again. Where the lease is lost, the outcome and what it cost
        are kept all the same, for whoever goes on; False then. Raises InvalidInput for a case without a place.
        """
        if not positions:
            raise InvalidInput("This case is none of the run's.", next_step="Play the run's own cases only.")
        now = datetime.now(UTC)
        with self._database.write() as connection:
            run = outcome_rows.locked(connection, lease.run_id)
            places = outcome_rows.places(connection, lease.run_id, positions)
            outcome_id = outcome_rows.insert(connection, new, user_id=lease.user_id, at=now)
            if all(one is not None and one.outcome_id == outcome_id for one in places.values()):
                return True
            tested = outcome_rows.subjects(connection, lease.run_id).get(new.persona, NOBODY)
            for one in (paid := _paid(new)):
                _enter(connection, one, lease, tested.persona_id or None, now)
            if not leases.holds(run, lease):
                return False
            about = {"outcome_id": outcome_id} | {name: getattr(new, name) for name in outcome_rows.ABOUT}
            for position, before in places.items():
                outcome_rows.put(connection, run, tested, position, before, about, new.scores, whole=new.whole, at=now)
            for one in paid:
                outcome_rows.spend(connection, lease.run_id, one.calls, one.microdollars)
        return True

    def enter_rest(self, lease: Lease, model: str, calls: int, tokens: TokenCount, microdollars: int | None) -> None:
        """Enter calls of a run of which no outcome came, such as those of a case that was cancelled."""
        with self._database.write() as connection:
            tested = list(outcome_rows.subjects(connection, lease.run_id).values())
            persona_id = tested[0].persona_id if len(tested) == 1 else ""
            paid = Paid(PURPOSE, model, calls, tokens, microdollars)
            _enter(connection, paid, lease, persona_id or None, datetime.now(UTC))
            outcome_rows.spend(connection, lease.run_id, calls, microdollars)

    def reuse(self, lease: Lease, kept: Sequence[tuple[int, str, Sequence[NewScore]]]) -> bool:
        """Note that outcomes of earlier runs stand at these places; it costs nothing. False where the lease is lost."""
        now = datetime.now(UTC)
        with self._database.write() as connection:
            run = outcome_rows.locked(connection, lease.run_id)
            if not leases.holds(run, lease):
                return False
            places = outcome_rows.places(connection, lease.run_id, [position for position, _, _ in kept])
            subjects = outcome_rows.subjects(connection, lease.run_id)
            for position, outcome_id, given in kept:
                before = places[position]
                if before is not None and before.outcome_id == outcome_id:
                    continue
                about = outcome_rows.about(connection, outcome_id)
                tested = subjects.get(about["persona"], NOBODY)
                outcome_rows.put(
                    connection, run, tested, position, before, about, given, whole=True, reused=True, at=now
                )
        return True


def _paid(new: NewOutcome) -> tuple[Paid, ...]:
    return (Paid(PURPOSE, new.model, new.calls, new.tokens, new.microdollars),) if new.paid is None else new.paid


def _enter(connection: Connection, paid: Paid, lease: Lease, persona_id: str | None, at: datetime) -> None:
    """Into the ledger; what was set aside for the run becomes less by it."""
    provider, _, name = paid.model.partition("/")
    spent = Usage(provider=provider, model=name or provider, tokens=paid.tokens, cost_microdollars=paid.microdollars)
    usage.enter(connection, spent, user_id=lease.user_id, purpose=paid.purpose, persona_id=persona_id, at=at)
    if spent.cost_microdollars:
        quota_rows.draw(connection, lease.run_id, spent.cost_microdollars)
