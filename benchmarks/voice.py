"""What the preview voice costs, how far its emotions lie apart, and whether its presets can be told apart.

Run: python benchmarks/voice.py

Floor: eSpeak NG alone, in a process of its own that speaks the same pieces without frames, forks, trimming and timings.
Emotions: duration and median fundamental frequency (autocorrelation) of the same lines, as ratios to neutral.
Presets: each speaks ten lines; a line is given to the preset whose other lines lie nearest by height and by its mean
spectrum in 24 bands, and the share that goes to the right one is printed, beside chance.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import wave
from typing import TYPE_CHECKING, Final

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 - as the command line does, before numpy

import itertools

import numpy as np
from numpy.typing import NDArray

from brain.emotion.labels import Emotion
from brain.genome.voice import VoiceDNA
from studio.media.voice import sound
from studio.media.voice.espeak import EspeakVoice
from studio.media.voice.presets import PRESETS
from studio.media.voice.speech import SpeechRequest

if TYPE_CHECKING:
    from studio.media.voice.speech import Speech

Vector = NDArray[np.float64]

RATE: Final = 22_050
ROUNDS: Final = 9
LINES: Final = (
    "The map is not the ground. Let's go and have a look at what lies over the next ridge.",
    "I have been thinking about what you told me yesterday, and I am not sure that you were right.",
    "Have you eaten today? One small thing at a time.",
    "Nobody gets left behind, and nobody walks home alone in the dark.",
    "There is always something good in it somewhere, if you look for long enough.",
    "We open the doors at seven, and we close them when the last guest has gone.",
    "Ask me again tomorrow morning, when the rain is over and the roads are dry.",
    "He wrote the letter twice, burned it once, and never sent it at all.",
    "My grandmother kept bees behind the house, and she talked to them every evening.",
    "Numbers do not lie, but they do leave things out.",
)

FLOOR: Final = """
import sys, time
sys.path.insert(0, sys.argv[1])
import espeak_worker
engine = espeak_worker.Engine()
for _ in range(int(sys.argv[2])):
    begun, samples = time.perf_counter(), 0
    for line in sys.argv[3:]:
        piece = dict(text=line, voice="en-us+f1", rate=150, pitch=42, range=45)
        samples += len(engine.speak(piece)[0]) // 2
    print((time.perf_counter() - begun) / (samples / engine.sample_rate) * 1000)
"""


def main() -> None:
    """Print the figures."""
    voice = EspeakVoice()
    try:
        _cost(voice)
        _emotions(voice)
        _presets(voice)
    finally:
        voice.close()


def _cost(voice: EspeakVoice) -> None:
    import studio.media.voice as package

    begun = time.perf_counter()
    voice.version()
    print(f"start of the process: {(time.perf_counter() - begun) * 1_000:.0f} ms")
    ours = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        seconds = sum(_said(voice, line).seconds for line in LINES)
        ours.append((time.perf_counter() - begun) / seconds * 1_000)
    command = [sys.executable, "-c", FLOOR, package.__path__[0], str(ROUNDS), *LINES]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603
    floor = [float(line) for line in told.split()]
    print(
        f"per second of sound: {np.median(ours):.2f} ms, floor (eSpeak NG alone) {np.median(floor):.2f} ms,"
        f" ratio {np.median(ours) / np.median(floor):.2f}"
    )


def _emotions(voice: EspeakVoice) -> None:
    print("\nemotion         duration  height  (ratios to neutral, means over en-us+f1 and en-us+m3)")
    voices = ("en-us+f1", "en-us+m3")
    measured = {label: [_measured(voice, label, voice_id) for voice_id in voices] for label in Emotion}
    rest = np.array(measured[Emotion.NEUTRAL])
    points = {label: (np.array(rows) / rest).mean(axis=0) for label, rows in measured.items()}
    for label, (seconds, pitch) in points.items():
        print(f"{label.value:15} {seconds:8.2f} {pitch:7.2f}")
    gaps = [
        (float(np.abs(np.log(points[one] / points[other])).max()), one.value, other.value)
        for one in Emotion
        for other in Emotion
        if one < other
    ]
    alike = sum(gap < 0.02 for gap, *_ in gaps)  # noqa: PLR2004 - two per cent, about what can be heard
    print(f"nearest pair: {min(gaps)[1]} and {min(gaps)[2]}; {alike} of {len(gaps)} pairs within 2 % in both")


def _presets(voice: EspeakVoice) -> None:
    told = np.array([[_marks(_said(voice, line, preset.id)) for line in LINES] for preset in PRESETS])
    told = (told - told.mean(axis=(0, 1))) / told.std(axis=(0, 1))
    right, confused = 0, []
    for which in range(len(PRESETS)):
        for at in range(len(LINES)):
            centres = [
                np.delete(lines, at, axis=0).mean(axis=0) if one == which else lines.mean(axis=0)
                for one, lines in enumerate(told)
            ]
            found = int(np.argmin([np.linalg.norm(centre - told[which, at]) for centre in centres]))
            right += found == which
            if found != which:
                confused.append(f"{PRESETS[which].name} for {PRESETS[found].name}")
    total = told.shape[0] * told.shape[1]
    print(f"\npresets told apart: {right} of {total} lines ({right / total:.0%}; chance {1 / len(PRESETS):.0%})")
    if confused:
        print("taken wrongly:", ", ".join(confused))
    for preset in PRESETS:
        heights = [sound.median_pitch(_samples(_said(voice, line, preset.id)), RATE) or 0.0 for line in LINES]
        print(f"{preset.name:8} {preset.id:20} {np.median(heights):4.0f} Hz")


def _measured(voice: EspeakVoice, label: Emotion, voice_id: str) -> tuple[float, float]:
    heard = [_said(voice, line, voice_id, label.value) for line in LINES[:4]]
    heights = [sound.median_pitch(_samples(speech), RATE) or 0.0 for speech in heard]
    return sum(speech.seconds for speech in heard), float(np.mean(heights))


def _said(voice: EspeakVoice, line: str, voice_id: str = "en-us+f1", emotion: str = "neutral") -> Speech:
    return voice.speak(SpeechRequest(text=line, voice=VoiceDNA(voice_id=voice_id), emotion=emotion))


def _samples(speech: Speech) -> sound.Samples:
    with wave.open(io.BytesIO(speech.data)) as file:
        return sound.samples(file.readframes(file.getnframes()))


def _marks(speech: Speech) -> Vector:
    """Height, weighed as six bands, and the mean spectrum in 24 bands of equal width on a log scale."""
    samples = _samples(speech).astype(np.float64)
    frames = samples[: len(samples) // 512 * 512].reshape(-1, 512)
    loud = frames[np.abs(frames).max(axis=1) > 500]  # noqa: PLR2004 - silence is no voice
    power = (np.abs(np.fft.rfft(loud * np.hanning(512))) ** 2).mean(axis=0)
    edges = np.unique(np.geomspace(2, len(power) - 1, 25).astype(int))
    bands = np.log([power[low:high].mean() for low, high in itertools.pairwise(edges)])
    height = np.log(sound.median_pitch(samples.astype(np.int16), RATE) or 1.0)
    return np.concatenate([np.full(6, height), bands - bands.mean()])


if __name__ == "__main__":
    main()
