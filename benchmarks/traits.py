"""What reading traits by rules costs, and how far agreement with a persona's own traits tells personas apart.

The floor is one pass of `str.split` over the same replies.
"""

from __future__ import annotations

import random
import time
from statistics import fmean

from brain import demo
from brain.rehearsal import rehearse
from brain.traits.agreement import compare, usual
from brain.traits.extract import extract


def main() -> None:
    """Print the figures."""
    genomes = demo.load_all()
    said = {genome.metadata.slug: rehearse(genome) for genome in genomes}
    replies = [reply for lines in said.values() for reply in lines]
    begun = time.perf_counter()
    for reply in replies:
        extract("", reply)
    took = (time.perf_counter() - begun) / len(replies)
    begun = time.perf_counter()
    for reply in replies:
        reply.split()
    floor = (time.perf_counter() - begun) / len(replies)
    print(f"one reply: {took * 1e3:.2f} ms, {took / floor:.0f} times a split ({len(replies)} replies)")
    own, others = [], []
    for genome in genomes:
        lines = usual(genome)
        for slug, theirs in said.items():
            shares = [compare(genome, extract("", reply), to=lines).share for reply in theirs]
            (own if slug == genome.metadata.slug else others).extend(share for share in shares if share is not None)
    pairs = fmean((mine > theirs) + (mine == theirs) / 2 for mine in own for theirs in others)
    low, high = _bootstrap(own, others)
    print(f"agreement, own replies {fmean(own):.2f}, others' {fmean(others):.2f};")
    span = f"95 % bootstrap over replies {low:.2f} to {high:.2f}"
    print(f"AUROC {pairs:.2f}, {span} ({len(own)} own, {len(others)} others')")


def _bootstrap(own: list[float], others: list[float]) -> tuple[float, float]:
    dice = random.Random(0)
    found = []
    for _ in range(200):
        mine, theirs = dice.choices(own, k=len(own)), dice.choices(others, k=len(own))
        found.append(fmean((a > b) + (a == b) / 2 for a in mine for b in theirs))
    found.sort()
    return found[4], found[195]


if __name__ == "__main__":
    main()
