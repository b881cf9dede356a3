"""What Inspect leaves on the disk: logs of each run, and replies that runs of the same personas and models share.

A run's folder of logs names the replies that it uses, so that they go with the last run that does. Imports no Inspect.
"""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING, Final

from filelock import FileLock

from brain.genome.genome import content_hash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from evals.harness import Plan

CACHE: Final = "cache"
LOGS: Final = "logs"
USES: Final = "replies"
"""The file in a run's folder of logs with the names of the replies that it uses, one a line."""

_LOCK: Final = "shelf.lock"


def replies(plan: Plan) -> str:
    """The name under which this plan's replies are kept: of all its personas and models, 16 hexadecimal digits."""
    parts = [f"{content_hash(one.genome)} {one.model.id}" for _, one in sorted(plan.casts.items())]
    user = plan.user_model.id if plan.user_model else ""
    return hashlib.sha256("\0".join((*parts, user)).encode()).hexdigest()[:16]


def use(folder: Path, logs: Path, name: str) -> Path:
    """The folder of the replies by that name, and note that the run with these logs uses them."""
    logs.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / _LOCK):
        known = _uses(logs)
        if name not in known:
            (logs / USES).write_text("".join(f"{one}\n" for one in (*known, name)), encoding="utf-8")
        return folder / CACHE / name


def runs(folder: Path) -> Iterator[str]:
    """The names of the folders of logs, which are the ids of their runs."""
    return (one.name for one in (folder / LOGS).glob("*") if one.is_dir())


def forget(folder: Path, run_id: str) -> None:
    """Remove a run's logs, and the replies that no other run uses. Does nothing where there are none."""
    logs = folder / LOGS / run_id
    if not logs.is_dir():
        return
    with FileLock(folder / _LOCK):
        mine = set(_uses(logs))
        shutil.rmtree(logs)
        others = {name for one in (folder / LOGS).iterdir() for name in _uses(one)}
        for name in mine - others:
            shutil.rmtree(folder / CACHE / name, ignore_errors=True)


def _uses(logs: Path) -> tuple[str, ...]:
    listed = logs / USES
    return tuple(listed.read_text(encoding="utf-8").split()) if listed.is_file() else ()
