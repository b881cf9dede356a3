"""What scoring conversations costs: turns a second a core, held against embedding the same texts alone.

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
    from collections.abc import Iterable, Iterator

    from evals.scoring.recipe import Recipe
    from evals.scoring.work import Scored

TALKS, TURNS = 200, 10
PERSONA = "albert-einstein"


def conversations() -> list[Talk]:
    """Talks of the understudy with lines of a bank: 2,000 turns of 25 and 200 characters."""
    genome, model, chance = demo.load(PERSONA), Understudy(), random.Random(0)
    lines = bank("everyday")
    found = []
    for number in range(TALKS):
        turns = []
        for turn in range(TURNS):
            words = f"{chance.choice(lines)} {chance.choice(lines)}"
            request = ChatRequest(
                messages=(Message(role="user", text=words),),
                scene=Scene(genome=genome, state=initial(genome)),
                seed=number * TURNS + turn,
            )
            reply = "".join(piece.text for piece in model.stream(request) if isinstance(piece, Delta))
            turns.append((words, parse(reply)[0].strip()))
        found.append(Talk("talks", f"talk {number}", tuple(turns)))
    return found


def speed() -> None:
    """Print turns a second of CPU, and of the clock with two processes."""
    talks, embedder = conversations(), static_embedder.load()
    number = TALKS * TURNS
    texts = [text for talk in talks for pair in talk.turns for text in pair]
    print(f"{number} turns, {sum(map(len, texts)) / number:.0f} characters a turn")
    for emotion in ("keyword", "hybrid"):
        for evidence in (False, True):
            chosen = recipe(demo.load(PERSONA), emotion=emotion, evidence=evidence)
            reader(chosen)
            rates = []
            for _ in range(3):
                begun = time.process_time()
                embedder.embed(texts)
                floor = time.process_time() - begun
                begun = time.process_time()
                score(chosen, Batch(0, tuple(talks)))
                rates.append((time.process_time() - begun, floor))
                reader.cache_clear()
                reader(chosen)
            took, floor = min(rates, key=lambda pair: pair[0] / pair[1])
            told = "with evidence" if evidence else "without evidence"
            print(
                f"{emotion:8} {told:17} {number / took:6.0f} turns a second a core, "
                f"{took / floor:4.1f} times the embeddings alone"
            )
    chosen = recipe(demo.load(PERSONA), emotion="keyword")
    parts = [Batch(at, tuple(talks[at * 20 : at * 20 + 20])) for at in range(10)] * 4
    for workers in (1, 2):
        begun = time.perf_counter()
        for _ in Local(workers).scored(chosen, parts):
            pass
        print(f"{workers} process(es): {4 * number / (time.perf_counter() - begun):.0f} turns a second of the clock")


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
    score(chosen, Batch(0, tuple(conversations()[:5])))
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
