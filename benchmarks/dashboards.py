"""How long the charts of a dashboard take over many turns: each question, and the first look at each view of its page.

Run: personaforge demo-data --turns 1000000, then: python benchmarks/dashboards.py FOLDER [dashboard [repeats]]

Each repetition asks of another part of history, so that no answer is one that was kept. Floor: counting the turns and
averaging their scores, asked in the same way; for a page, the home page of the same server.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from websockets.sync.client import connect
from websockets.typing import Subprotocol

from pages import Tab, serving, show
from store.warehouse.window import Window
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from studio.wiring import Services

LATER: Final = datetime(2050, 1, 1, tzinfo=UTC)
VIEWS: Final = {
    "drift": ("turns", "many", "signals", "facts", "began", "compare"),
    "emotions": ("time", "turns", "answers", "words", "baseline"),
}
GOAL: Final = 1_500.0
"""Milliseconds until all charts of a page are there, at 1,000,000 turns."""

FLOOR: Final = "SELECT count(*) AS number, avg(score) AS mean FROM turns WHERE created_at < $until"


def main() -> None:
    """Measure and print two tables."""
    folder = Path(sys.argv[1])
    name = sys.argv[2] if len(sys.argv) > 2 else "drift"  # noqa: PLR2004
    repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 7  # noqa: PLR2004
    services = build(Settings(data_dir=folder))
    started = time.perf_counter()
    services.store.warehouse.sync()
    print(f"brought up to date in {time.perf_counter() - started:.1f} s", file=sys.stderr)
    turns = services.store.warehouse.read(services.actor, FLOOR, {"until": LATER}).to_pylist()[0]["number"]
    print(f"{name.capitalize()} over {turns:,} turns, {repeats} each, milliseconds\n")
    print(f"{'':46}{'p50':>8}{'p95':>8}{'ratio':>7}")
    questions(services, name, repeats)
    services.close()
    looks(folder, name, repeats)


def questions(services: Services, name: str, repeats: int) -> None:
    """Each chart of the dashboard, computed anew."""
    floor = timed(lambda window: services.store.warehouse.read(services.actor, FLOOR, {"until": window.until}), repeats)
    zone = UTC
    for chart, draw in services.dashboards.get(name).charts.items():
        show(chart, timed(lambda window, draw=draw: draw(services.actor, window, zone), repeats), floor)  # type: ignore[misc]
    show("floor: counting and averaging", floor, floor)


def looks(folder: Path, name: str, repeats: int) -> None:
    """The first look at each view of the page: a new tab, and nothing kept."""
    with serving(["-m", "studio.cli", "studio", "--port"], "/api/health", folder) as port:
        home = [first(port, "", "home") for _ in range(repeats + 1)][1:]
        first(port, "span=all", name)
        for view in VIEWS.get(name, ("",)):
            days = [(LATER + timedelta(days=900 + at)).date() for at in range(repeats)]
            taken = [first(port, f"view={view}&since=2001-01-01&until={day}", name, holds="pf-finding") for day in days]
            show(f"first look: {view}", taken, home, goal=GOAL)
        show("floor: the home page", home, home)


def timed(ask: Callable[[Window], object], repeats: int) -> list[float]:
    """Milliseconds of asking about so many parts of history, which all hold everything."""
    ask(Window(until=LATER))
    return [_one(ask, Window(until=LATER + timedelta(days=1 + at))) for at in range(repeats)]


def _one(ask: Callable[[Window], object], window: Window) -> float:
    start = time.perf_counter()
    ask(window)
    return (time.perf_counter() - start) * 1e3


def first(port: int, query: str, page: str, *, holds: str = "") -> float:
    """Milliseconds of the first run of a page in a new tab; what it draws must hold a word."""
    address, protocols = f"ws://localhost:{port}/_stcore/stream", [Subprotocol("streamlit")]
    with connect(address, origin=None, subprotocols=protocols, max_size=None, proxy=None) as connection:
        tab = Tab(connection, query, page)
        taken = tab.rerun()
        if holds and not _there(tab.texts, holds):
            raise SystemExit(f"{query!r} does not show {holds!r}")
        return taken


def _there(texts: Sequence[str], word: str) -> bool:
    return any(word in text for text in texts)


if __name__ == "__main__":
    main()
