"""An experiment that varies several things, as lines of text. Plays nothing, knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.errors import InvalidInput
from brain.play import printable
from studio.charts import contrasts
from studio.charts.words import TO, counted, dollars, seconds
from studio.experiments.resting import rests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.contrasts import Experiment
    from studio.experiments.varying import Planned, Varied


def planned(found: Planned) -> str:
    """What it would take, in one line."""
    one = found.estimate
    money = one.microdollars
    told = (
        "a price that is not known"
        if money is None
        else f"{dollars(money.estimate)} ({dollars(money.low)} {TO} {dollars(money.high)})"
    )
    time = one.seconds
    capped = " The upper end is over the cap: arms would stop there." if one.capped else ""
    return (
        f"{counted(len(found.orders), 'arm')}, {counted(one.cases, 'conversation')} "
        f"({one.kept_cases:,} kept from before), "
        f"{one.calls - one.kept_calls:,} calls to make: {told}, "
        f"{seconds(time.estimate)} ({seconds(time.low)} {TO} {seconds(time.high)}). {one.source}{capped}"
    )


def found(varied: Varied, what: Experiment, score: str) -> Iterator[str]:
    """What came of it, score by score. Raises InvalidInput for a score that it does not have."""
    known = [one.name for one in what.kinds]
    if score and score not in known:
        raise InvalidInput(f"There is no score {score!r}.", next_step=f"There is: {', '.join(known)}.")
    yield f"{printable(varied.title)}: {varied.design.suite.title}, {counted(len(varied.arms), 'arm')}"
    yield rests(varied, what)
    for name in known:
        if score and name != score:
            continue
        drawn = contrasts.charts(what, name)
        yield f"\n{drawn['effects'].title}"
        for row in drawn["effects"].table.rows:
            test = row[5] if row[5] == contrasts.NO_TEST else f"p and after Holm {row[5]}"
            yield f"  {printable(row[0])}: {row[2]} → {row[3]}, {row[4]}, {test}: {row[1]}"
        yield f"  {drawn['variance'].title}"
        yield f"  {drawn['power'].title}"
