"""What makes first replies as quick as later ones: prepared when nobody waits. Knows no page and no server."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import threading

    from studio.wiring import Services

YOUNG: Final = 10_000
"""So many new objects more than were freed, and Python looks for garbage among them. Its own 700 are reached more than
once a turn, and there is nothing to find: what a turn leaves behind is kept, as readings, words and rows."""

WARM_AFTER: Final = 3.0
"""Seconds after the start until what the first reply needs is prepared: the first page comes before it."""

LOOK_EVERY: Final = 5.0
"""Seconds between two looks at what pages have loaded since."""

MANY: Final = 50
"""So many new modules are worth leaving out too: a cycle that is in memory at such a time is never collected."""

USUAL: Final = gc.get_threshold()
"""As Python sets it."""


def spare() -> None:
    """Leave what is loaded by now out of garbage collection: the first page need not wait until it was looked through.

    Streamlit collects in full after every run of a page; over our modules and models that takes 0.1 s each time.
    """
    gc.freeze()


def stay_warm(services: Services, stopped: threading.Event) -> None:
    """Warm a little after the start, and leave out what pages load later as well, until `stopped`.

    What the first chart loads takes 0.03 s of each collection.
    """
    if stopped.wait(WARM_AFTER):
        return
    warm(services)
    known = len(sys.modules)
    while not stopped.wait(LOOK_EVERY):
        if len(sys.modules) >= known + MANY:
            gc.collect()
            spare()
            known = len(sys.modules)


def warm(services: Services) -> None:
    """Prepare what the first reply needs, then leave all that is loaded by now out of garbage collection."""
    services.conversations.warm(services.actor)
    gc.collect()
    spare()
    gc.set_threshold(YOUNG, *USUAL[1:])


def cool() -> None:
    """Collect garbage as Python does by itself."""
    gc.unfreeze()
    gc.set_threshold(*USUAL)
