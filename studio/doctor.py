"""Is this machine ready? Each finding says what is well or what to install. Changes nothing but a probe file."""

from __future__ import annotations

import ctypes.util
import shutil
import socket
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain import demo, static_embedder
from brain.errors import PersonaForgeError
from store import migrate
from studio.media.visual import drawn
from studio.media.voice.espeak import EspeakVoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.settings import Settings

LIBRARIES: Final = (("stdc++", "libstdc++6", "the memory index and the tokenizer"), ("gomp", "libgomp1", "numerics"))
"""System libraries that a wheel needs: name, Debian package, what for."""

SPACE: Final = 200 * 1024 * 1024
"""Free space in bytes below which the doctor warns."""


VOICE_SECONDS: Final = 5.0
"""How long the preview voice may take to start; it takes 0.05."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    text: str
    next_step: str = ""


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Everything the studio needs, looked at one by one. Never raises for what it finds."""
    looks: tuple[Callable[[Settings], Finding], ...] = (
        _python, _sqlite, _libraries, _data_dir, _space, _database, _embeddings, _personas, _portraits,
        _voice, _browser, _port,
    )  # fmt: skip
    return tuple(look(settings) for look in looks)


def _python(_: Settings) -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), found, "Install Python 3.11 or newer.")


def _sqlite(_: Settings) -> Finding:
    ok = sqlite3.sqlite_version_info >= (3, 37)
    return Finding("SQLite", ok, sqlite3.sqlite_version, "" if ok else "Strict tables need SQLite 3.37 or newer.")


def _libraries(_: Settings) -> Finding:
    missing = [(package, use) for name, package, use in LIBRARIES if sys.platform == "linux" and not _library(name)]
    if not missing:
        return Finding("System libraries", ok=True, text="all found")
    words = ", ".join(f"{package} (for {use})" for package, use in missing)
    packages = " ".join(package for package, _ in missing)
    return Finding("System libraries", ok=False, text=f"missing: {words}", next_step=f"apt-get install {packages}")


def _library(name: str) -> bool:
    return ctypes.util.find_library(name) is not None


def _data_dir(settings: Settings) -> Finding:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=settings.data_dir):
            pass
    except OSError as error:
        return Finding(
            "Data folder",
            ok=False,
            text=f"{settings.data_dir} cannot be written: {error.strerror}",
            next_step="Set PERSONAFORGE_DATA_DIR to a folder of yours.",
        )
    return Finding("Data folder", ok=True, text=str(settings.data_dir))


def _space(settings: Settings) -> Finding:
    if not settings.data_dir.exists():
        return Finding("Free space", ok=False, text="unknown: the data folder is missing")
    free = shutil.disk_usage(settings.data_dir).free
    ok = free > SPACE
    return Finding("Free space", ok, f"{free / 1024**3:.1f} GiB", "" if ok else "Free at least 200 MiB.")


def _database(settings: Settings) -> Finding:
    try:
        revision = migrate.current(settings.url)
    except PersonaForgeError as error:
        return Finding("Database", ok=False, text=str(error), next_step=error.next_step)
    if revision is None:
        return Finding("Database", ok=True, text="not made yet; the first start makes it")
    return Finding("Database", ok=True, text=f"at migration {revision}")


def _embeddings(_: Settings) -> Finding:
    try:
        static_embedder.check()
    except PersonaForgeError as error:
        return Finding("Embeddings", ok=False, text=str(error), next_step=error.next_step)
    return Finding("Embeddings", ok=True, text="model files are whole")


def _personas(_: Settings) -> Finding:
    try:
        names = [genome.name for genome in demo.load_all()]
    except PersonaForgeError as error:
        return Finding("Demo personas", ok=False, text=str(error), next_step="Reinstall PersonaForge.")
    return Finding("Demo personas", ok=True, text=", ".join(names))


def _portraits(_: Settings) -> Finding:
    try:
        drawn.check()
    except PersonaForgeError as error:
        return Finding("Drawn portraits", ok=False, text=str(error), next_step=error.next_step)
    return Finding("Drawn portraits", ok=True, text="can be drawn")


def _voice(_: Settings) -> Finding:
    voice = EspeakVoice(seconds=VOICE_SECONDS)
    try:
        version = voice.version()
    except PersonaForgeError as error:
        return Finding(
            "Preview voice", ok=False, text=str(error), next_step="Install it again: pip install espeakng-loader"
        )
    finally:
        voice.close()
    return Finding("Preview voice", ok=True, text=f"eSpeak NG {version} starts, in a process of its own")


def _browser(_: Settings) -> Finding:
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
    )
    return Finding("Browser for tests", ok=True, text=found or "none; browser tests skip (apt-get install chromium)")


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", settings.port)) == 0
    text = f"{settings.port} is " + ("in use" if taken else "free")
    return Finding("Port", not taken, text, "Stop what serves there, or start with --port." if taken else "")
