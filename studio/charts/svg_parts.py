"""Pieces of static drawings that all kinds of chart are made of: room, ticks, names. Knows no kind.

Colours are classes of the style sheet beside the drawing. All words are escaped here.
"""

from __future__ import annotations

import math
from typing import Final

from studio.charts.words import short
from studio.ui.safe_text import as_html

WIDTH: Final = 760
LABELS: Final = 214
"""Room for the names of rows, in the units of the drawing."""

RIGHT: Final = 18
TICKS: Final = 5


def ticks(low: float, high: float, *, most: int = TICKS) -> list[float]:
    """Round values between two ends, at least two of them."""
    if not high > low:
        return [low]
    rough = (high - low) / most
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * by for by in (1, 2, 2.5, 5, 10) if size * by >= rough)
    first = math.ceil(low / step - 1e-9)
    return [round(at * step, 10) for at in range(first, math.floor(high / step + 1e-9) + 1)]


def named(label: str) -> str:
    """A name beside an axis, cut to fit, whole when pointed at."""
    return f"{as_html(short(label, longest=30))}<title>{as_html(label)}</title>"


def pointed(*lines: str) -> str:
    """Words that are shown when the mark they stand in is pointed at."""
    return f"<title>{as_html(chr(10).join(short(line, longest=300) for line in lines if line))}</title>"
