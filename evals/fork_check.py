"""How often a fork cries wolf, and how often it sees a change that is there, on the understudy.

`python -m evals.fork_check` prints the figures of docs/experiments.md. Conversations are played once, with independent
dice, and forks are drawn from them; that two sides throw the same dice is left out, as a language model would.
"""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING, Final

from scipy import stats

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from brain.emotion.hybrid.shipped import hybrid
from brain.genome.genome import content_hash
from brain.models.understudy import Understudy
from brain.play import Cast
from brain.rehearsal import rehearse
from evals.arms import Arm, Experiment, Stage
from evals.cases import recast
from evals.edits import put, without
from evals.effects import SIGNAL, Both, effects
from evals.fork import REPLICATES, SCORERS, Talk, cases_of
from evals.local_runner import LocalRunner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.genome import PersonaGenome
    from evals.scorers.score import Score

    Scored = Mapping[str, Score]

PLAYED: Final = 120
FORKS: Final = 500
SLUG: Final = "albert-einstein"
LINES: Final = (
    "Good evening. Who are you?",
    "What do you think of quantum theory?",
    "My sister lives in Ghent, by the way.",
    "Do you believe in God?",
    "What should a young person learn first?",
    "Tell me about a journey you made.",
)


def played(experiment: Experiment, genome: PersonaGenome, whole: PersonaGenome, first_seed: int) -> list[Scored]:
    """The scores of conversations with these words, each by dice of its own."""
    talk = Talk(whole, "understudy", LINES)
    cases = tuple(recast(one, genome) for one in cases_of(talk, replicates=PLAYED, first_seed=first_seed))
    side = experiment.play(Arm(genome, "understudy", cases))
    return [
        {name: score for name, score in side.scores(at).items() if not name.startswith(SIGNAL)}
        for at in range(len(cases))
    ]


def alarms(before: Sequence[Scored], after: Sequence[Scored]) -> list[set[str]]:
    """For each fork drawn, the names of the scores that it says have moved."""
    dice = random.Random(0)  # noqa: S311 - a recipe, not cryptography
    found = []
    for _ in range(FORKS):
        pairs = zip(dice.sample(range(PLAYED), REPLICATES), dice.sample(range(PLAYED), REPLICATES), strict=True)
        both = [Both(at, 0, before[one], after[other]) for at, (one, other) in enumerate(pairs)]
        found.append({one.name for one in effects(both) if one.finding in {"better", "worse"}})
    return found


def main() -> None:
    """Print the table."""
    whole = demo.load(SLUG)
    embedder = static_embedder.load()
    casts: dict[str, Cast] = {}

    def cast(genome: PersonaGenome, _: str) -> Cast:
        name = content_hash(genome)
        if name not in casts:
            own = gauge.prepare(genome, contrast=contrast.usual(), embedder=embedder, faithful=rehearse(genome))
            casts[name] = Cast(genome=genome, model=Understudy(), detector=hybrid(embedder), gauge=own)
        return casts[name]

    experiment = Experiment(Stage(cast, LocalRunner()), whole, SCORERS)
    usual = played(experiment, whole, whole, 0)
    changes = {
        "nothing": whole,
        "terse (verbosity 0)": put(whole, "mind.communication.verbosity", 0.0),
        "knows nothing (knowledge taken out)": without(whole, "mind.knowledge"),
    }
    sys.stdout.write(
        f"{FORKS} forks of {REPLICATES} pairs and {len(LINES)} turns\nchange | any score moved | drift mean\n"
    )
    for name, genome in changes.items():
        found = alarms(usual, played(experiment, genome, whole, PLAYED))
        moved = (sum(bool(one) for one in found), sum("drift mean" in one for one in found))
        sys.stdout.write(f"{name} | {' | '.join(map(_share, moved))}\n")


def _share(hits: int) -> str:
    low, high = stats.binomtest(hits, FORKS).proportion_ci()
    return f"{hits / FORKS:.1%} ({low:.1%} to {high:.1%})"


if __name__ == "__main__":
    main()
