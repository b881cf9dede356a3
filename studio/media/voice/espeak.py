"""The embedded voice: eSpeak NG in a process of its own, robotic, clear and free. Knows no persona's store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from brain.errors import InvalidInput
from studio.media.voice import delivery, sound
from studio.media.voice.plain_text import required, sentences, spoken
from studio.media.voice.presets import preset
from studio.media.voice.process import Program
from studio.media.voice.segments import Segment
from studio.media.voice.speech import Speech
from studio.media.voice.timings import phonemes, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.genome.voice import VoiceDNA
    from studio.media.voice.process import Framed
    from studio.media.voice.speech import SpeechRequest, Spoken

ENGINE: Final = "1.52"
"""The release of eSpeak NG that espeakng-loader 0.2.4 carries."""

SECONDS: Final = 20.0
"""How long a request may take. The longest text takes about two."""

UNITS_PER_SEMITONE: Final = 6.0
"""Steps of eSpeak NG's pitch for a semitone: measured over the presets, see docs/voice.md."""

_SLOWEST, _FASTEST = 80, 450
"""Words a minute that eSpeak NG can speak at."""

_TOP: Final = 99
"""The highest pitch and range."""

_ONGOING: Final = frozenset(",-\u2013\u2014")
"""Signs at the end of a segment, beside letters and digits, after which the sentence goes on in the next one."""

_WORKER: Final = Path(__file__).with_name("espeak_worker.py")


class EspeakVoice:
    """A SpeechModel that needs no key and no network. The same request gives the same bytes.

    The process is started at the first request; `close` ends it.
    """

    def __init__(self, *, seconds: float = SECONDS, worker: Path = _WORKER) -> None:
        self._program = Program(worker, name="preview voice", seconds=seconds)

    @property
    def id(self) -> str:
        """Provider and version."""
        return f"espeak-ng/{ENGINE}"

    @property
    def label(self) -> str:
        """What stands beside each sound."""
        return "preview voice"

    @property
    def pid(self) -> int | None:
        """The process that speaks, if it runs."""
        return self._program.pid

    def speak(self, request: SpeechRequest, *, cancelled: Callable[[], bool] = lambda: False) -> Speech:
        """The speech asked for. Raises InvalidInput for a text or voice that cannot be, and a ModelError."""
        piece = Segment(text=request.text, emotion=request.emotion)
        return self.say((piece,), voice=request.voice, cancelled=cancelled)

    def say(
        self, pieces: Sequence[Segment], *, voice: VoiceDNA, cancelled: Callable[[], bool] = lambda: False
    ) -> Speech:
        """Pieces in their emotions as one sound, with timings over all of it. Raises as `speak` does."""
        required(" ".join(piece.text for piece in pieces))
        asked, pauses, before = _asked(pieces, voice)
        answer = self._program.ask({"pieces": asked}, cancelled=cancelled)
        if not answer.told["ok"]:
            raise InvalidInput(
                f"The preview voice has no {answer.told.get('voice')!r}.",
                next_step="Choose one of the presets: personaforge voice list",
            )
        return self._joined(list(zip(asked, pauses, strict=True)), before, answer)

    def version(self) -> str:
        """The engine's own version, from the running process. Raises a ModelError where it does not start."""
        return str(self._program.ask({}).told.get("version", ""))

    def close(self) -> None:
        """End the process."""
        self._program.close()

    def _joined(self, asked: list[tuple[dict[str, Any], float]], before: float, answer: Framed) -> Speech:
        rate = int(answer.told["sample_rate"])
        parts = [sound.silence(before, rate)]
        heard: list[Spoken] = []
        sounded: list[Spoken] = []
        at, start = 0, len(parts[0]) / rate
        for (piece, pause), said in zip(asked, answer.told["pieces"], strict=True):
            part = sound.trimmed(sound.samples(answer.data[at : at + 2 * said["samples"]]), rate)
            at += 2 * said["samples"]
            end = start + len(part) / rate
            sounded += phonemes(said["events"], start=start, end=end)
            heard += words(piece["text"], said["events"], start=start, end=end)
            gap = sound.silence(pause, rate)
            parts += [part, gap]
            start = end + len(gap) / rate
        whole = np.concatenate(parts)
        if not sounded:
            raise InvalidInput(
                "There is nothing to say.",
                why="The preview voice makes no sound of these signs.",
                next_step="Write it with letters.",
            )
        return Speech(
            data=sound.wav(whole, rate),
            media_type="audio/wav",
            seconds=len(whole) / rate,
            words=tuple(heard),
            phonemes=tuple(sounded),
            made_by=self.id,
            label=self.label,
            cost_microdollars=0,
        )


def _asked(pieces: Sequence[Segment], voice: VoiceDNA) -> tuple[list[dict[str, Any]], list[float], float]:
    """What is asked of the program, sentence by sentence, the silence after each, and before the first, in seconds."""
    asked: list[dict[str, Any]] = []
    pauses: list[float] = []
    between = voice.speaking.pause_ms / 1_000
    ended, before = True, 0.0
    for piece in pieces:
        said = sentences(spoken(piece.text))
        how = _how(voice, piece.emotion)
        if said and pauses and not ended:
            pauses[-1] -= between
        for sentence in said:
            asked.append({"text": sentence, **how})
            pauses.append(between)
            ended = not (sentence[-1].isalnum() or sentence[-1] in _ONGOING)
        if pauses:
            pauses[-1] += piece.pause_seconds
        else:
            before += piece.pause_seconds
    pauses[-1] -= between
    return asked, pauses, before


def _how(voice: VoiceDNA, emotion: str) -> dict[str, Any]:
    """Voice, rate, pitch and range in eSpeak NG's units. Emphasis widens the melody, from half to one and a half."""
    chosen = preset(voice.voice_id)
    profile = delivery.profile(voice, emotion)
    return {
        "voice": chosen.id,
        "rate": _within(voice.speaking.words_per_minute * profile.rate, _SLOWEST, _FASTEST),
        "pitch": _within(chosen.pitch + UNITS_PER_SEMITONE * profile.pitch, 0, _TOP),
        "range": _within(chosen.range * profile.range * (0.5 + voice.speaking.emphasis), 0, _TOP),
    }


def _within(value: float, low: int, high: int) -> int:
    return min(high, max(low, round(value)))
