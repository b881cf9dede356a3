"""How long the server takes to rerun a page, as a browser asks for it: a conversation of 50 messages, 10,000 personas.

Run: python benchmarks/pages.py [repeats [personas]]

A client connects to a real server by WebSocket as the browser does, asks for a rerun, and waits until the script has
finished. Floor: the same with an empty Streamlit script, served in the same way in the same run.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.error import URLError
from urllib.request import urlopen

from library import fill
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

import studio
from brain.rehearsal import PROMPTS
from store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from websockets.sync.client import ClientConnection

ROOT: Final = Path(__file__).resolve().parents[1]
TURNS: Final = 25
"""Each is two messages."""
GOAL: Final = 150.0
"""Milliseconds at the median that are promised."""
SHELF: Final = 20
"""Cards on a page of the library."""
PATIENCE: Final = 120.0
EARLIER: Final = "Show earlier turns"


class Tab:
    """A browser tab without a browser."""

    def __init__(self, connection: ClientConnection, query: str, page: str) -> None:
        self._connection = connection
        self._query, self._page = query, page
        self.buttons: dict[str, str] = {}
        self.texts: list[str] = []

    def rerun(self, *, press: str = "") -> float:
        """Rerun the page, pressing a button perhaps; milliseconds until the script has finished."""
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = self._page
        if press:
            message.rerun_script.widget_states.widgets.add(id=press, trigger_value=True)
        self.buttons, self.texts = {}, []
        start = time.perf_counter()
        self._connection.send(message.SerializeToString())
        while not self._finished():
            pass
        return (time.perf_counter() - start) * 1e3

    def _finished(self) -> bool:
        came = self._connection.recv(timeout=PATIENCE)
        message = ForwardMsg()
        message.ParseFromString(came if isinstance(came, bytes) else came.encode())
        element = message.delta.new_element
        if element.HasField("button"):
            self.buttons[element.button.label] = element.button.id
        if element.HasField("html"):
            self.texts.append(element.html.body)
        # The script may ask for a rerun of its own; only an end of its own accord counts.
        done: bool = message.script_finished in {
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
        }
        return done and message.WhichOneof("type") == "script_finished"


def main() -> None:
    """Measure and print a table."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000  # noqa: PLR2004
    with tempfile.TemporaryDirectory() as folder:
        talk = converse(Path(folder))
        empty = Path(folder) / "empty.py"
        empty.write_text("import streamlit as st\nst.html('nothing')\n")
        with serving(["-m", "studio.cli", "studio", "--port"], "/api/health", Path(folder)) as port:
            opened = measured(port, f"session={talk}", "playground", repeats)
            whole = measured(port, f"session={talk}", "playground", repeats, earlier=True)
        stacked = Path(folder) / "stacked"
        stack(stacked, number)
        with serving(["-m", "studio.cli", "studio", "--port"], "/api/health", stacked) as port:
            shelf = measured(port, "", "library", repeats)
            sorted_ = measured(port, f"sort=name&page={number // 100}", "library", repeats)
            searched = measured(port, "q=persona", "library", repeats)
        bare = ["-m", "streamlit", "run", str(empty), "--server.headless", "true", "--server.port"]
        with serving(bare, "/_stcore/health", Path(folder)) as port:
            floor = measured(port, "", "", repeats)
    print(f"A rerun of a page, {repeats} each, milliseconds\n")
    print(f"{'':46}{'p50':>8}{'p95':>8}{'ratio':>7}")
    show(f"{TURNS * 2} messages, the last 30 drawn (as it opens)", opened, floor, goal=GOAL)
    show(f"{TURNS * 2} messages, all drawn", whole, floor, goal=GOAL)
    show(f"{number:,} personas, the newest {SHELF}", shelf, floor, goal=GOAL)
    show(f"{number:,} personas by name, page {number // 100}", sorted_, floor, goal=GOAL)
    show(f"{number:,} personas, searched for a word all have", searched, floor, goal=GOAL)
    show("floor: an empty script", floor, floor)


def converse(folder: Path) -> str:
    """A conversation of 25 turns in a data folder; its id."""
    with studio.open(folder) as lab:
        lab.load_demo()
        talk = lab.talk("albert-einstein", drift="assistant break:0.8:15")
        for number in range(TURNS):
            talk.say(PROMPTS[number % len(PROMPTS)])
        return talk.session.id


def stack(folder: Path, number: int) -> None:
    """A data folder with so many personas."""
    folder.mkdir()
    store = open_store(f"sqlite:///{folder / 'personaforge.db'}", migrate=True)
    fill(store, number)
    store.close()


def measured(port: int, query: str, page: str, repeats: int, *, earlier: bool = False) -> list[float]:
    """Milliseconds of many reruns in one tab, after a few that do not count."""
    address = f"ws://localhost:{port}/_stcore/stream"
    protocols = [Subprotocol("streamlit")]
    with connect(address, origin=None, subprotocols=protocols, max_size=None, proxy=None) as connection:
        tab = Tab(connection, query, page)
        for _ in range(3):
            tab.rerun()
        if earlier:
            tab.rerun(press=next(key for label, key in tab.buttons.items() if label.startswith(EARLIER)))
            tab.rerun()
        if page == "library":
            drawn = sum('class="pf-face"' in text for text in tab.texts)
            if drawn != SHELF:
                raise SystemExit(f"{drawn} cards were drawn instead of {SHELF}")
        elif page:
            drawn = sum('class="pf-user"' in text for text in tab.texts)
            expected = TURNS if earlier else TURNS - 10
            if drawn != expected:
                raise SystemExit(f"{drawn} turns were drawn instead of {expected}")
        return [tab.rerun() for _ in range(repeats)]


@contextmanager
def serving(arguments: Sequence[str], health: str, folder: Path) -> Iterator[int]:
    """A server in a process of its own; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = dict(os.environ) | {"PERSONAFORGE_DATA_DIR": str(folder)}  # noqa: TID251 - handed on
    process = subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, *arguments, str(port)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(f"http://127.0.0.1:{port}{health}"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the server did not become healthy")
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def answers(address: str) -> bool:
    """Whether a server answers there."""
    try:
        with urlopen(address, timeout=10) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)  # noqa: PLR2004 - that is what healthy means
    except (URLError, OSError):
        return False


def show(name: str, taken: Sequence[float], floor: Sequence[float], *, goal: float = 0.0) -> None:
    """A line of the table; the ratio is between the medians."""
    middle, late = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
    told = f"  goal {goal:.0f}: {'met' if middle <= goal else 'MISSED'}" if goal else ""
    print(f"{name:46}{middle:8.1f}{late:8.1f}{middle / statistics.median(floor):7.1f}{told}")


if __name__ == "__main__":
    main()
