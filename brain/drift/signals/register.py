"""Register: formal against informal words and contractions. Only lists of English words; knows no irony."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.drift.signals.lexical_rate import LexicalRate
from brain.style.lexicon import lexicon

if TYPE_CHECKING:
    from brain.drift.signals.protocol import Yardstick


def register(yardstick: Yardstick) -> LexicalRate:
    """The signal for one persona."""
    return LexicalRate(
        name="register",
        attribute="formality",
        upper="formal",
        lower="informal",
        words=lexicon,
        references=yardstick.references,
        least_spread=4.0,
        note=("formal word", "informal word"),
    )
