"""Speeches one after the other as one, with silence between them. Knows no provider."""

from __future__ import annotations

import io
import wave
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from brain.errors import ModelGarbled
from studio.media.voice import sound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.media.voice.speech import Speech, Spoken


def joined(speeches: Sequence[tuple[Speech, float]]) -> Speech:
    """One speech of several, each with the seconds of silence after it; timings go on through all of it.

    Costs add up, and are not known where one is not. Raises ModelGarbled for sound that is no WAV file, or of
    different rates.
    """
    parts: list[sound.Samples] = []
    words: list[Spoken] = []
    phonemes: list[Spoken] = []
    rates: set[int] = set()
    start = 0.0
    for speech, pause in speeches:
        samples, rate = _read(speech)
        rates.add(rate)
        words += _later(speech.words, start)
        phonemes += _later(speech.phonemes, start)
        parts += [samples, sound.silence(pause, rate)]
        start += (len(samples) + len(parts[-1])) / rate
    if len(rates) != 1:
        raise ModelGarbled("The parts of the speech do not fit together.", next_step="Speak it as one text.")
    costs = [speech.cost_microdollars for speech, _ in speeches]
    known = [cost for cost in costs if cost is not None]
    return replace(
        speeches[0][0],
        data=sound.wav(np.concatenate(parts), rates.pop()),
        seconds=start,
        words=tuple(words),
        phonemes=tuple(phonemes),
        cost_microdollars=sum(known) if len(known) == len(costs) else None,
    )


def _read(speech: Speech) -> tuple[sound.Samples, int]:
    try:
        with wave.open(io.BytesIO(speech.data)) as file:
            return sound.samples(file.readframes(file.getnframes())), file.getframerate()
    except (wave.Error, EOFError) as error:
        raise ModelGarbled(
            f"The sound by {speech.made_by!r} cannot be joined.", why=f"{error}.", next_step="Speak it as one text."
        ) from error


def _later(marks: Sequence[Spoken], seconds: float) -> list[Spoken]:
    return [replace(mark, start=mark.start + seconds, end=mark.end + seconds) for mark in marks]
