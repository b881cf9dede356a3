"""Keeping the warehouse's files up with the database when it is due, in a process of its own: no turn waits for it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from brain.errors import PersonaForgeError

if TYPE_CHECKING:
    from store import Store
    from studio.settings import Settings

# It gives way to everything else from its first step: what it imports takes as long as a sync.
PROGRAM: Final = "import os; os.nice(10); from store.warehouse.process import main; main()"

INTERVAL: Final = 10.0
"""Seconds between two looks at the queue."""

MANY: Final = 1_000
"""So many rows are worth a sync at once: until then they are read from the database, in a tenth of a second."""

LONG: Final = 600.0
"""Seconds after which fewer are worth one too."""

AGAIN: Final = 300.0
"""Seconds until it is tried again after it failed."""

logger = logging.getLogger(__name__)


class Warehousing:
    """Syncs in the background. One for a process; with several, whoever is first does it and the others pass."""

    def __init__(self, *, store: Store, settings: Settings, interval: float = INTERVAL) -> None:
        self._store, self._settings, self._interval = store, settings, interval
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self._since: float | None = None

    def start(self) -> None:
        """Begin to look; a second call changes nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="warehousing", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop, ending a sync under way: the next one goes on from what it left."""
        self._stopped.set()
        if self._process is not None:
            self._process.kill()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def due(self) -> bool:
        """Whether a sync is worth its while now. Raises the StoreErrors."""
        standing = self._store.warehouse.standing()
        if standing.elsewhere:
            return False
        if standing.damaged or standing.live >= MANY:
            return True
        if not standing.live:
            self._since = None
            return False
        self._since = self._since or time.monotonic()
        return time.monotonic() - self._since >= LONG

    def sync(self, *, thorough: bool = False) -> dict[str, Any]:
        """Sync in a process of its own and wait for it: what it did, or the `error`; empty where it was ended."""
        place = {"url": self._settings.url, "folder": str(self._settings.warehouse_path)}
        given = json.dumps(place | {"thorough": thorough})
        with subprocess.Popen(  # noqa: S603 - this interpreter and our own words
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        ) as process:  # fmt: skip
            self._process = process
            told, _ = process.communicate(given)
        self._process, self._since = None, None
        return dict(json.loads(told)) if told else {}

    def _round(self) -> str:
        """Sync if it is due, and say what went wrong. What was found damaged in use may not show by its size."""
        if not self.due():
            return ""
        return str(self.sync(thorough=self._store.warehouse.standing().damaged > 0).get("error", ""))

    def _run(self) -> None:
        pause = self._interval
        while not self._stopped.wait(pause):
            pause = self._interval
            try:
                problem = self._round()
            except PersonaForgeError as error:
                problem = str(error)
            if problem:
                pause = AGAIN
                logger.warning("The warehouse was not synced; what is not in its files is read live. %s", problem)
