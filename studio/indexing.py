"""Keeping the memory index up with the database, off the path of a reply."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from brain.errors import PersonaForgeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.embeddings import Embedder
    from store import Store
    from store.upkeep import Kept
    from store.vectors import IndexReport

INTERVAL: Final = 2.0
"""Seconds between two looks at the outbox."""

UPKEEP_SECONDS: Final = 3_600.0
"""Seconds between two rounds of upkeep (merging, summing up, fading, purging), and before the first."""

logger = logging.getLogger(__name__)


class Indexer:
    """Drains the outbox into the index, on demand or in a thread of its own, which also sees to upkeep."""

    def __init__(
        self,
        *,
        store: Store,
        embedder: Embedder,
        interval: float = INTERVAL,
        keep_up: Callable[[], Kept] | None = None,
        keep_up_every: float = UPKEEP_SECONDS,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._interval = interval
        self._keep_up, self._keep_up_every = keep_up or store.upkeep.run, keep_up_every
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._upkeep: threading.Thread | None = None

    def start(self) -> None:
        """Begin to drain in the background; a second call changes nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="indexer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop, waiting for the batch under way."""
        self._stopped.set()
        for thread in (self._thread, self._upkeep):
            if thread is not None:
                thread.join(timeout=10)

    def drain(self) -> int:
        """Move everything that waits into the index; how many entries that were.

        Raises IndexUnavailable where another process owns the index.
        """
        return self._store.vectors.drain(self._embedder)

    def _run(self) -> None:
        """Mend the index once, then keep it up. That it is behind is logged when it begins, not at every look."""
        look: Callable[[], object] = self._mend
        behind = False
        kept_up = time.monotonic()
        while not self._stopped.wait(self._interval):
            try:
                look()
                look, behind = self.drain, False
                if time.monotonic() - kept_up > self._keep_up_every and not self._keeping_up():
                    kept_up = time.monotonic()
                    self._upkeep = threading.Thread(target=self._kept_up, name="upkeep", daemon=True)
                    self._upkeep.start()
            except PersonaForgeError as error:
                if not behind:
                    logger.warning("The memory index is behind; recall searches the newest memories only. %s", error)
                behind = True

    def _mend(self) -> IndexReport:
        return self._store.vectors.mend(self._embedder)

    def _keeping_up(self) -> bool:
        return self._upkeep is not None and self._upkeep.is_alive()

    def _kept_up(self) -> None:
        """A round of upkeep. In a thread of its own: a model may be asked, and the index must not wait for it."""
        try:
            logger.info("Memories kept up: %s", self._keep_up())
        except PersonaForgeError as error:
            logger.warning("Memories were not kept up. %s", error)
