"""What is asked of a provider of speech, and what it gives. Knows no provider, no store and no screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome.voice import VoiceDNA


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRequest:
    """Words to be spoken in a persona's voice with an emotion's profile."""

    text: str
    voice: VoiceDNA
    emotion: str = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A word or a phoneme (IPA) and when it is heard, in seconds from the start."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Encoded sound, its timings, and where it comes from. `cost_microdollars` None: the price is not known."""

    data: bytes
    media_type: Literal["audio/wav", "audio/mpeg"]
    seconds: float
    words: tuple[Spoken, ...]
    phonemes: tuple[Spoken, ...]
    made_by: str
    label: str
    cost_microdollars: int | None = 0


class SpeechModel(Protocol):
    """A provider of speech. `id` names provider and version; `label` is what a person reads beside each sound."""

    @property
    def id(self) -> str:
        """Provider and version, such as `espeak-ng/1.52`."""
        ...

    @property
    def label(self) -> str:
        """What it is, in words, such as `preview voice`."""
        ...

    def speak(self, request: SpeechRequest, *, cancelled: Callable[[], bool] = lambda: False) -> Speech:
        """The speech asked for. Raises InvalidInput, a ModelError where the provider fails, or ModelCancelled."""
        ...
