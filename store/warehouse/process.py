"""A sync in a process of its own: what it computes takes no turn's time. Run by the studio; says what it did as JSON.

Run: `studio.warehousing` does, with {"url": …, "folder": …, "thorough": …} on its standard input, since an
address may hold a password.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from brain.errors import PersonaForgeError
from store.database import Database
from store.warehouse.syncing import sync


def main() -> None:
    """Sync once."""
    given = json.load(sys.stdin)
    database = Database(given["url"])
    try:
        told = asdict(sync(database, Path(given["folder"]), thorough=bool(given["thorough"])))
    except PersonaForgeError as error:
        told = {"error": str(error)}
    finally:
        database.close()
    sys.stdout.write(json.dumps(told))
