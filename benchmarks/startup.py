"""How long the studio takes from the start of its process until it is healthy, over an empty folder and a used one.

Run: python benchmarks/startup.py [repeats]

Floor: the same interpreter serving an empty Starlette application with uvicorn, in the same run.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
GOAL: Final = 5.0
"""Seconds that are promised, for the slowest start."""
PATIENCE: Final = 120.0

BARE: Final = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
async def health(request): return PlainTextResponse("ok")
uvicorn.run(Starlette(routes=[Route("/api/health", health)]), port=int(sys.argv[1]), log_level="error")
"""


def main() -> None:
    """Measure and print a table."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    first, later, floor = [], [], []
    for _ in range(repeats):
        floor.append(seconds([sys.executable, "-c", BARE], folder=None))
        with tempfile.TemporaryDirectory() as folder:
            studio = [sys.executable, "-m", "studio.cli", "studio", "--port"]
            first.append(seconds(studio, folder=Path(folder)))
            later.append(seconds(studio, folder=Path(folder)))
    print(f"From the start of the process to a healthy answer, {repeats} starts each, seconds\n")
    print(f"{'':44}{'p50':>7}{'worst':>7}{'ratio':>7}")
    show("first start: migrates, loads demo personas", first, floor, goal=GOAL)
    show("later start", later, floor, goal=GOAL)
    show("floor: uvicorn with an empty application", floor, floor)


def seconds(command: Sequence[str], *, folder: Path | None) -> float:
    """Start a server, wait until it is healthy, end it; how long the waiting was."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = dict(os.environ)  # noqa: TID251 - handed on
    if folder is not None:
        environment["PERSONAFORGE_DATA_DIR"] = str(folder)
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        [*command, str(port)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not healthy(port):
            if process.poll() is not None or time.perf_counter() - start > PATIENCE:
                raise SystemExit(f"{' '.join(command)} did not become healthy")
            time.sleep(0.01)
        return time.perf_counter() - start
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def healthy(port: int) -> bool:
    """Whether the server answers that it is well."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/api/health", timeout=10) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 - that is what healthy means
    except (URLError, OSError):
        return False


def show(name: str, taken: Sequence[float], floor: Sequence[float], *, goal: float = 0.0) -> None:
    """A line of the table; the ratio is between the medians."""
    middle, worst = statistics.median(taken), max(taken)
    told = f"  goal {goal:.0f}: {'met' if worst <= goal else 'MISSED'}" if goal else ""
    print(f"{name:44}{middle:7.2f}{worst:7.2f}{middle / statistics.median(floor):7.1f}{told}")


if __name__ == "__main__":
    main()
