"""The outline of a run: out of the database where it is kept, else made of the outcomes and kept. Plays nothing."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from brain.errors import PersonaForgeError, StoreError
from evals import outline
from store.actor import Actor
from studio.evaluation import keeping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome
    from evals.outline import Outline
    from evals.run import Run
    from store import Store
    from store.run_values import Lease, OutcomePlace

_log = logging.getLogger(__name__)


def outlined(store: Store, actor: Actor, run: Run, *, ended: bool) -> Outline:
    """The outline of a run; `run` is its order and environment, its outcomes do not matter.

    One that is still played is made anew each time. Raises NotFound.
    """
    key = key_of(store.outlines.places(actor, run.id))
    text = store.outlines.get(actor, run.id, key)
    if text is None:
        text = _made(store, actor, run.id, run.order.genomes)
        if ended:
            # It is derived: where it cannot be kept now, it is made again.
            with suppress(StoreError):
                store.outlines.put(actor, run.id, key, text)
    return outline.restored(run, text)


def keep(store: Store, lease: Lease, genomes: Sequence[PersonaGenome]) -> None:
    """Keep the outline of a run that is about to end, so that whoever looks first need not wait. Raises no error."""
    actor, run_id = Actor(lease.user_id), lease.run_id
    try:
        key = key_of(store.outlines.places(actor, run_id))
        store.outlines.put(actor, run_id, key, _made(store, actor, run_id, genomes))
    except PersonaForgeError:
        _log.exception("run %s: no outline", lease.run_id)


def key_of(places: Sequence[OutcomePlace]) -> str:
    """What an outline is made of: these outcomes, and the code that reads them."""
    ids = "\0".join(f"{one.position} {one.id}" for one in places)
    return hashlib.sha256(f"{outline.VERSION}\0{ids}".encode()).hexdigest()


def _made(store: Store, actor: Actor, run_id: str, genomes: Sequence[PersonaGenome]) -> str:
    return outline.document(genomes, keeping.outcomes(store.outcomes.of_run(actor, run_id)))
