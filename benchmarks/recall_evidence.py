"""How often the utterance that answers a question is among the five best found, in long conversations made by rule.

Run: python benchmarks/recall_evidence.py [choose]

The searches are the studio's own, on SQLite and the embedded index. Weights are chosen (`choose`) on families of facts
whose wording the reported ones do not share. Intervals: 95 %, bootstrap over conversations, 2,000 draws, seed 0.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from brain import demo, static_embedder
from brain.memory.fusion import CHOSEN, Weights, fuse
from brain.state import PersonaState
from brain.turn import TurnResult
from evals.long_talk import make
from store import LOCAL_ACTOR, open_store
from studio.retrieval import Asked, Retrieval

if TYPE_CHECKING:
    from brain.memory.fusion import Evidence
    from evals.long_talk import LongTalk, Part, Question
    from store import Store

TURNS: Final = 200
FACTS: Final = 16
SEEDS: Final = {"choice": range(8), "report": range(100, 112)}
BEST: Final = 5

VARIANTS: Final = {
    "words (BM25)": Weights(1, 0, 0, 0),
    "sense (static embeddings)": Weights(0, 1, 0, 0),
    "fused": Weights(CHOSEN.lexical, CHOSEN.dense, 0, 0),
    "fused + window": Weights(CHOSEN.lexical, CHOSEN.dense, CHOSEN.window, 0),
    "fused + window + who is named": CHOSEN,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its candidates, their evidence, and the id of the utterance that answers it."""

    seed: int
    question: Question
    ids: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    answer: str

    def found(self, weights: Weights) -> bool:
        """Whether the answer is among the best."""
        return self.answer in self._best([one.relevance for one in fuse(self.evidence, weights)])

    def found_by_ranks(self) -> bool:
        """The same by reciprocal rank fusion with its usual constant of 60, for comparison."""
        total = np.zeros(len(self.ids))
        for values in ([e.lexical for e in self.evidence], [e.dense or -1.0 for e in self.evidence]):
            order = np.argsort(-np.array(values), kind="stable")
            ranks = np.empty(len(order))
            ranks[order] = np.arange(1, len(order) + 1)
            total += np.where(np.array(values) > 0, 1 / (60 + ranks), 0)
        return self.answer in self._best(list(total))

    def _best(self, scores: list[float]) -> list[str]:
        order = sorted(range(len(scores)), key=lambda place: (-scores[place], self.ids[place]))
        return [self.ids[place] for place in order[:BEST]]


def main() -> None:
    """Choose weights, or report what the chosen ones do."""
    if "choose" in sys.argv[1:]:
        choose(cases("choice"))
        return
    found = cases("report")
    split = [case for case in found if case.question.split]
    spoken = [case for case in found if case.question.speaker == "persona"]
    print(
        f"{len(found)} questions, {len(SEEDS['report'])} conversations of {TURNS} turns; found among the best {BEST}\n"
    )
    print(f"{'':32}{'all':>22}{'answer names nothing':>24}{'persona said it':>22}")
    for name, weights in VARIANTS.items():
        print(
            f"{name:32}" + "".join(told([(c.seed, c.found(weights)) for c in part]) for part in (found, split, spoken))
        )
    ranks = [told([(c.seed, c.found_by_ranks()) for c in part]) for part in (found, split, spoken)]
    print(f"{'(reciprocal ranks)':32}" + "".join(ranks))


def cases(part: Part) -> list[Case]:
    """The questions of all conversations of a part, with what is found for each."""
    found: list[Case] = []
    embedder = static_embedder.load()
    for seed in SEEDS[part]:
        talk = make(seed, turns=TURNS, facts=FACTS, part=part)
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(
                f"sqlite:///{folder}/talk.db",
                index_path=Path(folder) / "index",
                embedder_id=embedder.id,
                dimensions=embedder.dimensions,
                migrate=True,
            )
            persona = store.personas.create(LOCAL_ACTOR, demo.load_all()[0], message="")
            turns = play(store, persona.card.id, talk)
            store.vectors.drain(embedder)
            retrieval = Retrieval(store, embedder)
            for question in talk.questions:
                candidates = retrieval.find(
                    LOCAL_ACTOR, Asked(persona_id=persona.card.id, words=question.text, persona_name=persona.card.name)
                )
                if candidates.degraded:
                    raise SystemExit(f"This is not what is measured: {candidates.degraded}")
                side = "said" if question.speaker == "user" else "replied"
                found.append(
                    Case(
                        seed,
                        question,
                        tuple(named(memory.id, turns) for memory, _ in candidates.candidates),
                        tuple(evidence for _, evidence in candidates.candidates),
                        f"{question.turn:04}/{side}",
                    )
                )
            store.close()
    return found


def named(utterance_id: str, turns: list[str]) -> str:
    """An utterance by its turn and side: ids differ from run to run, and equal scores go by this name."""
    turn, _, side = utterance_id.partition("/")
    return f"{turns.index(turn) + 1:04}/{side}"


def play(store: Store, persona_id: str, talk: LongTalk) -> list[str]:
    """Store the conversation, turn by turn; the ids of its turns."""
    session = store.conversations.start(
        LOCAL_ACTOR, persona_id=persona_id, model="understudy", seed=0, state=PersonaState()
    )
    ids = []
    for index, turn in enumerate(talk.turns, start=1):
        draft = store.conversations.begin(LOCAL_ACTOR, session.id, turn.said)
        result = TurnResult(index=index, user_text=turn.said, reply=turn.replied)
        ids.append(store.conversations.finish(LOCAL_ACTOR, draft, result).id)
    return ids


def choose(found: list[Case]) -> None:
    """Print the weights that find most, by leaving each conversation out in turn; the best of all last."""
    grid = [
        Weights(1.0, *rest)
        for rest in itertools.product((0.25, 0.5, 1.0, 2.0), (0.0, 0.25, 0.5, 1.0), (0.0, 0.1, 0.2, 0.4))
    ]
    hits = np.array([[case.found(weights) for case in found] for weights in grid], dtype=float)
    seeds = np.array([case.seed for case in found])
    left_out = []
    for seed in sorted(set(seeds)):
        best = int(np.argmax(hits[:, seeds != seed].mean(axis=1)))
        left_out.append(hits[best, seeds == seed])
    print(f"{len(found)} questions; left-out conversations: {np.concatenate(left_out).mean():.3f}")
    for place in np.argsort(-hits.mean(axis=1), kind="stable")[:12]:
        print(f"{hits[place].mean():.3f}  {grid[place]}")


def told(found: list[tuple[int, bool]]) -> str:
    """A share with its interval."""
    if not found:
        return f"{'none':>22}"
    rng = np.random.default_rng(0)
    by_seed = [
        np.array([hit for seed, hit in found if seed == one], dtype=float) for one in sorted({s for s, _ in found})
    ]
    drawn = [
        np.concatenate([by_seed[place] for place in rng.integers(0, len(by_seed), len(by_seed))]).mean()
        for _ in range(2_000)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{np.mean([hit for _, hit in found]):>10.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
