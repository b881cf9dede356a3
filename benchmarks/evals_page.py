"""How long the server takes to rerun the page of a run of 1,000 conversations, as a browser asks for it.

Run: python benchmarks/evals_page.py [repeats [conversations]]

The first look reads the outline that the run kept when it ended; what is made of it is kept for the reruns after it.
Floor: an empty script.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from websockets.sync.client import connect
from websockets.typing import Subprotocol

from evals.suites import load
from pages import Tab, serving, show
from studio.evaluation.playing import play
from studio.settings import Settings
from studio.wiring import build

SUITE: Final = b"""
name: speed
title: Speed
conversations:
  - {id: talk, turns: 5, simulator: {kind: bank, bank: everyday}}
scorers: [{name: drift mean}, {name: signals}, {name: boundary held}, {name: style distance}, {name: who said it}]
"""
GOAL: Final = 300.0
"""Milliseconds at the median that a page of so many conversations may take."""


def main() -> None:
    """Measure and print a table."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000  # noqa: PLR2004
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run, case = fill(folder / "data", number)
        empty = folder / "empty.py"
        empty.write_text("import streamlit as st\nst.html('nothing')\n")
        shown = {
            "scores": f"run={run}",
            "conversations, the worst first": f"run={run}&view=conversations",
            "one conversation": f"run={run}&view=conversations&case={case}",
            "over the turns": f"run={run}&view=course",
            "who said it": f"run={run}&view=bleed",
            "cost": f"run={run}&view=cost",
            "list of runs": "",
        }
        with serving(["-m", "studio.cli", "studio", "--port"], "/api/health", folder / "data") as port:
            found = {title: measured(port, query, "evals", repeats, holds="Speed") for title, query in shown.items()}
            home = measured(port, "", "home", repeats, holds="PersonaForge")
        bare = ["-m", "streamlit", "run", str(empty), "--server.headless", "true", "--server.port"]
        with serving(bare, "/_stcore/health", folder) as port:
            floor = measured(port, "", "", repeats, holds="nothing")
    print(f"A rerun of a run's page, {number:,} conversations, {repeats} each, milliseconds\n")
    print(f"{'':46}{'p50':>8}{'p95':>8}{'ratio':>7}")
    for title, times in found.items():
        show(title, times, floor, goal=GOAL)
    show("the home page, six cards", home, floor)
    show("floor: an empty script", floor, floor)


def measured(port: int, query: str, page: str, repeats: int, *, holds: str) -> list[float]:
    """Milliseconds of many reruns in one tab, after a few that do not count; what is drawn must hold a word."""
    address, protocols = f"ws://localhost:{port}/_stcore/stream", [Subprotocol("streamlit")]
    with connect(address, origin=None, subprotocols=protocols, max_size=None, proxy=None) as connection:
        tab = Tab(connection, query, page)
        first = tab.rerun()
        if page:
            print(f"first look at {query or 'the list'}: {first:,.0f} ms", file=sys.stderr)
        tab.rerun()
        if not any(holds in text for text in tab.texts):
            raise SystemExit(f"{query!r} does not show {holds!r}")
        return [tab.rerun() for _ in range(repeats)]


def fill(data: Path, number: int) -> tuple[str, str]:
    """A folder with a run of so many conversations; its id, and that of one of its cases."""
    services = build(Settings(data_dir=data, understudy_pace_ms=0))
    services.library.load_demo(services.actor)
    services.evaluation.workers.close()
    personas = [card.slug for card in services.library.cards(services.actor).items]
    seeds = range(-(-number // len(personas)))
    order = services.evaluation.order(services.actor, load.parse(SUITE), personas, seeds=seeds, most=number)
    card = services.evaluation.start(services.actor, order)
    lease = services.store.leases.claim(card.id, at_once=1)
    if lease is None:
        raise RuntimeError("the run cannot be played")
    play(services.store, services.evaluation.casting, lease)
    if services.evaluation.get(services.actor, card.id).done != number:
        raise RuntimeError("not every conversation came to its end")
    case = services.evaluation.outcomes(services.actor, card.id)[0].record.case_id
    services.close()
    return card.id, case


if __name__ == "__main__":
    main()
