from __future__ import annotations

from evals.contradiction.pairs import counted, pairs, wilson


def test_pairs_are_many_and_halved() -> None:
    """There are at least 300 different pairs of both verdicts, about half of them held out."""
    every = pairs()
    assert len(set(every)) == len(every) >= 300
    held_out = [pair for pair in every if pair.half == "held out"]
    assert 0.4 < len(held_out) / len(every) < 0.6
    assert {pair.contradicts for pair in held_out} == {True, False}


def test_the_reader_knows_what_it_was_written_on() -> None:
    """Of the development half nine contradictions in ten are found, and at most one harmless pair in twenty accused."""
    counts = counted(pair for pair in pairs() if pair.half == "development")
    assert counts.found >= 0.9 * counts.contradicting
    assert counts.accused <= 0.05 * counts.harmless


def test_an_interval_of_a_share_holds_it() -> None:
    """Wilson's interval lies in 0 to 1, holds the share, and shrinks with the number."""
    for hits, of in ((0, 5), (5, 5), (3, 10), (300, 1000)):
        low, high = wilson(hits, of)
        assert 0.0 <= low <= hits / of <= high <= 1.0
    assert wilson(300, 1000)[1] - wilson(300, 1000)[0] < wilson(3, 10)[1] - wilson(3, 10)[0]
    assert wilson(0, 0) == (0.0, 1.0)
