"""`python -m evals.judging.check`: what the offline judge finds, as tables in `docs/judge.md`. Needs no network.

The understudy plays the demo personas faithfully, and again told to drift fully from the fourth turn on, to the lines
of simulated users, none of which the drift fit was made with.
"""

from __future__ import annotations

import argparse
import random
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from brain.models.chat import DRIFT_TYPES, DriftInstruction
from brain.rehearsal import rehearse
from evals.calibrate.page import renew, table
from evals.calibrate.played import replied
from evals.judging.founded import checked
from evals.judging.lineup import lineups
from evals.judging.local_reader import LocalReader
from evals.judging.qualification import examine
from evals.judging.stretch import stretches
from evals.record import Exchange, Record
from evals.simulators.fixed import bank
from evals.statistics.estimate import Interval
from evals.statistics.interval import mean, proportion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.gauge import Gauge
    from brain.genome import PersonaGenome
    from evals.judging.founded import Flaw
    from evals.statistics.estimate import Estimate

TURNS: Final = 12
DRIFTS_AT: Final = 4
TALKS: Final = 4
"""Conversations of each persona, faithful and for each kind of drift."""

FIRST: Final = 100
"""Conversations are numbered from here: what the reader's thresholds were looked at with has smaller numbers."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when the tables were made."""
    parser = argparse.ArgumentParser(prog="python -m evals.judging.check", description=__doc__)
    parser.add_argument("--docs", type=Path, default=Path("docs/judge.md"), help="the page whose tables are renewed")
    parser.add_argument("--talks", type=int, default=TALKS, help="conversations of each persona and kind")
    chosen = parser.parse_args(arguments)
    bodies = {"who speaks": who_speaks(), "flaws found": flaws_found(chosen.talks)}
    renew(chosen.docs, bodies)
    sys.stdout.write("\n".join(bodies.values()))
    return 0


def who_speaks() -> str:
    """The test, among the demo personas and by speaker."""
    people, reader = demo.load_all(), LocalReader(_gauge)
    found = examine(reader, people)
    rows = [["all", str(found.lines), _told(found.right, found.low, found.high)]]
    asked = lineups(people, lines=1_000)
    by_speaker: dict[str, list[bool]] = {}
    for one in asked:
        name = one.candidates[one.speaker].name
        by_speaker.setdefault(name, []).append(reader.speaker(one, order=0).value == one.speaker)
    for name, right in sorted(by_speaker.items()):
        rows.append([name, str(len(right)), _of(proportion(right, clusters=range(len(right))))])
    alike = examine(reader, twins(people[0]))
    rows.append([f"four copies of {people[0].name}", str(alike.lines), _told(alike.right, alike.low, alike.high)])
    return table(["speaker", "lines", "named rightly (95 % interval)"], rows)


def twins(genome: PersonaGenome) -> list[PersonaGenome]:
    """The same persona four times, which nobody can tell apart."""
    return [
        genome.model_copy(update={"metadata": genome.metadata.model_copy(update={"slug": f"twin-{letter}"})})
        for letter in "abcd"
    ]


def flaws_found(talks: int) -> str:
    """Flaws in 10 replies, faithful and under each kind of drift, and the share of replies with any."""
    rows = []
    for kind in (None, *DRIFT_TYPES):
        counts: list[tuple[str, list[Flaw]]] = []
        for genome in demo.load_all():
            for number in range(FIRST, FIRST + talks):
                record = talk(
                    genome, number, None if kind is None else DriftInstruction(type=kind, from_turn=DRIFTS_AT)
                )
                counts += [(record.case_id, found) for found in _read(genome, record)]
        clusters = [name for name, _ in counts]
        rate = mean([10.0 * len(found) for _, found in counts], clusters=clusters)
        some = proportion([bool(found) for _, found in counts], clusters=clusters)
        rows.append([kind or "none (faithful)", _of(rate), _of(some), _kinds(counts)])
    return table(["drift", "flaws in 10 replies", "share of replies with a flaw", "kinds found"], rows)


def talk(genome: PersonaGenome, number: int, drift: DriftInstruction | None) -> Record:
    """A conversation with the understudy; the same arguments give the same words."""
    lines = (*bank("everyday"), *bank("curious"))
    users = random.Random(f"{number}/{genome.metadata.slug}").sample(lines, TURNS)  # noqa: S311 - must be repeatable
    said: list[str] = []
    for turn in range(1, TURNS + 1):
        said.append(replied(genome, users[:turn], said, number=number, drift=drift))
    pairs = zip(users, said, strict=True)
    return Record(
        case_id=f"{genome.metadata.slug}/{number}",
        persona=genome.metadata.slug,
        exchanges=tuple(Exchange(turn=at, user=user, reply=reply) for at, (user, reply) in enumerate(pairs, start=1)),
    )


def _read(genome: PersonaGenome, record: Record) -> list[list[Flaw]]:
    """The flaws of each judged reply from the fourth on."""
    reader, found = LocalReader(_gauge), []
    for part in stretches(genome, record):
        report = reader.flaws(part, sample=0).value
        if report is not None:
            kept = checked(report, part)
            late = sorted(turn for turn in kept.judged if turn >= DRIFTS_AT)
            found += [[flaw for flaw in kept.flaws if flaw.finding.turn == turn] for turn in late]
    return found


def _kinds(counts: Sequence[tuple[str, Sequence[Flaw]]]) -> str:
    every = [flaw.finding.kind for _, found in counts for flaw in found]
    return ", ".join(f"{kind} {every.count(kind)}" for kind in dict.fromkeys(sorted(every, key=every.count)[::-1]))


def _of(estimate: Estimate) -> str:
    if isinstance(estimate, Interval):
        return _told(estimate.value, max(0.0, estimate.low), estimate.high)
    return "unknown" if estimate.value is None else f"{estimate.value:.2f} (the same in every conversation)"


def _told(value: float | None, low: float | None, high: float | None) -> str:
    return "unknown" if value is None or low is None or high is None else f"{value:.2f} ({low:.2f} to {high:.2f})"


@cache
def _of_slug(slug: str) -> Gauge:
    genome = demo.load(slug)
    return gauge.prepare(genome, contrast=contrast.usual(), embedder=static_embedder.load(), faithful=rehearse(genome))


def _gauge(genome: PersonaGenome) -> Gauge:
    return _of_slug(genome.metadata.slug)


if __name__ == "__main__":
    sys.exit(main())
