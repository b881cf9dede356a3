"""Makes `brain/drift/fit.json` and the tables of `docs/drift.md` again, from what ships: `personaforge calibrate`."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from brain import static_embedder
from brain.drift.fit import Fit
from evals.calibrate.design import Design, design, halves
from evals.calibrate.figures import trials
from evals.calibrate.fingerprint import MEASURES, PLAYS, fingerprint
from evals.calibrate.held_out import HeldOut
from evals.calibrate.model import FITTED_DOSE, LIMIT, balance, ensemble, linear, logistic, text_noise, usable
from evals.calibrate.page import renew
from evals.calibrate.played_out import CHAIN, played_out
from evals.calibrate.recipe import WHOLE, Recipe, of_lines, of_understudy
from evals.calibrate.report import tables
from evals.calibrate.rows import Measured, measure
from evals.calibrate.tuning import tuned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from evals.calibrate.design import Floats

NAME: Final = "local-3"

Half = Literal["lines", "understudy"]


def calibrate(out: Path, *, page: Path | None = None, recipe: Recipe = WHOLE, workers: int = 2) -> int:
    """Writes the fit, and the tables onto the page; returns how many replies were measured.

    The same code gives the same bytes: nothing depends on the hash seed, on the number of workers or of threads.
    """
    found = measured(recipe, workers=workers)
    with _one_thread():
        made = design(found)
        held_out = HeldOut(made)
        cut = halves(found, made.signals)
        fit = fitted(held_out, cut)
        if page is not None:
            from evals.calibrate.recovery import recovery

            renew(page, {**tables(held_out, trials(held_out), fit, cut), "recovery": recovery(fit)})
    out.write_text(json.dumps(stored(fit, made), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return len(made.rows)


def measured(recipe: Recipe, *, workers: int) -> list[Measured]:
    """Every session of the recipe, its replies read."""
    jobs: list[tuple[Half, Recipe]] = [("understudy", recipe), ("lines", recipe)]
    if workers < 2:  # noqa: PLR2004 - one worker is this process
        return [one for job in jobs for one in _half(job)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return [one for found in pool.map(_half, jobs) for one in found]


def fitted(held_out: HeldOut, cut: Sequence[tuple[Floats, Floats, int, int]]) -> Fit:
    """The fit on everything; its session part is chosen on evidence of held-out personas and families."""
    made = held_out.design
    rows = np.flatnonzero(usable(made))
    weight, drifted = balance(made, rows), made.drifted[rows]
    alone = logistic(made.reply[rows], drifted, weight, made.ties(made.reply))
    together = logistic(made.recent[rows], drifted, weight, made.ties(made.recent))
    noise = text_noise(cut, alone)
    return Fit.model_validate(
        {
            "id": NAME,
            "signals": made.signals,
            "manner": made.manner,
            "reply": linear(alone, ensemble(made, made.reply, rows), noise=noise),
            # A window's own error shrinks with its words as a reply's does; its halves are not measured by themselves.
            "recent": linear(together, ensemble(made, made.recent, rows), noise=noise),
            "limit": LIMIT,
            "chain": CHAIN,
            **asdict(tuned(made, played_out(made, held_out.everything()))),
        }
    )


def stored(fit: Fit, made: Design) -> dict[str, Any]:
    """The fit with what it was made from."""
    return {
        **fit.model_dump(mode="json"),
        "recipe": {
            "measures": fingerprint(MEASURES),
            "plays": fingerprint(PLAYS),
            "doses from": FITTED_DOSE,
            "replies": len(made.rows),
            "sessions": len(made.sessions),
            "personas": len(set(made.persona)),
        },
    }


def stale(path: Path) -> list[str]:
    """What has changed since the fit was made, in words; empty when it is up to date."""
    recipe = json.loads(path.read_text(encoding="utf-8")).get("recipe", {})
    what = {
        "what measures, what injects, or the recipe": ("measures", MEASURES),
        "the demo personas, or the understudy": ("plays", PLAYS),
    }
    return [name for name, (key, sources) in what.items() if recipe.get(key) != fingerprint(sources)]


def _one_thread() -> AbstractContextManager[Any]:
    """Linear algebra on one thread: the order in which it adds up must not depend on the machine's cores."""
    from threadpoolctl import threadpool_limits

    limited: AbstractContextManager[Any] = threadpool_limits(limits=1)
    return limited


def _half(job: tuple[Half, Recipe]) -> list[Measured]:
    which, recipe = job
    with _one_thread():
        settings = of_lines(recipe) if which == "lines" else of_understudy(recipe)
        return measure(settings, embedder=static_embedder.load())
