"""A sync in a process of its own: what it computes takes no turn's time. Run by the studio; says what it did as JSON.

Run: python -m store.warehouse.process, with {"url": …, "folder": …, "thorough": …} on its standard input, since an
address may hold a password.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from brain.errors import PersonaForgeError
from store.database import Database
from store.warehouse.syncing import sync

_KINDNESS = 10
"""It gives way to everything else that runs on this machine."""


def main() -> None:
    """Sync once."""
    os.nice(_KINDNESS)
    given = json.load(sys.stdin)
    database = Database(given["url"])
    try:
        told = asdict(sync(database, Path(given["folder"]), thorough=bool(given["thorough"])))
    except PersonaForgeError as error:
        told = {"error": str(error)}
    finally:
        database.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
