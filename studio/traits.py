"""Use cases over traits: what a reply shows, how that agrees with the persona, what to do next, and learning."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput, ModelUnauthorised
from brain.models.prices import price
from brain.traits import engine
from brain.traits.agreement import Usual, compare, usual
from brain.traits.extract import extract
from brain.traits.read import read
from brain.traits.suggest import SuggestedAction, confidence, suggestions
from brain.turn import TurnStatus, Usage
from studio.judging import NEEDED
from studio.quotas.asking import freely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome
    from brain.traits.agreement import Agreement
    from brain.traits.behaviour import BehaviouralTrait
    from brain.traits.engine import Learned
    from brain.turn import Turn, TurnResult
    from store import Store
    from store.actor import Actor
    from store.values import Version
    from studio.casting import Casting
    from studio.conversations import Conversations
    from studio.quotas.asking import Asking
    from studio.versions import Versions

KEPT: Final = 64
"""What is usual for this many versions is kept in memory."""


@dataclass(frozen=True, slots=True)
class ShownTraits:
    """What a reply shows: its traits, the confidence in them, their agreement with the persona, what to do next."""

    traits: tuple[BehaviouralTrait, ...]
    confidence: float | None
    agreement: Agreement
    suggestions: tuple[SuggestedAction, ...]


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of an actor's conversations."""

    store: Store
    casting: Casting
    conversations: Conversations
    versions: Versions
    asking: Asking = freely
    """Sets aside what the reader may cost."""
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _usual: OrderedDict[str, Usual] = field(default_factory=OrderedDict, init=False, repr=False)

    def shown(self, actor: Actor, version_id: str, turn: TurnResult) -> ShownTraits:
        """What a reply shows, by rules, on this machine. Raises NotFound."""
        genome, known = self._persona(actor, version_id)
        return self._of(genome, known, extract(turn.user_text, turn.reply), turn)

    def read(self, actor: Actor, session_id: str, index: int) -> ShownTraits:
        """What a reply shows, by the reader's model; what it took is in the ledger. Nothing of it is kept.

        Raises NotFound, InvalidInput, QuotaReached, and a ModelError: ModelUnauthorised where no model can be asked.
        """
        session = self.store.conversations.get(actor, session_id)
        model = self.casting.structured()
        if model is None:
            raise ModelUnauthorised("No model can read traits.", why="No key and no server is set.", next_step=NEEDED)
        turn = self._turn(actor, session_id, index)
        with self.asking(actor, model.id, persona_id=session.persona_id):
            found, answer = read(model, turn.user_text, turn.reply)
            provider, _, name = answer.model.partition("/")
            cost = price(provider, name, answer.tokens)
            spent = Usage(provider=provider, model=name, tokens=answer.tokens, cost_microdollars=cost)
            self.store.usage.add(actor, spent, purpose="traits", persona_id=session.persona_id, session_id=session_id)
        genome, known = self._persona(actor, session.version_id)
        return self._of(genome, known, found, turn)

    def proposal(self, actor: Actor, session_id: str) -> Learned:
        """How the traits of the conversation's version would move after what its replies show. Changes nothing."""
        session = self.store.conversations.get(actor, session_id)
        genome, known = self._persona(actor, session.version_id)
        whole = [t for t in self.conversations.turns(actor, session_id) if t.status is TurnStatus.COMPLETE]
        return engine.learn(genome, [extract(turn.user_text, turn.reply) for turn in whole], usual=known)

    def learn(self, actor: Actor, session_id: str) -> Version:
        """Keep the moved traits as a new version of the persona, made from the conversation's; that one stays.

        Behind a gate the new one stays beside the current one (`Versions.waits`). Conversations with drift on purpose
        teach nothing. Raises InvalidInput where nothing moves, NotFound, Forbidden, and Conflict if the persona has a
        newer version.
        """
        session = self.store.conversations.get(actor, session_id)
        if session.drift is not None:
            raise InvalidInput(
                "Nothing is learned from drift on purpose.", next_step="Choose a conversation without it."
            )
        learned = self.proposal(actor, session_id)
        if not learned.changes:
            raise InvalidInput(
                "No trait would move.",
                why=f"It takes {engine.LEAST_EXCHANGES} whole replies that differ from the persona's reference lines.",
                next_step="Talk on, and try again.",
            )
        moved = ", ".join(change.name for change in learned.changes)
        return self.store.personas.save_version(
            actor, session.persona_id, learned.genome, message=f"traits: {moved}"[:200], parent_id=session.version_id,
            current=self.versions.gate is None,
        )  # fmt: skip

    def _of(
        self, genome: PersonaGenome, known: Usual, traits: Sequence[BehaviouralTrait], turn: TurnResult
    ) -> ShownTraits:
        return ShownTraits(
            traits=tuple(traits),
            confidence=confidence(traits),
            agreement=compare(genome, traits, to=known),
            suggestions=suggestions(traits, turn.reply),
        )

    def _persona(self, actor: Actor, version_id: str) -> tuple[PersonaGenome, Usual]:
        version, genome = self.store.personas.version(actor, version_id)
        with self._lock:
            known = self._usual.get(version.genome_hash)
        known = usual(genome) if known is None else known
        with self._lock:
            self._usual[version.genome_hash] = known
            while len(self._usual) > KEPT:
                self._usual.popitem(last=False)
        return genome, known

    def _turn(self, actor: Actor, session_id: str, index: int) -> Turn:
        found = self.store.conversations.turns(actor, session_id, after=index - 1, limit=1) if index > 0 else ()
        if not found or found[0].index != index:
            raise InvalidInput(f"There is no turn {index}.", next_step="Choose one that there is.")
        return found[0]
