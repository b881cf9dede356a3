"""Who is asking. Every function of the store takes an Actor first and shows only what that actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

LOCAL_USER_ID: Final = "00000000-0000-4000-8000-000000000001"
"""The id of the one local user of a studio without accounts."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The user on whose behalf something is done. An admin may see and change what others own."""

    user_id: str
    role: Literal["member", "admin"] = "member"


LOCAL_ACTOR: Final = Actor(user_id=LOCAL_USER_ID)
"""The actor of a studio without accounts, which serves the loopback address only."""
