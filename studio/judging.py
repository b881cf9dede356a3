"""Use cases over the judge: what it would cost, asking it about a turn, and how well it agrees with itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain import demo
from brain.drift.judge import ask
from brain.drift.judge.ask import EARLIER, Case
from brain.drift.judge.combine import combined
from brain.drift.judge.panel import SAMPLES, hear
from brain.drift.judge.score import reading
from brain.errors import InvalidInput, ModelUnauthorised
from brain.models.chat import TokenCount
from brain.models.prices import price
from brain.prompt.budget import Exchange
from brain.turn import TurnStatus, Usage
from studio.judging_cost import of_talk
from studio.quotas.asking import freely

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.drift.reading import DriftReading
    from brain.genome import PersonaGenome
    from brain.models.structured import StructuredModel
    from brain.turn import Turn
    from store import Store
    from store.actor import Actor
    from studio.casting import Casting
    from studio.conversations import Conversations
    from studio.judging_cost import TalkCost
    from studio.quotas.asking import Asking

NEEDED: Final = (
    "The judge is a language model. Set ANTHROPIC_API_KEY, or PERSONAFORGE_ANTHROPIC_BASE_URL for a server of your "
    "own, and start again; PERSONAFORGE_READER_MODEL says which model judges."
)
"""What is needed where no judge can be asked."""

ANSWER_TOKENS: Final = 350
"""Tokens that an answer is expected to take, for the estimate."""


APART: Final = 2
"""So many times the estimate is set aside of a budget: what is estimated is the middle."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What asking would take: calls, tokens read (estimated) and written, and micro-dollars (None: price unknown)."""

    model: str
    calls: int
    tokens: TokenCount
    microdollars: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A turn with the judge's word kept, both readings as one, and what it took."""

    turn: Turn
    combined: DriftReading
    usage: Usage


@dataclass(frozen=True, slots=True)
class Judging:
    """The judge of an actor's conversations."""

    store: Store
    casting: Casting
    conversations: Conversations
    asking: Asking = freely
    """Sets aside what the judge may cost."""

    def missing(self) -> str:
        """What is needed before a judge can be asked; empty if one can."""
        return "" if self.casting.structured() is not None else NEEDED

    def estimate(self, actor: Actor, session_id: str, turn: int, *, samples: int = SAMPLES) -> Estimate:
        """What asking about a turn would take. Asks nothing. Raises NotFound and InvalidInput; ModelUnauthorised."""
        case, model = self._case(actor, session_id, turn), self._model()
        count = self.casting.budget("understudy").counter.count
        questions = [ask.flaws(case, 0), ask.blind(case, 0)]
        once = sum(count(one.instructions) + count(one.material) for one in questions if one is not None)
        calls = samples * sum(one is not None for one in questions)
        tokens = TokenCount(input=once * samples, output=ANSWER_TOKENS * calls)
        provider, _, name = model.id.partition("/")
        return Estimate(model=model.id, calls=calls, tokens=tokens, microdollars=price(provider, name, tokens))

    def talk_cost(self, actor: Actor, session_id: str, turns: Sequence[int], *, samples: int = SAMPLES) -> TalkCost:
        """What asking about several turns would take, with an interval. Asks nothing. Raises what `estimate` raises."""
        expected = [self.estimate(actor, session_id, turn, samples=samples) for turn in turns]
        return of_talk(self.store, actor, expected, samples=samples)

    def judge(
        self,
        actor: Actor,
        session_id: str,
        turn: int,
        *,
        samples: int = SAMPLES,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Judged:
        """Ask the judge about a turn and keep what it says beside the turn's own reading, which stays as it is.

        Failed calls are part of what is kept: they lower the evidence. Raises NotFound, InvalidInput, QuotaReached,
        ModelUnauthorised where no judge can be asked, and ModelCancelled.
        """
        case, model = self._case(actor, session_id, turn), self._model()
        expected = self.estimate(actor, session_id, turn, samples=samples).microdollars
        persona_id = self.store.conversations.get(actor, session_id).persona_id
        cost = None if expected is None else APART * expected
        with self.asking(actor, model.id, persona_id=persona_id, cost=cost):
            heard = hear(case, model, samples=samples, cancelled=cancelled)
            provider, _, name = heard.model.partition("/")
            cost = price(provider, name, heard.tokens)
            usage = Usage(provider=provider, model=name, tokens=heard.tokens, cost_microdollars=cost)
            self.store.usage.add(actor, usage, purpose="judge", persona_id=persona_id, session_id=session_id)
        kept = self.store.conversations.judge(actor, session_id, turn, reading(heard, case.reply))
        self.conversations.forget(session_id)
        return Judged(turn=kept, combined=combined(kept.drift, kept.judged or kept.drift), usage=usage)

    def _model(self) -> StructuredModel:
        model = self.casting.structured()
        if model is None:
            raise ModelUnauthorised("No judge can be asked.", why="No key and no server is set.", next_step=NEEDED)
        return model

    def _case(self, actor: Actor, session_id: str, index: int) -> Case:
        """The reply with what came before it. Raises NotFound, and InvalidInput for a turn without a whole reply."""
        session = self.store.conversations.get(actor, session_id)
        _, genome = self.store.personas.version(actor, session.version_id)
        first = max(0, index - 1 - EARLIER)
        turns = self.store.conversations.turns(actor, session_id, after=first, limit=index - first) if index > 0 else ()
        if not turns or turns[-1].index != index:
            raise InvalidInput(f"There is no turn {index} to judge.", next_step="Choose one that there is.")
        *before, asked = turns
        if asked.status is not TurnStatus.COMPLETE:
            raise InvalidInput(
                f"Turn {index} has no whole reply to judge.", why=asked.problem, next_step="Choose another turn."
            )
        return Case(
            genome=genome,
            user_text=asked.user_text,
            reply=asked.reply,
            earlier=tuple(Exchange(turn.user_text, turn.reply) for turn in before if turn.reply),
            decoy=_decoy(genome),
        )


def _decoy(genome: PersonaGenome) -> PersonaGenome:
    """One of the demo personas, always the same for a persona, and never itself."""
    others = [one for one in demo.load_all() if one.metadata.slug != genome.metadata.slug]
    digest = hashlib.sha256(genome.metadata.slug.encode()).digest()
    return others[int.from_bytes(digest[:4], "big") % len(others)]
