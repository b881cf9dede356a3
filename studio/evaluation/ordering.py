"""From names to an order: a suite, and personas of the library in a version each. Plays nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from brain import demo
from brain.errors import InvalidInput, NotFound
from evals.order import Order, Subject, cases_of
from evals.suites import load
from studio.subjects import subjects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.suites.suite import Suite
    from store.actor import Actor
    from studio.library import Library
    from studio.versions import Versions


def suite_of(name: str) -> Suite:
    """A suite that ships by its name, or that of a YAML file by its path. Raises NotFound and InvalidSuite."""
    path = Path(name)
    return load.load_file(path) if path.suffix == load.SUFFIX else load.load(name)


def tested(library: Library, versions: Versions, actor: Actor, wanted: Sequence[str]) -> tuple[Subject, ...]:
    """Personas as `studio.subjects` finds them; none means the demo personas.

    A demo persona that is not in the library is tested as it ships. Raises NotFound and InvalidInput.
    """
    if wanted:
        return subjects(actor, library, versions, wanted)
    found: list[Subject] = []
    for genome in demo.load_all():
        try:
            (one,) = subjects(actor, library, versions, [genome.metadata.slug])
        except NotFound:
            one = Subject(genome=genome)
        # A copy's slug may hold the one that is sought.
        found.append(one if one.genome.metadata.slug == genome.metadata.slug else Subject(genome=genome))
    return tuple(found)


def check(order: Order) -> int:
    """How many cases an order has. Raises InvalidInput for one without any, and for two personas of one slug."""
    slugs = [one.metadata.slug for one in order.genomes]
    twice = sorted({one for one in slugs if slugs.count(one) > 1})
    if twice:
        raise InvalidInput(
            f"{', '.join(twice)} would be tested twice in one run.",
            why="Personas of a run are told apart by their slug.",
            next_step="Start a run for each version, and compare them.",
        )
    total = len(cases_of(order))
    if total == 0:
        raise InvalidInput(
            f"The suite {order.suite.name!r} has no case for these personas.",
            why="It names other personas, or repeats its conversations over something that these have none of.",
            next_step=f"Look at it with `personaforge eval show {order.suite.name}`.",
        )
    return total
