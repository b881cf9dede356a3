"""What scoring conversations costs: turns a second a core, held against embedding the same texts alone.

And against reading them turn by turn, as the studio does. Every round has texts of its own.

`--large MB` instead: the memory that a Parquet file of so many megabytes takes, from reading to the tables. There the
first batch is scored and its rows stand for all others, so that the file and not the scorers is measured.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

from brain import demo, static_embedder
from brain.emotion.hybrid.shipped import hybrid
from brain.emotion.keyword import KeywordDetector
from brain.models.chat import ChatRequest, Delta, Message, Scene
from brain.models.understudy import Understudy
from brain.prompt.tags import parse
from brain.state import initial
from evals.scoring.reader import reader
from evals.scoring.recipe import recipe
from evals.scoring.score import Source
from evals.scoring.score import score as scored
from evals.scoring.talk import Batch, Talk
from evals.scoring.work import Local, score
from evals.simulators.fixed import bank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from brain.drift.reading import DriftReading
    from evals.scoring.recipe import Recipe
    from evals.scoring.work import Scored

TALKS, TURNS, ROUNDS = 100, 10, 3
PERSONA = "albert-einstein"


def conversations(seed: int) -> list[Talk]:
    """Talks of the understudy with lines of a bank: 1,000 turns of some 70 and 200 characters."""
    genome, model, chance = demo.load(PERSONA), Understudy(), random.Random(seed)
    lines = bank("everyday")
    found = []
    for number in range(TALKS):
        turns = []
        for turn in range(TURNS):
            words = f"{chance.choice(lines)} {chance.choice(lines)}"
            request = ChatRequest(
                messages=(Message(role="user", text=words),),
                scene=Scene(genome=genome, state=initial(genome)),
                seed=(seed * TALKS + number) * TURNS + turn,
            )
            reply = "".join(piece.text for piece in model.stream(request) if isinstance(piece, Delta))
            turns.append((words, parse(reply)[0].strip()))
        found.append(Talk("talks", f"talk {number}", tuple(turns)))
    return found


def speed() -> None:
    """Print turns a second of CPU, and of the clock with two processes."""
    rounds = [conversations(seed) for seed in range(2 * ROUNDS)]
    texts = [text for talk in rounds[0] for pair in talk.turns for text in pair]
    distinct = len({reply for talk in rounds[0] for _, reply in talk.turns})
    number = TALKS * TURNS
    print(
        f"{number} turns a round, {sum(map(len, texts)) / number:.0f} characters a turn, {distinct} different replies"
    )
    for emotion in ("keyword", "hybrid"):
        found = [_round(talks, emotion, evidence=at >= ROUNDS) for at, talks in enumerate(rounds)]
        for at, told in ((0, "without evidence"), (ROUNDS, "with evidence")):
            took, floor, single = min(found[at : at + ROUNDS])
            print(
                f"{emotion:8} {told:17} {number / took:6.0f} turns a second a core, {took / floor:4.1f} times the "
                f"embeddings alone, {single / took:.1f} times as many as turn by turn"
            )
    chosen = recipe(demo.load(PERSONA), emotion="keyword")
    parts = [Batch(at, tuple(talks)) for at, talks in enumerate(rounds)] * 2
    for workers in (1, 2):
        begun = time.perf_counter()
        for _ in Local(workers).scored(chosen, parts):
            pass
        took = time.perf_counter() - begun
        print(
            f"{workers} process(es): {len(parts) * number / took:.0f} turns a second of the clock, their start with it"
        )


def _round(talks: Sequence[Talk], emotion: str, *, evidence: bool) -> tuple[float, float, float]:
    """Seconds of CPU to score the talks, to embed their texts, and to read their drift and emotions turn by turn."""
    chosen = recipe(demo.load(PERSONA), emotion=emotion, evidence=evidence)
    ready, embedder = reader(chosen), static_embedder.load()
    begun = time.process_time()
    embedder.embed([text for talk in talks for pair in talk.turns for text in pair])
    floor = time.process_time() - begun
    begun = time.process_time()
    score(chosen, Batch(0, tuple(talks)))
    took = time.process_time() - begun
    detector = hybrid(embedder) if emotion == "hybrid" else KeywordDetector()
    begun = time.process_time()
    for talk in talks[: TALKS // 5]:
        drift: list[DriftReading] = []
        for at, (user, reply) in enumerate(talk.turns):
            detector.read(user)
            detector.read(reply)
            drift.append(ready.gauge.read(reply, user_text=user, earlier=drift, said=[r for _, r in talk.turns[:at]]))
    return took, floor, 5.0 * (time.process_time() - begun)


class Replayed:
    """Scores the first batch, and gives its rows for all others."""

    def scored(self, chosen: Recipe, batches: Iterable[Batch]) -> Iterator[Scored]:
        """The first batch, scored, once for every batch."""
        first = None
        for batch in batches:
            first = first or score(chosen, batch)
            yield first._replace(number=batch.number)


def memory(megabytes: int) -> None:
    """Print the most memory this process has held, before and after a file of so many megabytes."""
    chosen = recipe(demo.load(PERSONA), emotion="keyword")
    score(chosen, Batch(0, tuple(conversations(0)[:5])))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.parquet"
        turns = _large(path, megabytes * 2**20)
        size = path.stat().st_size / 2**20
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        begun = time.perf_counter()
        made = scored(chosen, Source((path,)), Path(folder) / "scores.parquet", engine=Replayed())
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        took = time.perf_counter() - begun
        print(f"{size:.0f} MB, {turns:,} turns, {made.batches} batches: {before:.0f} MB before, {after:.0f} MB at most")
        print(f"{turns / took:.0f} turns a second through reading, parts, summary and joining")


def _large(path: Path, size: int) -> int:
    """A table of conversations whose texts no compression makes small; how many turns."""
    chance = random.Random(0)
    schema = pa.schema([(name, pa.string()) for name in ("conversation_id", "user", "reply")])
    turns = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while path.stat().st_size < size:
            ids = [f"talk {(turns + at) // TURNS}" for at in range(20_000)]
            said = [f"{chance.getrandbits(2_000):x}" for _ in ids]
            writer.write_table(pa.table([ids, said, said[::-1]], schema=schema), row_group_size=10**6)
            turns += len(ids)
    return turns


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=0, metavar="MB")
    large = parser.parse_args().large
    if large:
        memory(large)
    else:
        speed()


if __name__ == "__main__":
    main()
