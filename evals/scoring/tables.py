"""What was read and scored, as two tables: one row a turn, one row a score of a conversation. Scores nothing.

docs/scoring.md says what each column holds.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from evals.scorers.drift import UNSCORED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from brain.drift.reading import DriftReading
    from brain.emotion.reading import EmotionReading
    from evals.scoring.reader import Read


def column(name: str) -> str:
    """The name of a signal as it stands in the name of a column."""
    return name.replace(" ", "_").replace("-", "_")


@lru_cache(maxsize=8)
def turn_schema(signals: tuple[str, ...], *, evidence: bool) -> Any:
    """The columns of the table of turns, for a gauge with these signals."""
    import pyarrow as pa

    mood = [
        ("label", pa.string()),
        *((name, pa.float64()) for name in ("confidence", "valence", "arousal", "dominance")),
    ]
    piece = pa.struct(
        [
            ("signal", pa.string()),
            ("text", pa.string()),
            ("start", pa.int32()),
            ("end", pa.int32()),
            ("note", pa.string()),
        ]
    )
    reasons = pa.list_(pa.struct([("signal", pa.string()), ("reason", pa.string())]))
    return pa.schema(
        [
            ("file", pa.string()),
            ("conversation", pa.string()),
            ("turn", pa.int32()),
            *((name, pa.float64()) for name in ("score", "low", "high")),
            *((name, pa.string()) for name in ("verdict", "severity", "reason")),
            ("change", pa.float64()),
            ("alarm", pa.bool_()),
            ("began_turn", pa.int32()),
            *((f"{side}_{name}", kind) for side in ("heard", "shown") for name, kind in mood),
            *((f"z_{column(name)}", pa.float64()) for name in signals if name not in UNSCORED),
            *((f"value_{column(name)}", pa.float64()) for name in signals),
            ("not_assessed", reasons),
            *([("evidence", pa.list_(piece))] if evidence else []),
        ]
    )


@lru_cache(maxsize=2)
def score_schema(*, evidence: bool) -> Any:
    """The columns of the table of scores."""
    import pyarrow as pa

    return pa.schema(
        [
            ("file", pa.string()),
            ("conversation", pa.string()),
            ("turns", pa.int32()),
            ("score", pa.string()),
            ("value", pa.float64()),
            ("unit", pa.string()),
            ("higher_is", pa.string()),
            ("judged", pa.int32()),
            ("of", pa.int32()),
            ("what", pa.string()),
            ("reason", pa.string()),
            *([("evidence", pa.list_(pa.string()))] if evidence else []),
        ]
    )


def turn_table(found: Sequence[Read], *, signals: tuple[str, ...], evidence: bool) -> Any:
    """One row a turn."""
    import pyarrow as pa

    pairs = [(one, at) for one in found for at in range(len(one.talk.turns))]
    drift = [one.readings.drift[at] for one, at in pairs]
    columns: dict[str, list[Any]] = {
        "file": [one.talk.file for one, _ in pairs],
        "conversation": [one.talk.id for one, _ in pairs],
        "turn": [at + 1 for _, at in pairs],
        "score": [one.score for one in drift],
        "low": [one.low for one in drift],
        "high": [one.high for one in drift],
        "verdict": [one.verdict.value for one in drift],
        "severity": [one.severity.value for one in drift],
        "reason": [one.reason for one in drift],
        "change": [one.change.statistic for one in drift],
        "alarm": [one.change.alarm for one in drift],
        "began_turn": [one.change.began_turn for one in drift],
        **_moods("heard", [one.readings.heard[at] for one, at in pairs]),
        **_moods("shown", [one.readings.shown[at] for one, at in pairs]),
        **_signals(drift, signals),
        "not_assessed": [
            [{"signal": one.name, "reason": one.reason} for one in reading.signals if not one.assessed]
            for reading in drift
        ],
    }
    if evidence:
        columns["evidence"] = [
            [{"signal": one.name, **piece.model_dump()} for one in reading.signals for piece in one.evidence]
            for reading in drift
        ]
    return pa.table(columns, schema=turn_schema(signals, evidence=evidence))


def score_table(found: Sequence[Read], *, evidence: bool) -> Any:
    """One row a score of a conversation."""
    import pyarrow as pa

    rows = [(one.talk, score) for one in found for score in one.scores]
    columns: dict[str, list[Any]] = {
        "file": [talk.file for talk, _ in rows],
        "conversation": [talk.id for talk, _ in rows],
        "turns": [len(talk.turns) for talk, _ in rows],
        "score": [one.name for _, one in rows],
        **{
            name: [getattr(one, name) for _, one in rows]
            for name in ("value", "unit", "higher_is", "judged", "of", "what", "reason")
        },
    }
    if evidence:
        columns["evidence"] = [list(one.evidence) for _, one in rows]
    return pa.table(columns, schema=score_schema(evidence=evidence))


def packed(table: Any) -> bytes:
    """A table as the bytes of a Parquet file of one row group, the same for the same table."""
    from pyarrow import parquet

    held = io.BytesIO()
    parquet.write_table(table, held, compression="zstd", row_group_size=max(1, table.num_rows))
    return held.getvalue()


def _moods(side: str, read: Sequence[EmotionReading]) -> Mapping[str, list[Any]]:
    return {
        f"{side}_label": [one.primary.value for one in read],
        f"{side}_confidence": [one.confidence for one in read],
        **{f"{side}_{axis}": [getattr(one.vad, axis) for one in read] for axis in ("valence", "arousal", "dominance")},
    }


def _signals(drift: Sequence[DriftReading], names: Iterable[str]) -> Mapping[str, list[Any]]:
    """Distance and value of each signal; None where it was not assessed."""
    distances: dict[str, list[Any]] = {}
    values: dict[str, list[Any]] = {}
    size = len(drift)
    for name in names:
        values[name] = [None] * size
        if name not in UNSCORED:
            distances[name] = [None] * size
    for at, reading in enumerate(drift):
        for one in reading.signals:
            values[one.name][at] = one.value
            if one.z is not None:
                distances[one.name][at] = one.z
    return {f"z_{column(name)}": found for name, found in distances.items()} | {
        f"value_{column(name)}": found for name, found in values.items()
    }
