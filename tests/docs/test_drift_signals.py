from __future__ import annotations

from pathlib import Path

from brain import demo, static_embedder
from brain.drift.contrast import shipped
from brain.drift.gauge import prepare
from brain.drift.signals.boundary import NAME

PAGE = Path(__file__).resolve().parents[2] / "docs" / "drift.md"


def test_the_table_of_signals_says_the_least_words_of_each() -> None:
    """Every signal stands in the page's table once, with the number of words that its code says it needs."""
    gauge = prepare(demo.load("albert-einstein"), contrast=shipped(), embedder=static_embedder.shared())
    table = PAGE.read_text("utf-8").partition("| signal | what it measures |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1:-1] for line in table.splitlines()[2:]]
    told = [(name.strip(), int(row[-1])) for row in rows for name in row[0].split(",")]
    assert sorted(told) == sorted([(NAME, 1), *((signal.name, signal.least_words) for signal in gauge.signals)])
