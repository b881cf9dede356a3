"""Where and how an eval is held. Plays nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from brain.models.backoff import Backoff


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of the log, whether replies are cached, how to wait, and what the log says of the run."""

    logs: Path
    cached: bool
    backoff: Backoff
    facts: Mapping[str, object] = field(default_factory=dict)
