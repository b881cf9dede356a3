"""Seeds of turns: what makes a conversation repeatable."""

from __future__ import annotations

import hashlib


def turn_seed(session_seed: int, index: int, wanted: int | None = None) -> int:
    """The seed of a turn, 0 to 2^32 - 1: fixed by the session's seed and the turn's number unless one is wanted."""
    if wanted is not None:
        return wanted
    digest = hashlib.sha256(f"{session_seed}/{index}".encode()).digest()
    return int.from_bytes(digest[:4], "big")
