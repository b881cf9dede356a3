"""A real Chromium in front of a real server in its own process."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 90.0


class Server:
    """The studio in a process of its own, over a data folder that outlives it."""

    def __init__(self, data: Path, *, pace_ms: int) -> None:
        self.data, self.pace_ms = data, pace_ms
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it is healthy."""
        clean = {name: value for name, value in os.environ.items() if "ANTHROPIC" not in name}  # noqa: TID251
        self._log = (self.data.parent / f"server-{self.port}.log").open("ab")
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "studio.cli", "studio", "--port", str(self.port)],
            cwd=ROOT,
            env=clean | {"PERSONAFORGE_DATA_DIR": str(self.data), "PERSONAFORGE_UNDERSTUDY_PACE_MS": str(self.pace_ms)},
            stdout=self._log,
            stderr=self._log,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._healthy():
            assert self._process.poll() is None, f"the server ended at once; see {self._log.name}"
            assert time.monotonic() < deadline, f"the server did not become healthy; see {self._log.name}"
            time.sleep(0.2)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it by a signal."""
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        self._process = None

    def _healthy(self) -> bool:
        try:
            with urlopen(f"{self.url}/api/health", timeout=2) as answer:  # noqa: S310 - our own loopback address
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium from the system's packages."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "There is no Chromium on this machine (apt-get install chromium)."
        if os.environ.get("CI") == "true":  # noqa: TID251
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # noqa: ARG001 - skips first
    """A studio whose understudy speaks fast."""
    made = Server(tmp_path_factory.mktemp("studio") / "data", pace_ms=2)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def slow_server(chromium: Browser, tmp_path: Path) -> Iterator[Server]:  # noqa: ARG001 - skips first
    """A studio of this test alone, whose understudy takes its time."""
    made = Server(tmp_path / "data", pace_ms=150)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a fresh browser context; fails on an error in the page or a request that leaves this machine."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []
    errors: list[str] = []

    def watch(url: str) -> None:
        if not url.startswith(("http://localhost:", "http://127.0.0.1:", "ws://localhost:", "data:", "blob:")):
            strangers.append(url)

    def opened(url: str, *, appearance: str = "light", width: int = 1360) -> Page:
        context = chromium.new_context(color_scheme=appearance, viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: watch(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not strangers, f"requests left this machine: {strangers}"
    assert not errors, f"errors in the page: {errors}"
