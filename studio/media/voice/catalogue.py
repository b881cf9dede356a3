"""Voices that can be chosen, page by page, whoever provides them. Knows no provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceEntry:
    """A voice of a provider. `label` is read beside it; `preview_url` is an address of the provider's, or empty."""

    provider: str
    id: str
    name: str
    label: str
    description: str = ""
    sounds: str = ""
    age: str = ""
    accent: str = ""
    category: str = ""
    preview_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePage:
    """Some voices, and the token of the next page; empty: there is none. `total` None: not known."""

    voices: tuple[VoiceEntry, ...] = ()
    next_token: str = ""
    total: int | None = None


class VoiceCatalogue(Protocol):
    """A provider's voices."""

    def search(self, text: str = "", *, page: str = "", size: int = 30) -> VoicePage:
        """Voices whose name, description or labels hold the text; empty: all. Raises a ModelError."""
        ...
