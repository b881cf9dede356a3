"""What reading emotion costs: both offline tiers, as multiples of cutting a message into words in the same run.

Processor time, so that a busy machine counts less. No text comes twice: the evidence in the last few is kept.
"""

from __future__ import annotations

import re
import statistics
import time
from typing import TYPE_CHECKING

from brain import static_embedder
from brain.drift.contrast import shipped
from brain.emotion.hybrid.shipped import hybrid
from brain.emotion.keyword import KeywordDetector

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = (
    "I can't believe they cancelled the show, I was so looking forward to it.",
    "Thank you so much, that really made my day!",
    "me too",
    "What time does the train leave tomorrow?",
    "Honestly? I loved it, but the ending was a bit sad :(",
    "lol no way",
    "My sister is in hospital and I don't know what to do.",
    "The meeting is at four, bring the blue folder.",
)
WORD = re.compile(r"\w+")
TIMES = 100


def timed(work: Callable[[str], object], texts: tuple[str, ...]) -> list[float]:
    """Seconds of processor time that each reading took, ascending."""
    taken = []
    for number in range(TIMES):
        for text in (f"{text} {number}" for text in texts):
            started = time.process_time()
            work(text)
            taken.append(time.process_time() - started)
    return sorted(taken)


def line(name: str, taken: list[float], floor: float) -> None:
    """One line of the report: median and 95th percentile in milliseconds, and both as multiples of the floor."""
    middle, late = statistics.median(taken), taken[int(0.95 * (len(taken) - 1))]
    print(
        f"{name:<34} p50 {middle * 1e3:7.3f} ms ({middle / floor:5.0f} x)   "
        f"p95 {late * 1e3:7.3f} ms ({late / floor:5.0f} x)"
    )


def main() -> None:
    """Prints the figures."""
    started = time.process_time()
    detector = hybrid(static_embedder.load())
    loaded = time.process_time() - started
    keyword = KeywordDetector()
    for text in SAID:
        detector.read(text), keyword.read(text)
    floor = statistics.median(timed(WORD.findall, SAID))
    print(f"floor: cutting a message into words {floor * 1e3:.4f} ms")
    line("keyword, one message", timed(keyword.read, SAID), floor)
    line("hybrid, one message", timed(detector.read, SAID), floor)
    replies = tuple(text for voice in shipped().voices.values() for text in voice)[:8]
    line("keyword, a persona's reply", timed(keyword.read, replies), floor)
    line("hybrid, a persona's reply", timed(detector.read, replies), floor)
    line("hybrid, 10,000 words", timed(detector.read, ("so happy today " * 3_333,))[:20], floor)
    print(f"loading the hybrid tier, embedder included: {loaded:.2f} s")


if __name__ == "__main__":
    main()
