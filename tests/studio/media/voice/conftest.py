"""The preview voice, its process started once for this folder, and a loopback server in ElevenLabs' wire format."""

from __future__ import annotations

import base64
import io
import json
import socket
import struct
import threading
import wave
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

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


@dataclass
class Heard:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    key: str
    body: dict[str, Any]


@dataclass
class Fault:
    """An answer that is none: a status with a body, or a connection that is `cut`, `hang`s or `drip`s."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    connection: str = ""


class Vendor:
    """The server: it speaks in 24 kHz noise, lists `listed` voices, and fails as `faults` say, one a request."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.faults: list[Fault] = []
        self.listed = [
            {
                "voice_id": f"voice{n:02}",
                "name": f"Voice {n}",
                "category": "premade",
                "labels": {"gender": "female" if n % 2 else "male", "age": "young", "accent": "american"},
                "preview_url": f"https://example.invalid/{n}.mp3",
            }
            for n in range(45)
        ]
        self.released = threading.Event()
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                vendor._answer(self)

            def do_GET(self) -> None:
                vendor._answer(self)

            def log_message(self, *args: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let go of everything that hangs, and stop."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fails(self, status: int, kind: str, message: str, **headers: str) -> None:
        """Answer the next request with an error in ElevenLabs' form."""
        body = json.dumps({"detail": {"status": kind, "message": message}})
        self.faults.append(Fault(status, body, {name.replace("_", "-"): value for name, value in headers.items()}))

    def breaks(self, connection: str) -> None:
        """Break the next connection: `cut`, `hang` or `drip`."""
        self.faults.append(Fault(connection=connection))

    def says(self, body: str) -> None:
        """Answer the next request with this body."""
        self.faults.append(Fault(body=body))

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        body = json.loads(handler.rfile.read(int(handler.headers.get("content-length", 0))) or b"{}")
        key = handler.headers.get("xi-api-key", "")
        asked = Heard(handler.command, parts.path, parse_qs(parts.query), key, body)
        self.heard.append(asked)
        fault = self.faults.pop(0) if self.faults else None
        try:
            if fault and fault.connection:
                self._broken(handler, fault.connection)
            elif fault:
                self._send(handler, fault.status, fault.body, fault.headers)
            else:
                self._send(handler, 200, json.dumps(self._told(asked)), {})
        except OSError:
            handler.close_connection = True

    def _told(self, asked: Heard) -> dict[str, Any]:
        if asked.path == "/v2/voices":
            text, size = asked.query.get("search", [""])[0].lower(), int(asked.query["page_size"][0])
            begin = int(asked.query.get("next_page_token", ["0"])[0])
            found = [voice for voice in self.listed if text in str(voice["name"]).lower()]
            more = begin + size < len(found)
            return {
                "voices": found[begin : begin + size],
                "has_more": more,
                "total_count": len(found),
                "next_page_token": str(begin + size) if more else None,
            }
        text = asked.body["text"]
        return {
            "audio_base64": base64.b64encode(bytes(range(1, 97)) * 100 * len(text)).decode(),
            "alignment": {
                "characters": list(text),
                "character_start_times_seconds": [n * 0.1 for n in range(len(text))],
                "character_end_times_seconds": [(n + 1) * 0.1 for n in range(len(text))],
            },
            "normalized_alignment": None,
        }

    def _send(self, handler: BaseHTTPRequestHandler, status: int, body: str, headers: dict[str, str]) -> None:
        handler.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body.encode())

    def _broken(self, handler: BaseHTTPRequestHandler, connection: str) -> None:
        handler.close_connection = True
        if connection == "hang":
            self.released.wait(10)
            return
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", "1000000")
        handler.end_headers()
        while connection == "drip" and not self.released.wait(0.01):
            handler.wfile.write(b" ")
        handler.wfile.write(b'{"audio_base64": "')
        handler.wfile.flush()
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A server of one's own."""
    server = Vendor()
    yield server
    server.close()
