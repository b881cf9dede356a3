"""On what the figures of an experiment rest, in words. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.charts.words import counted, listed

if TYPE_CHECKING:
    from evals.contrasts import Experiment
    from studio.experiments.varying import Varied

UNDERSTUDY = "understudy"


def rests(varied: Varied, found: Experiment) -> str:
    """How many conversations stand beside each other, what is missing, and what a reader could take for the change."""
    told = [f"{counted(found.shared, 'conversation')} stand beside each other in all arms."]
    if not varied.whole:
        told.append(f"Not all was played: {varied.done} of {varied.total} conversations. What is missing is left out.")
    if found.moved:
        told.append(
            f"What measures moved between arms for {listed(list(found.moved))}: a difference there is not the change's "
            "alone."
        )
    models = [level for one in varied.design.factors if one.kind == "model" for level in one.levels]
    if UNDERSTUDY in (models or [varied.design.model]):
        told.append(
            "The understudy reads no prompt and knows no temperature: it composes from the persona's own entries."
        )
    return " ".join(told)
