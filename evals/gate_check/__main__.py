"""`python -m evals.gate_check [times] [part …]`: prints the tables of docs/gates.md.

Parts are alarms, alike, power, truth and gates; all but alike if none is named. A pool of runs is played once for each
part, and whole conversations are drawn from it for every repeat. What was played is kept in `build/gate_check`, and not
played again.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from evals.gate_check.belonging import likeness
from evals.gate_check.pool import Flipped, Reseeded, pool
from evals.gate_check.rates import false_alarms, power
from evals.gate_check.shipped import shipped
from evals.gate_check.truth import coverage
from evals.kept import Kept
from evals.suites import load
from evals.suites.suite import Scoring

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brain.models.chat import ChatModel
    from evals.gate_check.rates import Rate
    from evals.run import Run
    from evals.suites.names import ScorerName
    from evals.suites.suite import Suite

KEPT: Final = Path("build/gate_check")
ALARM_RUNS: Final = 4
ALARM_WHO: Final = ("albert-einstein", "mira-okafor", "victoria-hale")
ALARM_SCORERS: Final[tuple[ScorerName, ...]] = (
    "drift mean",
    "drift low",
    "emotion match",
    "style distance",
    "who said it",
)
POWER_RUNS: Final = 1
POWER_SEEDS: Final = 40
TALKS: Final = 30
POWER_WHO: Final = ("albert-einstein", "lord-malachar", "mira-okafor")
DOSE: Final = 0.5
GATED: Final[tuple[ScorerName, ...]] = ("drift mean", "style distance", "who said it")

_TWENTY: Final = f"""
name: twenty-turns
title: Thirty conversations of twenty turns
seeds: {list(range(POWER_SEEDS))}
conversations: [{{id: talk, turns: 20, simulator: {{kind: bank, bank: everyday}}}}]
scorers: [{{name: drift mean}}, {{name: drift low}}, {{name: signals}}, {{name: style distance}}, {{name: who said it}}]
"""


def main() -> int:
    """Plays and prints every part, or those named."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    parts = sys.argv[2:] or ["alarms", "power", "truth", "gates"]
    if {"alarms", "alike"} & {*parts}:
        scorers = tuple(Scoring(name=one) for one in ALARM_SCORERS)
        suite = load.load("in_character").model_copy(update={"scorers": scorers})
        runs = _pool(suite, [Reseeded(number) for number in range(ALARM_RUNS)], "alarms", ALARM_WHO)
        if "alarms" in parts:
            _table("two runs of the same version", false_alarms(runs, times, scorers=GATED))
        _say(("", "", "", "", ""))
        _say(("alike", "score", "of", "correlation", "conversations"))
        for one in likeness(runs, ("drift mean", "style distance", "who said it")):
            _say((one.what, one.score, one.grouped, f"{one.correlation:.2f}", str(one.conversations)))
    if "power" in parts:
        suite = load.parse(_TWENTY.encode())
        faithful = _pool(suite, [Reseeded(number) for number in range(POWER_RUNS)], "power", POWER_WHO)
        changed = [Flipped(number, DOSE) for number in range(POWER_RUNS, 2 * POWER_RUNS)]
        flipped = _pool(suite, changed, "power", POWER_WHO)
        _table(f"trait flip at dose {DOSE}, {TALKS} conversations", power(faithful, flipped, times, talks=TALKS))
    if "truth" in parts:
        _table("the 95 % interval held the true difference", coverage(2 * times))
    if "gates" in parts:
        _gates()
    return 0


def _gates() -> None:
    """What the shipped gates say of the understudy: the personas' means, and how many of them had each outcome."""
    _say(("suite", "gate", "drift", "means", "pass, breach, cannot tell"))
    for name in load.names():
        with Kept.opened(KEPT / f"gates-{name}") as kept:
            for one in shipped(name, kept):
                counts = ", ".join(str(one.outcomes.get(each, 0)) for each in ("pass", "breach", "cannot tell"))
                _say((name, one.demand, f"{one.kind} {one.dose:g}", f"{one.least:.2f} to {one.most:.2f}", counts))


def _pool(suite: Suite, models: Sequence[ChatModel], name: str, who: Sequence[str] = ()) -> tuple[Run, ...]:
    with Kept.opened(KEPT / name) as keeper:
        return pool(suite, models, slugs=who, keeper=keeper)


def _table(title: str, rates: Iterable[Rate]) -> None:
    _say(("", ""))
    _say((title, "share of repeats (95 % interval)"))
    _say(("---", "---"))
    for one in rates:
        _say((one.name, f"{one.words}, {one.times} repeats"))


def _say(cells: Iterable[str]) -> None:
    sys.stdout.write("| " + " | ".join(cells) + " |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
