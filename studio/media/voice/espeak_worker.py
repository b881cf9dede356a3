"""eSpeak NG as a program of its own, which speaks frames over standard input and output. Knows nothing of PersonaForge.

eSpeak NG is under the GPL 3: it is loaded here and nowhere else, and this file imports no module of ours.

A frame is four bytes of length, big end first, and JSON in UTF-8. Asked: `{"pieces": [{"text", "voice", "rate",
"pitch", "range"}, …]}`, or `{}` for a sign of life. Answered: `{"ok": true, "version", "sample_rate", "bytes",
"pieces": [{"samples", "events": [[kind, milliseconds, position, length, ipa], …]}, …]}` and then `bytes` bytes of
16-bit sound, or `{"ok": false, "voice": …}` for a voice that does not exist. It ends when its input ends.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Final

import espeakng_loader

WORD: Final = 1
PHONEME: Final = 7
_RATE: Final = 1
_PITCH: Final = 3
_RANGE: Final = 4
_SYNCHRONOUS: Final = 2
_IPA_EVENTS: Final = 1 | 2
_UTF8_ENDPAUSE: Final = 1 | 0x1000
"""Neither the SSML flag (0x10) nor the phoneme flag (0x100): text is only ever words."""

_HEADER: Final = 4


class _Id(ctypes.Union):
    _fields_: ClassVar = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    """`espeak_EVENT` of speak_lib.h."""

    _fields_: ClassVar = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


class _Voice(ctypes.Structure):
    """`espeak_VOICE` of speak_lib.h."""

    _fields_: ClassVar = [
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class UnknownVoice(Exception):
    """No voice of that name."""


class Engine:
    """The library, once loaded. Its state is global: one sound at a time."""

    def __init__(self) -> None:
        data = espeakng_loader.get_data_path()
        self._variants = Path(data, "voices", "!v")
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_Info.restype = ctypes.c_char_p
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        self._library.espeak_Synth.argtypes = [
            ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
            ctypes.POINTER(ctypes.c_uint), ctypes.c_void_p,
        ]  # fmt: skip
        self.sample_rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _IPA_EVENTS)
        if self.sample_rate <= 0:
            sys.exit("eSpeak NG could not be initialised.")
        # It seeds its noise with the time of day.
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(1))
        self.version = str(self._library.espeak_Info(None).decode())
        self._sound = bytearray()
        self._events: list[tuple[int, int, int, int, str]] = []
        self._callback = _Callback(self._heard)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, piece: dict[str, Any]) -> tuple[bytes, list[tuple[int, int, int, int, str]]]:
        """The sound of a piece, and its events. Raises UnknownVoice."""
        self._choose(str(piece["voice"]))
        for parameter, name in ((_RATE, "rate"), (_PITCH, "pitch"), (_RANGE, "range")):
            self._library.espeak_SetParameter(parameter, int(piece[name]), 0)
        self._sound, self._events = bytearray(), []
        text = str(piece["text"]).encode() + b"\0"
        self._library.espeak_Synth(text, len(text), 0, 0, 0, _UTF8_ENDPAUSE, None, None)
        self._library.espeak_Synchronize()
        return bytes(self._sound), self._events

    def _choose(self, voice: str) -> None:
        base, _, variant = voice.partition("+")
        if variant and (Path(variant).name != variant or not (self._variants / variant).is_file()):
            raise UnknownVoice(voice)
        if not voice.isprintable():
            raise UnknownVoice(voice)
        if self._library.espeak_SetVoiceByName(voice.encode()) == 0:
            return
        # "en-gb" is the language of a voice whose name is "gmw/en".
        listed, at = self._library.espeak_ListVoices(None), 0
        while listed[at]:
            found = listed[at].contents
            if found.languages[1:].decode() == base.lower():
                named = found.identifier + (f"+{variant}".encode() if variant else b"")
                if self._library.espeak_SetVoiceByName(named) == 0:
                    return
            at += 1
        raise UnknownVoice(voice)

    def _heard(self, sound: Any, samples: int, events: Any) -> int:
        if sound and samples:
            self._sound += ctypes.string_at(sound, samples * 2)
        at = 0
        while (event := events[at]).type != 0:
            if event.type in {WORD, PHONEME}:
                ipa = event.id.string.decode("utf-8", "replace") if event.type == PHONEME else ""
                self._events.append((event.type, event.audio_position, event.text_position, event.length, ipa))
            at += 1
        return 0


def answer(engine: Engine, asked: dict[str, Any]) -> bytes:
    """The frame that answers a request, with the sound behind it."""
    told: dict[str, Any] = {"ok": True, "version": engine.version, "sample_rate": engine.sample_rate, "pieces": []}
    sounds: list[bytes] = []
    try:
        for piece in asked.get("pieces", ()):
            sound, events = engine.speak(piece)
            sounds.append(sound)
            told["pieces"].append({"samples": len(sound) // 2, "events": events})
    except UnknownVoice as error:
        told, sounds = {"ok": False, "voice": str(error)}, []
    told["bytes"] = sum(map(len, sounds))
    words = json.dumps(told).encode()
    return len(words).to_bytes(_HEADER, "big") + words + b"".join(sounds)


def serve(engine: Engine, asking: BinaryIO, answering: BinaryIO) -> None:
    """Answer until the input ends.

    The library's noise goes on from where the last sound left it, so each request gets the library as it was at the
    start: a forked child answers it. Where there is no fork, the program ends after one sound and is started again.
    """
    while len(header := asking.read(_HEADER)) == _HEADER:
        asked = json.loads(asking.read(int.from_bytes(header, "big")))
        alone = bool(asked.get("pieces")) and hasattr(os, "fork")
        child = os.fork() if alone else 0
        if not child:
            answering.write(answer(engine, asked))
            answering.flush()
            if alone:
                os._exit(0)
        elif os.waitpid(child, 0)[1]:
            sys.exit("A child that spoke has died.")
        if asked.get("pieces") and not alone:
            return


if __name__ == "__main__":
    serve(Engine(), sys.stdin.buffer, sys.stdout.buffer)
