"""One preview voice for all tests of this folder: its process is started once."""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING

import pytest

from studio.media.voice import sound
from studio.media.voice.espeak import EspeakVoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from studio.media.voice.speech import Speech


@pytest.fixture(scope="session")
def espeak() -> Iterator[EspeakVoice]:
    """The embedded voice."""
    voice = EspeakVoice()
    yield voice
    voice.close()


@pytest.fixture
def samples() -> Callable[[Speech], sound.Samples]:
    """Reads the samples of a WAV speech, and checks its form."""

    def read(speech: Speech) -> sound.Samples:
        with wave.open(io.BytesIO(speech.data)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
            return sound.samples(file.readframes(file.getnframes()))

    return read
