"""Use case: a run as a bundle, and a bundle scored again. Needs no key, since no model is asked; knows no page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from brain.emotion.hybrid.shipped import hybrid
from brain.genome.genome import content_hash
from brain.play import Cast
from evals.bundle import again, file, making
from evals.calls import SaidAgain
from evals.harness import nothing
from evals.run import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evals.bundle.again import Rescored
    from evals.bundle.content import Bundle
    from evals.order import Order
    from evals.run import Run
    from studio.casting import Casting


def bundled(casting: Casting, run: Run, *, progress: Callable[[int, int], None] = nothing) -> bytes:
    """The run's bundle as a file: byte for byte the same whenever it is made by the same code."""
    return file.write(making.bundle(run, listeners(casting, run.order), progress=progress))


def opened(data: bytes) -> Bundle:
    """The bundle in a file. Raises InvalidInput for anything else."""
    return file.read(data)


def rescored(casting: Casting, bundle: Bundle, *, progress: Callable[[int, int], None] = nothing) -> Rescored:
    """The bundle's replies through today's gauge, detector and scorers."""
    casts = listeners(casting, bundle.run.order, prompt_tokens=bundle.prompt_tokens)
    fit = next(iter(casts.values())).gauge.fit.id
    return again.rescored(bundle, casts, now=environment(drift_fit=fit), progress=progress)


def listeners(casting: Casting, order: Order, *, prompt_tokens: int | None = None) -> Mapping[str, Cast]:
    """Who reads what the personas of an order said, by slug: as when they play, but their model says nothing.

    `prompt_tokens` is how long a prompt may be; None: as the settings have it.
    """
    budget = casting.budget(order.model)
    if prompt_tokens is not None:
        budget = replace(budget, tokens=prompt_tokens)
    model, detector = SaidAgain(order.model, ()), hybrid(casting.embedder)
    return {
        one.metadata.slug: Cast(
            genome=one,
            model=model,
            detector=detector,
            gauge=casting.gauge(one, genome_hash=content_hash(one)),
            budget=budget,
        )
        for one in order.genomes
    }
