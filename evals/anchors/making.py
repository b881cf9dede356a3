"""How the anchors were made: `python -m evals.anchors.making` plays them anew. They are frozen, so this is a record.

To run it replaces what every run until now was held against; comparisons across that change say that they cannot tell.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from evals.anchors.rescoring import FILE, Anchor, Anchors
from evals.gate_check.pool import Flipped, Reseeded, pool
from evals.suites import load

if TYPE_CHECKING:
    from evals.run import Run

WHO: Final = ("mira-okafor", "tomas-lindqvist")
SUITE: Final = """
name: anchors
title: Anchors
seeds: [100, 101]
conversations: [{id: talk, turns: 6, simulator: {kind: bank, bank: everyday}}]
scorers: [{name: drift mean}]
"""


def made() -> Anchors:
    """For each persona two faithful conversations and two with every trait turned round."""
    suite = load.parse(SUITE.encode())
    faithful, flipped = pool(suite, [Reseeded(100), Flipped(101, dose=1.0)], slugs=WHO)
    return Anchors(
        genomes=faithful.order.genomes,
        anchors=(*_anchors(faithful, "faithful"), *_anchors(flipped, "traits turned round")),
    )


def _anchors(run: Run, what: str) -> tuple[Anchor, ...]:
    return tuple(
        Anchor(name=f"{one.record.persona}, {what}, {one.record.seed}", record=one.record) for one in run.outcomes
    )


if __name__ == "__main__":
    Path(str(files("evals.anchors").joinpath(FILE))).write_text(made().model_dump_json() + "\n", encoding="utf-8")
    sys.stdout.write(f"{FILE} was made anew.\n")
