"""Turns as rows: an interaction and its reading. Works within a caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from pydantic import TypeAdapter
from sqlalchemy import select

from brain.drift.reading import ChangePoint, DriftReading, SignalReading
from brain.emotion.reading import EmotionReading
from brain.errors import NotFound
from brain.memory.memory import Recall
from brain.models.chat import DriftInstruction
from brain.prompt.tags import Tag
from brain.state import PersonaState
from brain.turn import Turn, Usage
from store.ready import Ready
from store.signals import OWN, SHARING, SIGNALS
from store.tables import interactions, readings
from store.token_rows import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

_TAGS: Final = TypeAdapter(tuple[Tag, ...])
_SIGNALS: Final = TypeAdapter(tuple[SignalReading, ...])


_ADD: Final = Ready(interactions.insert())
_ADD_READING: Final = Ready(readings.insert())
_WITH_READING: Final = (
    select(interactions, *OWN, SIGNALS)
    .join(readings, readings.c.interaction_id == interactions.c.id)
    .outerjoin(*SHARING)
)


@dataclass(frozen=True, slots=True)
class UserWords:
    """What the user said on a turn, and when."""

    index: int
    user_text: str
    created_at: datetime


class Whose(Protocol):
    """Whose turns they are: a session, or what tells as much of one."""

    @property
    def persona_id(self) -> str:
        """The persona that answers."""

    @property
    def user_id(self) -> str:
        """Who talks."""

    @property
    def mode(self) -> str:
        """Chat, voice or video."""


def add(connection: Connection, session: Row[Any], turns: Sequence[Turn], *, copied_from: Sequence[str] = ()) -> None:
    """Keep turns of a session; `copied_from` names, for a fork, the turns they were copied from."""
    if not turns:
        return
    sources: Sequence[str | None] = copied_from or [None] * len(turns)
    rows = [
        interaction_row(turn, session) | {"copied_from": source} for turn, source in zip(turns, sources, strict=True)
    ]
    _ADD.each(connection, rows)
    _ADD_READING.each(connection, [reading_row(turn) for turn in turns])


def between(connection: Connection, session_id: str, *, after: int, limit: int) -> tuple[Turn, ...]:
    """Turns behind a turn index, in order."""
    query = (
        _WITH_READING.where(interactions.c.session_id == session_id, interactions.c.turn_index > after)
        .order_by(interactions.c.turn_index)
        .limit(limit)
    )
    return tuple(_turn(row) for row in connection.execute(query))


def words(connection: Connection, session_id: str, *, limit: int) -> tuple[UserWords, ...]:
    """What the user said in the first turns, in order, without what was measured."""
    columns = interactions.c
    query = select(columns.turn_index, columns.user_message, columns.created_at).where(columns.session_id == session_id)
    rows = connection.execute(query.order_by(columns.turn_index).limit(limit))
    return tuple(UserWords(*row) for row in rows)


def by_id(connection: Connection, turn_id: str) -> Turn | None:
    """One turn."""
    row = connection.execute(_WITH_READING.where(interactions.c.id == turn_id)).first()
    return None if row is None else _turn(row)


def last(connection: Connection, session_id: str, number: int) -> tuple[Turn, ...]:
    """The last turns of a session, in order."""
    query = (
        _WITH_READING.where(interactions.c.session_id == session_id)
        .order_by(interactions.c.turn_index.desc())
        .limit(number)
    )
    return tuple(_turn(row) for row in reversed(connection.execute(query).all()))


def interaction_row(turn: Turn, session: Whose) -> dict[str, Any]:
    """The columns of a turn's interaction."""
    spent = turn.usage
    return {
        "id": turn.id,
        "session_id": turn.session_id,
        "persona_id": session.persona_id,
        "user_id": session.user_id,
        "turn_index": turn.index,
        "mode": session.mode,
        "user_message": turn.user_text,
        "persona_response": turn.reply,
        "tags": _TAGS.dump_json(turn.tags).decode(),
        "status": turn.status.value,
        "problem": turn.problem,
        "user_emotion": turn.user_emotion.model_dump_json(),
        "persona_emotion": turn.persona_emotion.model_dump_json(),
        "state": turn.state.model_dump_json(),
        "recall": turn.recall.model_dump_json(exclude_defaults=True),
        "seed": turn.seed,
        "instruction": None if turn.instruction is None else turn.instruction.model_dump_json(),
        "prompt_hash": turn.prompt_hash,
        "provider": spent.provider,
        "model": spent.model,
        "input_tokens": spent.tokens.input,
        "output_tokens": spent.tokens.output,
        "cache_read_tokens": spent.tokens.cache_read,
        "cache_write_tokens": spent.tokens.cache_write,
        "llm_cost_microdollars": spent.cost_microdollars,
        "tts_cost_microdollars": 0,
        "video_cost_microdollars": 0,
        "first_token_ms": spent.first_token_ms,
        "latency_ms": spent.model_ms,
        "overhead_ms": spent.overhead_ms,
        "created_at": turn.created_at,
    }


