"""The names a suite may use: scorers, banks of user lines, questionnaires. What stands behind them is elsewhere."""

from __future__ import annotations

from typing import Final, Literal, get_args

ScorerName = Literal[
    "drift mean",
    "drift last",
    "drift low",
    "signals",
    "emotion match",
    "belief survival",
    "fact survival",
    "memory recalled",
    "boundary held",
    "style distance",
    "questionnaire distance",
    "who said it",
    "own script",
    "judge",
    "human rating",
]
"""Scorers by name; `evals.scorers.catalogue` holds each of them."""

SCORERS: Final[tuple[ScorerName, ...]] = get_args(ScorerName)

Bank = Literal["everyday", "curious", "moods"]
"""Banks of user lines, in `evals/simulators/banks.toml`."""

Questionnaire = Literal["ipip-neo-120"]
"""Questionnaires, in `evals/questionnaire`."""
