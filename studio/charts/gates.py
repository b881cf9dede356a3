"""What a suite's gates say of a run, as a sentence and a table. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.charts.chart import Table
from studio.charts.words import counted, estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evals.gate import Gated


def finding(found: Gated) -> str:
    """Whether the gates are passed, and whether that would keep a version from being published."""
    told = [
        f"{counted(number, 'demand')} {words}"
        for outcome, words in (("breach", "breached"), ("cannot tell", "cannot be told"), ("pass", "passed"))
        if (number := sum(one.outcome == outcome for one in found.statements))
    ]
    return f"{', '.join(told)}: {'this blocks' if found.blocks else 'nothing blocks'}"


def table(found: Gated, names: Mapping[str, str]) -> Table:
    """Every demand on every persona, what blocks first."""
    order = {"breach": 0, "cannot tell": 1, "pass": 2}
    ranked = sorted(found.statements, key=lambda one: (not one.blocks, order[one.outcome]))
    return Table(
        head=("persona", "outcome", "demand", "score", "found, 95 % interval", "blocks", "why"),
        rows=tuple(
            (
                names.get(one.persona, one.persona),
                one.outcome,
                one.demand,
                one.score,
                estimate(one.estimate, signed="worse than before" in one.demand),
                "yes" if one.blocks else "no",
                one.why,
            )
            for one in ranked
        ),
    )
