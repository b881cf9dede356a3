"""What a drift reading costs: `Gauge.read` and `prepare`, as multiples of embedding one sentence in the same run."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from brain import demo, static_embedder
from brain.drift.claims.reader import claims
from brain.drift.contrast import shipped
from brain.drift.gauge import prepare
from brain.drift.persona_claims import held_by
from brain.drift.sample import Sample
from brain.drift.signals.contradiction import with_beliefs, with_earlier_replies
from brain.drift.signals.protocol import Yardstick

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.drift.contrast import Contrast
    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome

SENTENCE = "I have always believed that imagination matters more than knowledge."


def timed(work: Callable[[], object], *, times: int) -> list[float]:
    """Seconds that each call took."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return sorted(taken)


def line(name: str, taken: list[float], floor: float) -> None:
    """One line of the report: median and 95th percentile in milliseconds, and both as multiples of the floor."""
    middle, late = statistics.median(taken), taken[int(0.95 * (len(taken) - 1))]
    median = f"p50 {middle * 1e3:8.3f} ms ({middle / floor:6.0f} x)"
    print(f"{name:<38} {median}   p95 {late * 1e3:8.3f} ms ({late / floor:6.0f} x)")


def reading_claims(genome: PersonaGenome, contrast: Contrast, embedder: Embedder, floor: float) -> None:
    """Contradictions of a reply of about 60 words, against the genome and 50 earlier replies."""
    yardstick = Yardstick(genome=genome, references=(), own=(), contrast=contrast, embedder=embedder)
    signals = (with_beliefs(yardstick), with_earlier_replies(yardstick))
    said = tuple(text for voice in contrast.voices.values() for text in voice)[:50]
    for text in said:
        claims(Sample(text).prose)
    long = [text for lines in contrast.voices.values() for text in lines if 50 <= len(text.split()) <= 70]  # noqa: PLR2004

    def read(text: str) -> None:
        sample = Sample(text, said=said)
        for signal in signals:
            if not signal.unread(sample):
                signal.value(sample)

    replies = iter(long * 20)
    line(
        f"contradictions, {len(long)} replies of 50-70 words",
        timed(lambda: read(next(replies)), times=len(long) * 20),
        floor,
    )
    line("claims of a genome", timed(lambda: held_by(genome), times=20), floor)


def main() -> None:
    """Prints the figures."""
    embedder = static_embedder.load()
    genomes = demo.load_all()
    contrast = shipped().of_genomes(genomes)
    floor = statistics.median(timed(lambda: embedder.embed([SENTENCE]), times=2_000))
    print(f"floor: embedding one sentence {floor * 1e3:.4f} ms")
    lines = [text for voice in contrast.voices.values() for text in voice]
    gauge = prepare(genomes[0], contrast=contrast, embedder=embedder)
    replies = iter(lines * 2)
    line("read, replies of all voices", timed(lambda: gauge.read(next(replies)), times=len(lines)), floor)
    for turns in (50, 200):
        said = (lines * 2)[:turns]
        earlier = [gauge.read(text) for text in said]
        replies = iter(lines * 2)
        work = lambda said=said, earlier=earlier: gauge.read(next(replies), earlier=earlier, said=said)  # noqa: B023, E731
        line(f"read, after {turns} turns", timed(work, times=200), floor)
    reading_claims(genomes[0], contrast, embedder, floor)
    for name, voices in (("prepare, 9 shipped voices", shipped()), ("prepare, demo personas as well", contrast)):
        work = lambda voices=voices: prepare(genomes[0], contrast=voices, embedder=embedder)  # noqa: E731
        work()
        line(name + ", again", timed(work, times=10), floor)


if __name__ == "__main__":
    main()
