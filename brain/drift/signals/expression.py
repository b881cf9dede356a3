"""Emotional expression: expressive words and exclamation marks. Only lists of English words; knows no irony."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.drift.signals.lexical_rate import LexicalRate
from brain.style.lexicon import lexicon

if TYPE_CHECKING:
    from brain.drift.signals.protocol import Yardstick


def expression(yardstick: Yardstick) -> LexicalRate:
    """The signal for one persona."""
    return LexicalRate(
        name="emotional expression",
        attribute="expression",
        upper="expressive",
        lower=None,
        words=lexicon,
        references=yardstick.references,
        least_spread=3.0,
        note=("expressive word", ""),
    )
