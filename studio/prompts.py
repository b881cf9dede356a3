"""Use cases over prompts: what a model is given to read on the next turn, section by section. Knows no page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from brain.memory.memory import Recall
from brain.models.chat import Message
from brain.play import Cue
from brain.prompt.budget import PER_MESSAGE
from brain.prompt.prompt import SectionName
from brain.reinforcement import strength as reminder_strength
from brain.request import prepare
from brain.state import initial
from studio.history import TURNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.genome import PersonaGenome
    from brain.models.chat import ChatRequest
    from brain.prompt.budget import Budget, Trimmed
    from brain.request import Prepared
    from store import Store
    from store.actor import Actor
    from studio.casting import Casting
    from studio.recollection import Recollection

TITLES: Final[Mapping[SectionName, str]] = {
    SectionName.CONSTITUTION: "Constitution",
    SectionName.IDENTITY: "Identity",
    SectionName.PERSONALITY: "Personality",
    SectionName.SPEAKING: "Speaking style",
    SectionName.KNOWLEDGE: "Knowledge",
    SectionName.RULES: "Rules",
    SectionName.FORMAT: "Response format",
    SectionName.MEMORIES: "Memories",
    SectionName.STATE: "State and reminder",
}
"""What each of the nine sections is called."""


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section with its length in tokens, and whether it stays the same from turn to turn."""

    name: SectionName
    title: str
    text: str
    tokens: int
    stable: bool


@dataclass(frozen=True, slots=True)
class ApiCount:
    """What the model's own service counted, in tokens: all of it, and the stable part by itself."""

    model: str
    total: int
    stable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptView:
    """What goes to a model on one turn. Tokens are what `counter` says, which names itself an estimate."""

    persona: str
    slug: str
    version_id: str
    session_id: str | None
    turn: int
    mode: str
    model: str
    words: str
    sections: tuple[SectionView, ...]
    trimmed: tuple[Trimmed, ...]
    turns: int
    turn_tokens: int
    word_tokens: int
    budget: int
    over: int
    counter: str
    reminder: float
    temperature: float | None
    derived: bool
    degraded: str
    request: ChatRequest = field(repr=False)

    @property
    def stable_tokens(self) -> int:
        """Tokens of the part that a provider can keep in its cache."""
        return sum(section.tokens for section in self.sections if section.stable)

    @property
    def total(self) -> int:
        """Tokens of all sections, the earlier turns and the new words."""
        return sum(section.tokens for section in self.sections) + self.turn_tokens + self.word_tokens


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts of the personas and conversations that an actor may see."""

    store: Store
    casting: Casting
    recollection: Recollection
    default_model: str

    def of_session(self, actor: Actor, session_id: str, *, words: str = "") -> PromptView:
        """The prompt of a conversation's next turn, if the user says `words`; without words nothing is recalled.

        Raises NotFound.
        """
        session = self.store.conversations.get(actor, session_id)
        version, genome = self.store.personas.version(actor, session.version_id)
        history = self.store.conversations.last(actor, session_id, TURNS) if session.turn_count else ()
        recall = self.recollection.recall(actor, session, genome, words, history=history) if words.strip() else Recall()
        cue = Cue(
            index=session.turn_count + 1,
            user_text=words,
            state=session.state,
            history=history,
            recall=recall,
            mode=session.persona_mode,
            drift=session.drift,
        )
        return self._view(genome, cue, version_id=version.id, session_id=session.id, model=session.model)

    def of_persona(
        self,
        actor: Actor,
        persona_id: str,
        *,
        version_id: str | None = None,
        mode: str = "",
        model: str | None = None,
        words: str = "",
    ) -> PromptView:
        """The prompt of a new conversation's first turn, with no memories. Raises NotFound and InvalidInput."""
        if version_id is None:
            persona = self.store.personas.get(actor, persona_id)
            version, genome = persona.version, persona.genome
        else:
            version, genome = self.store.personas.version(actor, version_id)
            if version.persona_id != persona_id:
                raise InvalidInput(f"Version {version_id!r} belongs to another persona.")
        cue = Cue(index=1, user_text=words, state=initial(genome), mode=mode)
        chosen = model or genome.mind.config.model or self.default_model
        return self._view(genome, cue, version_id=version.id, session_id=None, model=chosen)

    def counted(self, view: PromptView) -> ApiCount | None:
        """What the model's own service counts, which asks it twice; None for a model without such a service.

        Raises ModelUnauthorised without a key, and the other ModelErrors.
        """
        counter = self.casting.counter(view.model)
        if counter is None:
            return None
        asked = view.request
        if not view.words.strip():
            # A service counts nothing without a message; one letter is the shortest there is.
            asked = asked.model_copy(update={"messages": (*asked.messages[:-1], Message(role="user", text="."))})
        alone = asked.model_copy(update={"changing": "", "messages": asked.messages[-1:]})
        return ApiCount(model=view.model, total=counter(asked), stable=counter(alone))

    def _view(
        self, genome: PersonaGenome, cue: Cue, *, version_id: str, session_id: str | None, model: str
    ) -> PromptView:
        budget = self.casting.budget(model)
        strength = reminder_strength([turn.drift for turn in cue.history])
        made = prepare(genome, cue, reminder=strength, budget=budget)
        return PromptView(
            persona=genome.name,
            slug=genome.metadata.slug,
            version_id=version_id,
            session_id=session_id,
            turn=cue.index,
            mode=cue.mode,
            model=model,
            words=cue.user_text,
            sections=_sections(made, budget),
            trimmed=made.fitted.trimmed,
            turns=len(made.fitted.exchanges),
            turn_tokens=_exchanged(made, budget),
            word_tokens=budget.counter.count(cue.user_text) + PER_MESSAGE,
            budget=budget.tokens,
            over=made.fitted.over,
            counter=budget.counter.label,
            reminder=strength,
            temperature=made.request.temperature,
            derived=genome.mind.config.temperature is None,
            degraded=cue.recall.degraded,
            request=made.request,
        )


def _sections(made: Prepared, budget: Budget) -> tuple[SectionView, ...]:
    return tuple(
        SectionView(
            name=section.name,
            title=TITLES[section.name],
            text=section.text,
            tokens=budget.counter.count(section.text),
            stable=section.stable,
        )
        for section in made.fitted.prompt.sections
    )


def _exchanged(made: Prepared, budget: Budget) -> int:
    return sum(
        budget.counter.count(said.user) + budget.counter.count(said.reply) + 2 * PER_MESSAGE
        for said in made.fitted.exchanges
    )
