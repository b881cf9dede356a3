"""Answers as a table of rows (who answered) by columns (items or times), complete rows only. Knows no coefficient."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from brain.errors import InvalidInput
from evals.statistics.clusters import is_missing
from evals.statistics.estimate import CannotTell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.statistics.clusters import Floats


class Answers(NamedTuple):
    """Complete rows, and how many answers of the whole table were missing."""

    table: Floats
    missing: int

    def unsure(self, reason: str, value: float | None = None) -> CannotTell:
        """`reason` with the counts of this table."""
        rows, columns = self.table.shape
        return CannotTell(reason=reason, scores=rows * columns, missing=self.missing, clusters=rows, value=value)


def complete(rows: Sequence[Sequence[float | None]]) -> Answers:
    """Rows without a missing answer; the others are left out whole and their missing answers counted.

    Raises InvalidInput when rows differ in length or have fewer than two columns.
    """
    widths = {len(row) for row in rows}
    if len(widths) > 1 or (widths and min(widths) < 2):  # noqa: PLR2004 - one column has nothing to agree with
        raise InvalidInput(
            f"Rows of {sorted(widths)} answers make no table.",
            why="Every row answers the same items, and there are at least two.",
            next_step="Give None where an answer is missing.",
        )
    gaps = [sum(is_missing(one) for one in row) for row in rows]
    kept = [[float(one) for one in row if one is not None] for row, gap in zip(rows, gaps, strict=True) if not gap]
    return Answers(np.array(kept, float).reshape(len(kept), max(widths, default=2)), sum(gaps))