def reading_row(turn: Turn) -> dict[str, Any]:
    """The columns of a turn's reading."""
    drift = turn.drift
    return {
        "interaction_id": turn.id,
        "verdict": drift.verdict.value,
        "severity": drift.severity.value,
        "score": drift.score,
        "low": drift.low,
        "high": drift.high,
        "interval": drift.interval,
        # Without what reading back fills in: by far the largest column, a quarter smaller so, and quicker to read.
        "signals": _SIGNALS.dump_json(drift.signals, exclude_defaults=True).decode(),
        "change_statistic": drift.change.statistic,
        "change_threshold": drift.change.threshold,
        "change_alarm": drift.change.alarm,
        "began_turn": drift.change.began_turn,
        "reason": drift.reason,
        "source": drift.source,
        "calibration": drift.calibration,
        "judged": None if turn.judged is None else turn.judged.model_dump_json(),
        "shared_signals": None,
    }


def judge(connection: Connection, session_id: str, index: int, judged: DriftReading) -> Turn:
    """Keep what the judge said beside the reading of a turn, in place of what it said before. Raises NotFound."""
    row = connection.execute(
        _WITH_READING.where(interactions.c.session_id == session_id, interactions.c.turn_index == index)
    ).first()
    if row is None:
        raise NotFound(f"There is no turn {index} in this conversation.", next_step="Choose one that there is.")
    turn = _turn(row).model_copy(update={"judged": judged})
    kept = {"judged": judged.model_dump_json()}
    connection.execute(readings.update().where(readings.c.interaction_id == turn.id).values(kept))
    return turn


def _turn(row: Row[Any]) -> Turn:
    return Turn(
        id=row.id,
        session_id=row.session_id,
        created_at=row.created_at,
        index=row.turn_index,
        user_text=row.user_message,
        reply=row.persona_response,
        tags=_TAGS.validate_json(row.tags),
        status=row.status,
        problem=row.problem,
        user_emotion=EmotionReading.model_validate_json(row.user_emotion),
        persona_emotion=EmotionReading.model_validate_json(row.persona_emotion),
        drift=_drift(row),
        judged=None if row.judged is None else DriftReading.model_validate_json(row.judged),
        state=PersonaState.model_validate_json(row.state),
        recall=Recall.model_validate_json(row.recall),
        usage=_usage(row),
        seed=row.seed,
        instruction=instruction(row.instruction),
        prompt_hash=row.prompt_hash,
    )


def _drift(row: Row[Any]) -> DriftReading:
    return DriftReading(
        verdict=row.verdict,
        severity=row.severity,
        score=row.score,
        low=row.low,
        high=row.high,
        interval=row.interval,
        signals=_SIGNALS.validate_json(row.signals),
        change=ChangePoint(
            statistic=row.change_statistic,
            threshold=row.change_threshold,
            alarm=row.change_alarm,
            began_turn=row.began_turn,
        ),
        reason=row.reason,
        source=row.source,
        calibration=row.calibration,
    )


def _usage(row: Row[Any]) -> Usage:
    return Usage(
        provider=row.provider,
        model=row.model,
        tokens=tokens(row),
        cost_microdollars=row.llm_cost_microdollars,
        first_token_ms=row.first_token_ms,
        model_ms=row.latency_ms,
        overhead_ms=row.overhead_ms,
    )


def instruction(document: str | None) -> DriftInstruction | None:
    """The drift instruction of a column that may be empty."""
    return None if document is None else DriftInstruction.model_validate_json(document)
