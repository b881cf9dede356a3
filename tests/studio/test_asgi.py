from __future__ import annotations

import base64
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import studio
from brain.errors import InvalidInput
from store import LOCAL_ACTOR
from studio.asgi import create, require_free
from studio.headers import HEADERS
from studio.media.links import Links
from studio.settings import Settings, version

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(studio.__file__).resolve().parents[1]
START_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    text: str


class Server:
    """The studio in a process of its own, started from the command line."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.folder = port, folder
        self.log = folder.parent / f"server-{port}.log"
        clean = {name: value for name, value in os.environ.items() if "ANTHROPIC" not in name}  # noqa: TID251
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "studio.cli", "studio", "--port", str(port)],
                cwd=ROOT,
                env=clean | {"PERSONAFORGE_DATA_DIR": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait_until_healthy(self) -> None:
        """Wait; fail the test with the log if it never is."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.get("/api/health").status == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.05)
        pytest.fail(f"The studio did not become healthy:\n{self.log.read_text()}")

    def get(self, path: str, **headers: str) -> Answer:
        """The answer to a GET; a header's name is written with underscores."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers=named)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def upgrade(self, **headers: str) -> int:
        """The status of a WebSocket handshake with Streamlit; 101 is a connection."""
        key = base64.b64encode(b"0123456789abcdef").decode()
        wanted = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
        return self.get("/_stcore/stream", **wanted, Sec_WebSocket_Key=key, **headers).status

    def end(self) -> int:
        """Ask it to end, as a service manager does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def server(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running studio over the demo personas."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(stocked, folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    made = Server(folder, port)
    try:
        made.wait_until_healthy()
        yield made
    finally:
        made.process.kill()
        made.process.wait()


def test_it_says_where_it_is(server: Server) -> None:
    """The address is printed, and health and version answer there."""
    assert f"http://localhost:{server.port}" in server.log.read_text()
    assert '"ok"' in server.get("/api/health").text
    assert version() in server.get("/api/version").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/playground", 200),
        ("/api/health", 200),
        ("/api/docs", 200),
        ("/api/nothing", 404),
        ("/app/static/nothing.woff2", 404),
        ("/_stcore/health", 200),
        ("/preview", 401),
        ("/preview/portrait/", 401),
        ("/..%2f..%2fetc/passwd", None),
    ],
)
def test_every_answer_carries_the_security_headers(server: Server, path: str, status: int | None) -> None:
    """Pages, API, static files, redirects and refusals alike."""
    answer = server.get(path)
    assert status in {None, answer.status}
    for name, value in HEADERS:
        assert answer.headers.get(name.decode()) == value.decode(), name
    assert "root:" not in answer.text


@pytest.mark.parametrize("path", ["/", "/api/health", "/preview", "/files/assets/x"])
def test_a_foreign_host_is_refused(server: Server, path: str) -> None:
    """A page elsewhere whose name was made to point here gets nothing, and the refusal has the headers too."""
    answer = server.get(path, Host="evil.example")
    assert answer.status == 400
    assert answer.headers["x-content-type-options"] == "nosniff"
    for host in ("localhost", f"127.0.0.1:{server.port}", "[::1]:8501"):
        assert server.get("/api/version", Host=host).status == 200


def test_a_foreign_page_cannot_open_the_stream(server: Server) -> None:
    """The WebSocket that carries the pages takes neither a foreign host nor a foreign origin."""
    assert server.upgrade(Origin=f"http://localhost:{server.port}") == 101
    assert server.upgrade(Host="evil.example") in {400, 403}
    assert server.upgrade(Origin="http://evil.example") in {400, 403}


def test_the_api_documentation_is_whole_under_its_mount(server: Server) -> None:
    """Under /api too, the documentation loads only what this server has."""
    text = server.get("/api/docs").text
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)["']""", text)
    assert addresses
    for address in addresses:
        assert address.startswith(("/api/", "data:")), address
        assert server.get(address).status == 200, address


def test_previews_come_to_whom_a_link_names(server: Server) -> None:
    """Without a link nothing of a preview comes; with one its page and, by the cookie, its parts; never in the log."""
    links = Links(server.folder / "links.key")
    for path in ("", "config", "gradio_api/info", "theme.css", "gradio_api/queue/data?session_hash=x", "assets/x.js"):
        assert server.get(f"/preview/cues/{path}").status == 401, path
    address = links.preview(LOCAL_ACTOR, "cues", "any")
    page = server.get(address)
    assert page.status == 200
    assert "gradio" in page.text.casefold()
    assert page.headers["cache-control"] == "no-store"
    cookie, _, about = page.headers["set-cookie"].partition("; ")
    assert about.startswith("Path=/preview/cues; HttpOnly; SameSite=Strict; Max-Age=")
    assert server.get("/preview/cues/config", Cookie=cookie).status == 200
    assert server.get("/preview/voice/config", Cookie=cookie).status == 401
    assert server.get(links.preview(LOCAL_ACTOR, "voice", "nothing")).status == 404
    assert server.get("/api/health").status == 200
    server.get(links.asset(LOCAL_ACTOR, "nothing"))
    token = address.partition("t=")[2]
    assert token[:20] not in server.log.read_text()
    assert "/files/" not in server.log.read_text()


def test_serving_imports_no_preview() -> None:
    """The application is made without importing Gradio, which takes seconds, or a vendor's library."""
    script = (
        "import sys\nfrom studio.asgi import create\nfrom studio.settings import Settings\ncreate(Settings())\n"
        "print([m for m in ('gradio', 'anthropic', 'chromadb') if m in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_it_ends_when_it_is_told_to(folder: Path, free_port: int) -> None:
    """SIGTERM ends a fresh studio within seconds, cleanly: no traceback, no lock left, and it starts again."""
    for _ in range(2):
        server = Server(folder, free_port)
        try:
            server.wait_until_healthy()
            assert server.get("/").status == 200
            code = server.end()
        finally:
            server.process.kill()
            server.process.wait()
        assert code in {0, -signal.SIGTERM, 128 + signal.SIGTERM}
        log = server.log.read_text()
        assert "Traceback" not in log
        assert [path.name for path in (folder / "locks").iterdir() if path.name != "migrate.lock"] == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.1", "example.test", ""])  # noqa: S104 - they are refused
def test_only_loopback_is_served(folder: Path, host: str) -> None:  # noqa: ARG001
    """Without accounts no address that others could reach is served, and the refusal says what to do."""
    for attempt in (create, require_free):
        with pytest.raises(InvalidInput, match="SSH tunnel"):
            attempt(Settings(host=host))


def test_a_port_in_use_is_found_before_serving(folder: Path) -> None:  # noqa: ARG001
    """Somebody else's port is refused with the next step; a free one is not, and is still free afterwards."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings = Settings(port=other.getsockname()[1])
        with pytest.raises(InvalidInput, match="--port"):
            require_free(settings)
    require_free(settings)
    require_free(settings)
