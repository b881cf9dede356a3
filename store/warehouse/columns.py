"""The columns of the warehouse's tables, as Arrow types. Knows no database and no file.

What was said stays in the database: a turn is read there by its id. Here are figures, labels and ids, and the short
words that moved an emotion reading.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYOUT: Final = 6
"""Raised whenever a column changes, or of what files there are: those of another layout are made again."""

SIGNALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "who said it": "who_said_it",
        "the odder half": "odder_half",
        "similarity to the persona": "similarity",
        "assistant voice": "assistant_voice",
        "flattery": "flattery",
        "habits of speech": "habits",
        "quotation of itself": "quotation",
        "vocabulary level": "vocabulary",
        "sentence length": "sentence_length",
        "register": "register",
        "emotional expression": "expression",
        "assurance": "assurance",
        "warmth": "warmth",
        "contradiction with beliefs and facts": "contradiction",
        "contradiction with earlier replies": "self_contradiction",
        "trait estimate": "traits",
        "emotional baseline": "baseline",
        "humour": "humour",
        "unfamiliar words": "unfamiliar",
        "exclamations": "exclamations",
        "pauses": "pauses",
        "small starts": "small_starts",
        "denials": "denials",
        "self-reference": "self_reference",
        "address": "address",
        "questions": "questions",
        "contractions": "contractions",
        "full forms": "full_forms",
        "modal verbs": "modal_verbs",
        "pointing words": "pointing_words",
        "casual words": "casual_words",
    }
)
"""The column of each scored signal, by the signal's name: `z_<column>`, null where it could not be assessed.

