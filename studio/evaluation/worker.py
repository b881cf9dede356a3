"""`python -m studio.evaluation.worker RUN`: plays one run, then has another process play the next. The worker itself.

Ends with 0 also where there was nothing to play. SIGTERM interrupts the run, which can then be gone on with.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from brain.errors import PersonaForgeError
from brain.models import prices
from store import open_store
from studio.casting import Casting
from studio.evaluation.harnesses import sweep
from studio.evaluation.processes import begin, log_path
from studio.settings import Settings, limit_threads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from store import Store
    from store.run_values import Lease


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the run that is named, or the one that has waited longest where that one is taken."""
    parser = argparse.ArgumentParser(prog="python -m studio.evaluation.worker", description=__doc__)
    parser.add_argument("run", help="id of the run")
    parser.add_argument("--settings", choices=["-"], help="- reads the settings as JSON from standard input")
    given = parser.parse_args(arguments)
    settings = Settings.model_validate_json(sys.stdin.buffer.read()) if given.settings else Settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(message)s")
    prices.use(settings.prices_file)
    store = open_store(settings.url)
    try:
        lease = _claimed(store, given.run, at_once=settings.eval_workers)
        if lease is not None:
            # Beside this run, where more than one may be played at once, and after it.
            _begin_next(store, settings)
            _play(store, settings, lease)
            # It may have been deleted while it was played.
            sweep(store, settings)
            _begin_next(store, settings)
        _forget_silence(log_path(settings, given.run))
    except PersonaForgeError as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is a command
        return 1
    finally:
        store.close()
    return 0


def _begin_next(store: Store, settings: Settings) -> None:
    following = store.leases.next(at_once=settings.eval_workers)
    if following is not None:
        begin(settings, following)


def _forget_silence(log: Path) -> None:
    """Take the log away if nothing was written into it."""
    with suppress(OSError):
        if log.stat().st_size == 0:
            log.unlink()


def _claimed(store: Store, run_id: str, *, at_once: int) -> Lease | None:
    lease = store.leases.claim(run_id, at_once=at_once)
    while lease is None and (other := store.leases.next(at_once=at_once)) is not None:
        lease = store.leases.claim(other, at_once=at_once)
    return lease


def _play(store: Store, settings: Settings, lease: Lease) -> None:
    from studio.evaluation.playing import play

    asked = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: asked.set())
    play(store, Casting(settings), lease, stopped=asked.is_set)


if __name__ == "__main__":
    limit_threads()
    sys.exit(main())
