"""What became of a persona: how much was said to it, how its replies read, and what they took. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from store import visibility
from store.tables import interactions, readings, sessions, usage
from store.values import ModelUsage, PersonaFigures

if TYPE_CHECKING:
    from store.actor import Actor
    from store.database import Database


class Statistics:
    """An actor sees what came of their own conversations; an admin what came of everybody's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def figures(self, actor: Actor, persona_id: str) -> PersonaFigures:
        """Conversations, turns and verdicts; the copied turns of branches count once. Raises NotFound."""
        talks = select(func.count()).where(sessions.c.persona_id == persona_id)
        turns = (
            select(readings.c.verdict, func.count(), func.avg(readings.c.score))
            .select_from(interactions.join(readings, readings.c.interaction_id == interactions.c.id))
            .where(interactions.c.persona_id == persona_id, interactions.c.copied_from.is_(None))
            .group_by(readings.c.verdict)
        )
        alarms = (
            select(func.count(func.distinct(interactions.c.session_id)))
            .select_from(interactions.join(readings, readings.c.interaction_id == interactions.c.id))
            .where(interactions.c.persona_id == persona_id, readings.c.change_alarm)
        )
        if actor.role != "admin":
            talks = talks.where(sessions.c.user_id == actor.user_id)
            turns = turns.where(interactions.c.user_id == actor.user_id)
            alarms = alarms.where(interactions.c.user_id == actor.user_id)
        with self._database.read() as connection:
            visibility.persona(connection, actor, persona_id)
            rows = connection.execute(turns).all()
            scored = [(int(count), float(mean)) for _, count, mean in rows if mean is not None]
            judged = sum(count for count, _ in scored)
            return PersonaFigures(
                sessions=int(connection.execute(talks).scalar_one()),
                turns=sum(int(count) for _, count, _ in rows),
                verdicts={str(verdict): int(count) for verdict, count, _ in rows},
                mean_score=sum(count * mean for count, mean in scored) / judged if judged else None,
                slipped_sessions=int(connection.execute(alarms).scalar_one()),
            )

    def by_model(self, actor: Actor, persona_id: str) -> tuple[ModelUsage, ...]:
        """What calls for a persona took, by model and purpose, the dearest first. Raises NotFound."""
        columns = usage.c
        query = (
            select(
                columns.provider,
                columns.model,
                columns.purpose,
                func.count(),
                func.coalesce(func.sum(columns.input_tokens), 0),
                func.coalesce(func.sum(columns.output_tokens), 0),
                func.coalesce(func.sum(columns.cost_microdollars), 0),
                func.count() - func.count(columns.cost_microdollars),
            )
            .where(columns.persona_id == persona_id)
            .group_by(columns.provider, columns.model, columns.purpose)
        )
        if actor.role != "admin":
            query = query.where(columns.user_id == actor.user_id)
        with self._database.read() as connection:
            visibility.persona(connection, actor, persona_id)
            rows = connection.execute(query).all()
        found = [ModelUsage(row[0], row[1], row[2], *(int(value) for value in row[3:])) for row in rows]
        return tuple(sorted(found, key=lambda one: (-one.cost_microdollars, -one.calls, one.model, one.purpose)))