`z` is the distance from the persona's noise floor in standard deviations, positive towards out of character.
"""

COUNTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "boundary phrases": "boundary_phrases",
        "contradiction with beliefs and facts": "contradictions",
        "contradiction with earlier replies": "self_contradictions",
    }
)
"""Signals that are kept as they were counted too, by the name of their column; null where not assessed."""

_MOMENT: Final = pa.timestamp("us", tz="UTC")
_DAY: Final = ("day", pa.date32())
"""The day of `created_at` in UTC, by which files are parted; to group by it is much cheaper than to cut times."""
_LABEL: Final = pa.string()
_WORDS: Final = pa.string()
"""Several words or phrases, one a line: a list takes six times as long to read."""


def _emotion(whose: str) -> list[tuple[str, pa.DataType]]:
    """Primary label (the persona's own name in `_name`, empty for none), confidence 0 to 1, VAD, tier and triggers."""
    return [
        (f"{whose}_emotion", _LABEL),
        (f"{whose}_emotion_name", _LABEL),
        (f"{whose}_confidence", pa.float32()),
        (f"{whose}_valence", pa.float32()),
        (f"{whose}_arousal", pa.float32()),
        (f"{whose}_dominance", pa.float32()),
        (f"{whose}_trend", _LABEL),
        (f"{whose}_slope", pa.float32()),
        (f"{whose}_tier", _LABEL),
        (f"{whose}_triggers", _WORDS),
    ]


_TOKENS: Final = [(f"{kind}_tokens", pa.int64()) for kind in ("input", "output", "cache_read", "cache_write")]

TURNS: Final = pa.schema(
    [
        ("id", pa.string()),
        ("session_id", pa.string()),
        ("user_id", pa.string()),
        ("persona_id", pa.string()),
        ("version_id", pa.string()),
        ("turn_index", pa.int32()),
        ("mode", _LABEL),
        ("status", _LABEL),
        ("provider", _LABEL),
        ("model", _LABEL),
        # A fork's turn that was copied: it was paid for, and is counted, where it was said.
        ("copied", pa.bool_()),
        ("created_at", _MOMENT),
        _DAY,
        ("verdict", _LABEL),
        ("severity", _LABEL),
        ("score", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("change_statistic", pa.float64()),
        ("change_threshold", pa.float64()),
        ("change_alarm", pa.bool_()),
        ("began_turn", pa.int32()),
        ("calibration", _LABEL),
        ("judged_verdict", _LABEL),
        ("judged_score", pa.float64()),
        *((f"z_{column}", pa.float32()) for column in SIGNALS.values()),
        *((column, pa.float32()) for column in COUNTED.values()),
        *_emotion("user"),
        *_emotion("persona"),
        # What the words alone were read as, where the persona told its emotion by a tag; null elsewhere.
        ("persona_heard", _LABEL),
        ("mood", _LABEL),
        ("energy", pa.float32()),
        ("relationship", pa.float32()),
        # Drift on purpose in force on this turn; null for none.
        ("injected_type", _LABEL),
        ("injected_dose", pa.float32()),
        # What the user thought of the reply: a thumb of -1 or 1, stars of 1 to 5; null for not said.
        ("thumb", pa.int8()),
        ("stars", pa.int8()),
        ("user_characters", pa.int32()),
        ("reply_characters", pa.int32()),
        *_TOKENS,
        ("llm_cost_microdollars", pa.int64()),
        ("tts_cost_microdollars", pa.int64()),
        ("video_cost_microdollars", pa.int64()),
        ("first_token_ms", pa.float64()),
        ("latency_ms", pa.float64()),
        ("overhead_ms", pa.float64()),
    ]
)
"""A turn with its reading. Costs in micro-dollars, null where the price is unknown; times in milliseconds."""

USAGE: Final = pa.schema(
    [
        ("id", pa.string()),
        ("user_id", pa.string()),
        ("persona_id", pa.string()),
        ("version_id", pa.string()),
        ("session_id", pa.string()),
        ("interaction_id", pa.string()),
        ("mode", _LABEL),
        ("purpose", _LABEL),
        # What was asked for (`brain.models.prices`), and how much of it where that is not tokens.
        ("operation", _LABEL),
        ("characters", pa.int64()),
        ("seconds", pa.float64()),
        ("pictures", pa.int64()),
        ("provider", _LABEL),
        ("model", _LABEL),
        *_TOKENS,
        ("cost_microdollars", pa.int64()),
        ("created_at", _MOMENT),
        _DAY,
    ]
)
"""An entry of the ledger; version and mode are those of its session, null where it belongs to none."""

RUNS: Final = pa.schema(
    [
        ("id", pa.string()),
        ("user_id", pa.string()),
        ("title", pa.string()),
        ("suite", _LABEL),
        ("harness", _LABEL),
        ("model", _LABEL),
        ("status", _LABEL),
        ("done", pa.int32()),
        ("total", pa.int32()),
        ("failed", pa.int32()),
        ("calls", pa.int64()),
        ("microdollars", pa.int64()),
        ("unpriced", pa.bool_()),
        ("seconds", pa.float64()),
        ("created_at", _MOMENT),
        _DAY,
        ("ended_at", _MOMENT),
    ]
)
"""A run of a suite that was not deleted."""

SCORES: Final = pa.schema(
    [
        ("run_id", pa.string()),
        ("position", pa.int32()),
        ("ordinal", pa.int32()),
        ("user_id", pa.string()),
        ("case_id", pa.string()),
        ("talk", _LABEL),
        ("seed", pa.int64()),
        ("suite", _LABEL),
        ("model", _LABEL),
        ("persona_id", pa.string()),
        ("version_id", pa.string()),
        ("name", _LABEL),
        ("value", pa.float64()),
        ("unit", _LABEL),
        ("higher_is", _LABEL),
        ("judged", pa.int64()),
        ("judged_of", pa.int64()),
        ("created_at", _MOMENT),
        # That of the run: the scores of one run lie together, whenever its cases were played.
        _DAY,
    ]
)
"""A score of a case of a run that was not deleted; its value is null where it could not be judged."""

TABLES: Final[Mapping[str, pa.Schema]] = MappingProxyType(
    {"turns": TURNS, "usage": USAGE, "runs": RUNS, "scores": SCORES}
)
"""The tables by name."""

KEYS: Final[Mapping[str, str]] = MappingProxyType({"turns": "id", "usage": "id", "runs": "id", "scores": "run_id"})
"""By what rows are read anew when they have changed: one by one, and the scores of a run together."""

MONEY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "turns": "coalesce(llm_cost_microdollars, 0) + tts_cost_microdollars + video_cost_microdollars",
        "usage": "cost_microdollars",
        "runs": "microdollars",
        "scores": "0",
    }
)
"""What a row of each table cost, in micro-dollars, as SQL; null is unknown and is left out of sums."""

PERSONAS: Final = pa.schema(
    [("id", pa.string()), ("slug", pa.string()), ("name", pa.string()), ("is_demo", pa.bool_())]
)
VERSIONS: Final = pa.schema(
    [
        ("id", pa.string()),
        ("persona_id", pa.string()),
        ("number", pa.int32()),
        ("message", pa.string()),
        ("created_at", _MOMENT),
    ]
)
"""Who a persona and what a version is: small, so always read from the database. Deleted personas are among them."""
