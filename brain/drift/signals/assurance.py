"""Assurance: how certain or how hedging the persona talks. Only lists of English words; knows no irony."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.drift.signals.lexical_rate import LexicalRate
from brain.style.lexicon import lexicon

if TYPE_CHECKING:
    from brain.drift.signals.protocol import Yardstick


def assurance(yardstick: Yardstick) -> LexicalRate:
    """The signal for one persona."""
    return LexicalRate(
        name="assurance",
        attribute="assurance",
        upper="certain",
        lower="hedges",
        words=lexicon,
        references=yardstick.references,
        least_spread=3.0,
        note=("certain word", "hedging word"),
    )
