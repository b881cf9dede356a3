"""What a scoring found, in few numbers: each score's mean with an interval clustered by conversation. Reads tables."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import BaseModel, ConfigDict

from evals.statistics.clusters import Gathered
from evals.statistics.estimate import CannotTell, Interval
from evals.statistics.interval import of_gathered

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BY_TURN: Final = "drift score by turn"
UNIT: Final = "probability of being in character"
BOUNDED: Final = frozenset({UNIT, "share"})
"""Units of scores that lie between 0 and 1."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Mean(_Frozen):
    """The mean of one score over conversations, with its 95 % interval or the `reason` why there is none.

    `judged` of `conversations` have the score.
    """

    score: str
    unit: str
    higher_is: str
    value: float | None
    low: float | None
    high: float | None
    judged: int
    conversations: int
    reason: str = ""


class Summary(_Frozen):
    """All means, by turn first, and how many turns got which verdict."""

    conversations: int
    turns: int
    verdicts: dict[str, int]
    means: tuple[Mean, ...]


class _Sums:
    """Sums of one score, cluster by cluster; 16 bytes each."""

    def __init__(self, unit: str, higher_is: str, reason: str = "") -> None:
        self.unit, self.higher_is, self.reason = unit, higher_is, reason
        self.sums, self.sizes = array("d"), array("d")
        self.square, self.missing, self.clusters = 0.0, 0, 0

    def add(self, values: list[float | None]) -> None:
        """The values of one conversation."""
        known = [one for one in values if one is not None]
        self.clusters += 1
        self.missing += len(values) - len(known)
        if known:
            total = sum(known)
            self.sums.append(total)
            self.sizes.append(len(known))
            self.square += sum((one - total / len(known)) ** 2 for one in known)

    def mean(self, name: str) -> Mean:
        """The mean with its interval."""
        gathered = Gathered(
            names=tuple(range(len(self.sums))),
            sums=np.array(self.sums),
            sizes=np.array(self.sizes),
            square=self.square,
            missing=self.missing,
        )
        found = of_gathered(gathered, bounds=(0.0, 1.0) if self.unit in BOUNDED else None)
        return Mean(
            score=name,
            unit=self.unit,
            higher_is=self.higher_is,
            value=found.value,
            low=found.low if isinstance(found, Interval) else None,
            high=found.high if isinstance(found, Interval) else None,
            judged=len(self.sums),
            conversations=self.clusters,
            reason=self.reason if not self.sums else found.reason if isinstance(found, CannotTell) else "",
        )


def summary(turns: Iterable[Path], scores: Iterable[Path]) -> Summary:
    """The summary of these parts, of which one at a time is in memory."""
    from pyarrow import parquet

    by_turn, verdicts, number = _Sums(UNIT, "better"), Counter[str](), 0
    for path in turns:
        found = parquet.read_table(path, columns=["file", "conversation", "score", "verdict"]).to_pydict()
        number += len(found["score"])
        verdicts.update(found["verdict"])
        held: dict[tuple[str, str], list[float | None]] = {}
        for file, conversation, value in zip(found["file"], found["conversation"], found["score"], strict=True):
            held.setdefault((file, conversation), []).append(value)
        for values in held.values():
            by_turn.add(values)
    by_score: dict[str, _Sums] = {}
    for path in scores:
        for row in parquet.read_table(path, columns=["score", "value", "unit", "higher_is", "reason"]).to_pylist():
            if row["score"] not in by_score:
                by_score[row["score"]] = _Sums(row["unit"], row["higher_is"], row["reason"])
            by_score[row["score"]].add([row["value"]])
    return Summary(
        conversations=by_turn.clusters,
        turns=number,
        verdicts=dict(sorted(verdicts.items())),
        means=(by_turn.mean(BY_TURN), *(sums.mean(name) for name, sums in by_score.items())),
    )
