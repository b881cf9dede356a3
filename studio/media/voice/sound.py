"""Sound as 16-bit mono samples: cut, joined and put into a WAV file. Knows no voice."""

from __future__ import annotations

import io
import wave
from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

SILENT: Final = 40
"""Amplitude below which the end of a sound counts as silence, of 32,767."""

_TAIL_SECONDS: Final = 0.02
"""What is left of the silence at the end of a sound, so that it does not break off."""


def samples(data: bytes) -> Samples:
    """The samples in little-endian bytes."""
    return np.frombuffer(data, dtype="<i2").astype(np.int16)


def trimmed(sound: Samples, rate: int) -> Samples:
    """The sound without the silence at its end."""
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > SILENT)
    end = int(loud[-1]) + 1 + round(_TAIL_SECONDS * rate) if loud.size else 0
    return sound[:end]


def silence(seconds: float, rate: int) -> Samples:
    """So many seconds of nothing."""
    return np.zeros(max(0, round(seconds * rate)), dtype=np.int16)


def wav(sound: Samples, rate: int) -> bytes:
    """A WAV file of one channel."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(sound.astype("<i2").tobytes())
    return out.getvalue()


def median_pitch(sound: Samples, rate: int) -> float | None:
    """The median fundamental frequency in hertz of the voiced parts, by autocorrelation; None without any.

    Windows of 40 ms every 20 ms; a window is voiced where its autocorrelation, divided by that at lag 0 and corrected
    for the shorter overlap, has a peak of at least 0.5 between 60 and 450 Hz. The shortest lag within 90 % of the
    highest peak counts, against octave errors.
    """
    size, step = int(0.04 * rate), int(0.02 * rate)
    low, high = int(rate / 450), int(rate / 60)
    found: list[float] = []
    data = sound.astype(np.float64)
    for begin in range(0, len(data) - size, step):
        window = data[begin : begin + size] - data[begin : begin + size].mean()
        if np.abs(window).max() < 10 * SILENT:
            continue
        spectrum = np.fft.rfft(window, 2 * size)
        correlation = np.fft.irfft(np.abs(spectrum) ** 2)[:size]
        overlap = correlation[low:high] / correlation[0] * (size / (size - np.arange(low, high)))
        peaks = np.flatnonzero((overlap[1:-1] > overlap[:-2]) & (overlap[1:-1] >= overlap[2:])) + 1
        if peaks.size and (best := overlap[peaks].max()) >= 0.5:  # noqa: PLR2004 - the docstring's
            first = peaks[overlap[peaks] >= 0.9 * best][0]
            found.append(rate / (low + int(first)))
    return float(np.median(found)) if found else None
