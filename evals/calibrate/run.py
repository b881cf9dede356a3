"""`python -m evals.calibrate.run`: makes `brain/drift/fit.json` and the tables of `docs/drift.md` again, byte for byte.

It works from what ships: the voices, the demo personas and the understudy. `--check` only says whether the fit is
older than what it was made from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from brain import static_embedder
from brain.drift.fit import Evidence
from brain.drift.gauge import CONTRADICTED
from brain.drift.session import DECIDED, turning
from evals.calibrate.model import (
    FITTED_DOSE,
    alarm,
    assembled,
    ensemble,
    logistic,
    sessions,
    tempering,
    text_noise,
    usable,
)
from evals.calibrate.rows import NAMES, Row, measure
from evals.calibrate.sessions import OTHER_VOICE, PLAIN_ASSISTANT, TYPES, of_lines, of_understudy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from brain.drift.fit import Fit

BLIND: Final[frozenset[str]] = frozenset()
"""Types that no signal here can see, so that the fit does not learn from them. None since claims are read."""

FITTED: Final = (OTHER_VOICE, PLAIN_ASSISTANT, *(kind for kind in TYPES if kind not in BLIND))

LINE_SEEDS: Final = (0, 1)
UNTOUCHED: Final = 10
DRIFTING: Final = 3
LONG: Final = 20
"""Untouched conversations of twenty turns for each persona, and their length in turns."""

NAME: Final = "local-1"
SOURCES: Final = (
    ("brain.drift", "attribution"),
    ("brain.drift", "voices"),
    ("brain.drift", "signals"),
    ("brain.drift", "claims"),
    ("brain.drift", "floor.py"),
    ("brain.drift", "ngrams.py"),
    ("brain.drift", "persona_claims.py"),
    ("brain.drift", "persona_text.py"),
    ("brain.drift", "sample.py"),
    ("brain.drift", "sufficiency.py"),
    ("brain.style", ""),
    ("evals.calibrate", "script.toml"),
    ("evals.calibrate", "sessions.py"),
    ("evals.calibrate", "rows.py"),
    ("evals.calibrate", "model.py"),
    ("evals.calibrate", "run.py"),
)
"""What the fit is made from besides the demo personas and the understudy, which have a fingerprint of their own."""

PLAYED: Final = (("brain.demo", ""), ("brain.models.understudy", ""))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 when the fit was made, or is up to date; 1 when `--check` finds it old."""
    parser = argparse.ArgumentParser(prog="python -m evals.calibrate.run", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the fit is up to date")
    parser.add_argument("--out", type=Path, default=Path("brain/drift/fit.json"), help="where the fit goes")
    parser.add_argument("--docs", type=Path, default=Path("docs/drift.md"), help="the page whose tables are renewed")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        return _checked(chosen.out)
    from evals.calibrate.report import renew, tables

    rows, long = measured()
    fit, held_out = fitted(rows, long)
    kept = {
        **fit.model_dump(mode="json"),
        "recipe": {
            "inputs": fingerprint(SOURCES),
            "played": fingerprint(PLAYED),
            "kinds": list(FITTED),
            "doses from": FITTED_DOSE,
            "replies": len(rows),
            "sessions": len({row.session.id for row in rows}),
            "personas": len({row.session.persona for row in rows}),
        },
    }
    renew(chosen.docs, tables(rows, long, fit, held_out))
    chosen.out.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{chosen.out}: {len(rows):,} replies of {kept['recipe']['personas']} personas\n")
    return 0


def measured() -> tuple[list[Row], list[Row]]:
    """The rows to fit and to judge on, and those of the long untouched conversations."""
    embedder = static_embedder.load()
    rows = [row for seed in LINE_SEEDS for row in measure(of_lines(seed), embedder=embedder)]
    rows += measure(of_understudy(0, untouched=UNTOUCHED, drifting=DRIFTING), embedder=embedder)
    long = measure(of_understudy(7, untouched=LONG, drifting=0, turns=LONG), embedder=embedder)
    return rows, long


def fitted(rows: Sequence[Row], long: Sequence[Row]) -> tuple[Fit, dict[str, Fit]]:
    """The fit on all personas; and for each persona the fit made without it, by which it is judged.

    The session part (temper, change point) is fitted on the evidence of left-out personas.
    """
    learned = usable(rows, FITTED)
    main, members = logistic(learned), ensemble(learned)
    noise = text_noise(learned, main)
    fit = assembled(main, members, noise=noise, name=NAME)
    held_out = {
        persona: assembled(
            logistic([row for row in learned if row.session.persona != persona]),
            members,
            noise=noise,
            name=f"{NAME} without {persona}",
        )
        for persona in sorted({row.session.persona for row in rows})
    }
    seen = [row for row in rows if not row.drifted or row.session.kind in FITTED]
    seen = [row for row in seen if not row.session.kind or row.session.dose >= FITTED_DOSE]
    seen = [row for row in seen if not row.session.kind or row.session.kind in FITTED]
    found = sessions(seen, judged(seen, held_out))
    temper, offset = tempering(found, fit)
    fit = fit.model_copy(update={"temper": temper, "offset": offset})
    quiet = untouched(rows, long, held_out)
    drifting = [
        (pairs[0][0].session.from_turn, [one for _, one in pairs])
        for pairs in found.values()
        if pairs[0][0].session.kind
    ]
    allowance, threshold = alarm(quiet, drifting, fit)
    session_part = {"temper": temper, "offset": offset, "allowance": allowance, "alarm": threshold}
    held_out = {name: one.model_copy(update=session_part) for name, one in held_out.items()}
    return fit.model_copy(update=session_part), held_out


def judged(rows: Sequence[Row], fits: dict[str, Fit]) -> list[Evidence | None]:
    """The evidence of each reply by the fit made without its persona; None for `cannot tell`."""
    return [_evidence(row, fits[row.session.persona]) for row in rows]


def untouched(rows: Sequence[Row], long: Sequence[Row], fits: dict[str, Fit]) -> list[list[list[Evidence | None]]]:
    """Untouched sessions of twenty turns, a list for each source: the understudy's, and pairs of shuffled lines."""
    played = [[one for _, one in pairs] for pairs in sessions(long, judged(long, fits)).values()]
    quiet = [row for row in rows if not row.session.kind and row.session.source == "lines"]
    by_persona: dict[str, list[list[Evidence | None]]] = {}
    for pairs in sessions(quiet, judged(quiet, fits)).values():
        by_persona.setdefault(pairs[0][0].session.persona, []).append([one for _, one in pairs])
    joined = [first + second for lists in by_persona.values() for first, second in list(pairwise(lists))[::2]]
    return [played, joined]


def fingerprint(sources: Sequence[tuple[str, str]]) -> str:
    """12 hexadecimal digits over the names and bytes of these files and folders; line ends do not matter."""
    digest = hashlib.sha256()
    for package, name in sources:
        top = files(package)
        for path, place in _walk(top.joinpath(name) if name else top, f"{package}/{name}"):
            digest.update(place.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\1")
    return digest.hexdigest()[:12]


def _walk(path: Traversable, place: str) -> list[tuple[Traversable, str]]:
    if path.is_file():
        return [(path, place)] if not place.endswith(".pyc") else []
    inside = sorted(path.iterdir(), key=lambda entry: entry.name)
    return [found for entry in inside if entry.name != "__pycache__" for found in _walk(entry, f"{place}/{entry.name}")]


def _evidence(row: Row, fit: Fit) -> Evidence | None:
    if not row.told:
        return None
    if row.decided:
        return Evidence(-DECIDED, own=0.0, shared=0.0)
    distances = {name: float(z) for name, z in zip(NAMES, row.distances, strict=True) if not np.isnan(z)}
    evidence = fit.evidence(distances, replies=row.usual, words=row.words)
    if row.contradicted:
        return Evidence(min(evidence.log_odds, turning(fit)), own=CONTRADICTED, shared=0.0)
    return evidence


def _checked(path: Path) -> int:
    recipe = json.loads(path.read_text(encoding="utf-8")).get("recipe", {})
    old = [
        what for what, sources in (("inputs", SOURCES), ("played", PLAYED)) if recipe.get(what) != fingerprint(sources)
    ]
    sys.stdout.write(f"out of date: {', '.join(old)}\n" if old else "up to date\n")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
