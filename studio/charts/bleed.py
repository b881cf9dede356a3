"""Who said it, as a matrix: whose voice the replies of each persona are taken for. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.scorers import attribution
from evals.statistics.estimate import Interval
from evals.statistics.interval import proportion
from studio.charts.chart import Cell, Matrix, Table
from studio.charts.means import clusters
from studio.charts.words import counted, share

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from evals.outline import Outline
    from evals.statistics.estimate import Estimate

    Taken = tuple[Hashable, str]
    """To which independent conversation a reply belongs, and whose voice it was taken for."""


def chart(outline: Outline, names: Mapping[str, str]) -> Matrix:
    """A row for each persona that spoke, a column for each voice; a share with its interval in each cell."""
    voices = {name for counts in outline.taken for name in counts}
    columns = tuple(sorted(voices, key=list(names).index))
    groups = clusters(outline.run)
    taken: dict[str, list[Taken]] = {}
    for outcome, counts in zip(outline.run.outcomes, outline.taken, strict=True):
        found = taken.setdefault(outcome.record.persona, [])
        found += [(groups[outcome.record.case_id], name) for name, times in counts.items() for _ in range(times)]
    rows = tuple(slug for slug in names if slug in taken)
    shares = [[_share(taken[row], column) for column in columns] for row in rows]
    cells = tuple(
        tuple(_cell(found, len(taken[row])) for found in line) for row, line in zip(rows, shares, strict=True)
    )
    table = Table(
        head=("spoken by", "taken for", "share, 95 % interval", "replies"),
        rows=tuple(
            (names[row], names.get(column, column), share(found), str(len(taken[row])))
            for row, line in zip(rows, shares, strict=True)
            for column, found in zip(columns, line, strict=True)
        ),
    )
    return Matrix(
        title=finding(rows, columns, shares, names, taken),
        note="Each row is what one persona said, each column the voice it was taken for; a row sums to 100 %. The "
        "diagonal is right. Intervals are clustered by independent "
        "conversations; the table has them all.",
        down="spoken by",
        across="taken for",
        rows=tuple(names[row] for row in rows),
        columns=tuple(names.get(one, one) for one in columns),
        cells=cells,
        table=table,
    )


def finding(
    rows: Sequence[str],
    columns: Sequence[str],
    shares: Sequence[Sequence[Estimate]],
    names: Mapping[str, str],
    taken: Mapping[str, Sequence[Taken]],
) -> str:
    """How many replies are taken for the right persona's, and the widest leak."""
    replies = [(case, row, name) for row in rows for case, name in taken[row]]
    if not replies or len(columns) < attribution.FEWEST_VOICES:
        return "Fewer than two voices can be told apart, or no reply is long enough"
    right = proportion([row == name for _, row, name in replies], clusters=[case for case, _, _ in replies])
    said = f"{share(right)} of {counted(len(replies), 'reply', 'replies')} are taken for the right persona's"
    leaks = [
        (found.value, row, column)
        for row, line in zip(rows, shares, strict=True)
        for column, found in zip(columns, line, strict=True)
        if row != column and found.value
    ]
    if not leaks:
        return f"{said}; none for another's"
    value, row, column = max(leaks)
    return f"{said}; most often mistaken: {names[row]} for {names.get(column, column)}, {value:.0%}"


def _share(taken: Sequence[Taken], column: str) -> Estimate:
    return proportion([name == column for _, name in taken], clusters=[case for case, _ in taken])


def _cell(found: Estimate, of: int) -> Cell:
    if isinstance(found, Interval):
        return Cell(value=found.value, low=found.low, high=found.high, of=of)
    return Cell(value=found.value, of=of, why=found.reason)
