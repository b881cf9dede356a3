"""`python -m evals.contradiction [FILE]`: makes the tables of contradictions in `docs/drift.md` again.

FILE is JSON Lines with `role` and `generated`, as for `evals.drift_outside`; without it that line is left out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evals.calibrate.page import renew, table
from evals.contradiction.dialogues import outside, untouched
from evals.contradiction.pairs import counted, pairs, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.contradiction.dialogues import Accused
    from evals.contradiction.pairs import Pair


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when the tables were made."""
    parser = argparse.ArgumentParser(prog="python -m evals.contradiction", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="answers of role-play voices from outside")
    parser.add_argument("--docs", type=Path, default=Path("docs/drift.md"), help="the page whose tables are renewed")
    chosen = parser.parse_args(arguments)
    lines = [_line("understudy, no drift, 20 turns", untouched())]
    if chosen.file:
        lines.append(_line("role-play answers from outside, 20 each", outside(chosen.file)))
    made = {"contradiction pairs": _pairs(), "contradiction dialogues": table(_DIALOGUES, lines)}
    renew(chosen.docs, made)
    sys.stdout.write("\n".join(made.values()))
    return 0


_DIALOGUES = (
    "harmless dialogues",
    "accused",
    "95 % interval",
    "plainly",
    "95 % interval",
    "replies accused",
    "claims read",
)


def _line(name: str, found: Accused) -> Sequence[str]:
    return (
        name,
        *shown(found.any_strength, found.dialogues),
        *shown(found.plain, found.dialogues),
        f"{found.accused_replies} of {found.replies:,}",
        f"{found.claims:,}",
    )


def _pairs() -> str:
    held_out = [pair for pair in pairs() if pair.half == "held out"]
    known = [pair for pair in pairs() if pair.half == "development"]
    slots = list(dict.fromkeys(pair.slot for pair in held_out))
    lines = [_row(slot, [pair for pair in held_out if pair.slot == slot]) for slot in slots]
    lines += [_row("**all held out**", held_out), _row("all development", known)]
    head = ("slot", "contradictions found", "95 % interval", "harmless accused", "95 % interval", "precision")
    return table(head, lines)


def _row(name: str, chosen: Sequence[Pair]) -> Sequence[str]:
    counts = counted(chosen)
    said = counts.found + counts.accused
    precision = f"{counts.found / said:.2f}" if said else "–"  # noqa: RUF001 - a dash for nothing
    return name, *shown(counts.found, counts.contradicting), *shown(counts.accused, counts.harmless), precision


if __name__ == "__main__":
    sys.exit(main())
