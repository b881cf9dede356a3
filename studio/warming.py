"""What makes first replies as quick as later ones: prepared when nobody waits. Knows no page and no server."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from studio.wiring import Services

YOUNG: Final = 10_000
"""So many new objects more than were freed, and Python looks for garbage among them. Its own 700 are reached more than
once a turn, and there is nothing to find: what a turn leaves behind is kept, as readings, words and rows."""

USUAL: Final = gc.get_threshold()
"""As Python sets it."""


def warm(services: Services) -> None:
    """Prepare what the first reply needs, then leave all that is loaded by now out of garbage collection.

    Streamlit collects in full after every run of a page; over our modules and models that takes 0.1 s each time.
    """
    services.conversations.warm(services.actor)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *USUAL[1:])


def cool() -> None:
    """Collect garbage as Python does by itself."""
    gc.unfreeze()
    gc.set_threshold(*USUAL)
