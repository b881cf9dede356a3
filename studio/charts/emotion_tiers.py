"""Whether what a persona says it feels is what its words say, and which tier read what. Asks no store."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evals.statistics.agreement import alpha
from evals.statistics.interval import proportion
from studio.charts.chart import Cell, Matrix, Table
from studio.charts.emotion_time import NAMED
from studio.charts.words import counted, estimate, listed, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.warehouse.emotion_questions import Tagged, Tier


def agreement(found: Sequence[Tagged], tiers: Sequence[Tier]) -> Matrix:
    """The emotion that was told by a tag against what the words alone were read as."""
    pairs = Counter((one.told, one.heard) for one in found)
    rows = tuple(name for name, _ in Counter(one.told for one in found).most_common())
    columns = tuple(dict.fromkeys([*rows, *(name for name, _ in Counter(one.heard for one in found).most_common())]))
    return Matrix(
        title=_finding(found),
        note=f"Each row: what the words of replies were read as whose tag told this emotion. {_read_by(tiers)} The tag "
        "says what the persona meant to feel, the words what a reader hears: they need not agree, and a drop of their "
        "agreement is worth a look. Intervals take conversations for independent.",
        down="told by the tag",
        across="read from the words",
        rows=rows,
        columns=columns,
        cells=tuple(tuple(_cell(pairs, row, column) for column in columns) for row in rows),
        table=Table(
            head=("told by the tag", "read from the words", "replies", "share of the row"),
            rows=tuple(
                (told, heard, f"{times:,}", f"{times / _all(pairs, told):.0%}")
                for (told, heard), times in pairs.most_common()
            ),
        ),
    )


def _finding(found: Sequence[Tagged]) -> str:
    if not found:
        return "No reply in this span told its emotion by a tag"
    talks = [one.session_id for one in found]
    alike = proportion([one.told == one.heard for one in found], clusters=talks)
    beyond = alpha([(one.told, one.heard) for one in found], scale="nominal", clusters=talks)
    return f"Tag and words agree in {share(alike)} of replies; beyond chance, Krippendorff's alpha {estimate(beyond)}"


def _read_by(tiers: Sequence[Tier]) -> str:
    told = []
    for whose, name in NAMED.items():
        own = [one for one in tiers if one.whose == whose]
        whole = sum(one.readings for one in own)
        if whole:
            parts = listed([f"{one.tier} {one.readings / whole:.0%}" for one in own])
            told.append(f"{counted(whole, 'reading')} of {name}: {parts}.")
    return " ".join(told)


def _all(pairs: Counter[tuple[str, str]], told: str) -> int:
    return sum(times for (row, _), times in pairs.items() if row == told)


def _cell(pairs: Counter[tuple[str, str]], told: str, heard: str) -> Cell:
    whole = _all(pairs, told)
    return Cell(value=pairs[told, heard] / whole, of=pairs[told, heard])
