"""Use cases over conversations: start, say, fork, export. Knows no page and no vendor."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from brain.errors import InvalidInput, ModelError, StoreError
from brain.play import Began, Cue, Performance, Said, hear
from brain.state import initial, rested
from brain.turn import Turn, TurnResult, TurnStatus, Usage
from studio.extraction import Message
from studio.history import TURNS, History
from studio.messages import checked
from studio.seeds import turn_seed
from studio.transcripts import Export, jsonl, markdown
from studio.unstored import Unstored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from brain.genome import PersonaGenome
    from brain.models.chat import DriftInstruction
    from brain.state import PersonaState
    from store import Store
    from store.actor import Actor
    from store.turn_ratings import TurnRating
    from store.values import Draft, Page, Session
    from studio.casting import Casting, ModelChoice
    from studio.extraction import Extractor
    from studio.quotas.service import Quotas
    from studio.recollection import Recollection

PAGE: Final = 500
"""Turns read at once when all are wanted."""

LOOKED_BACK: Final = 20
"""So many of the last conversations are looked at for one that a new one carries on from."""


@dataclass(frozen=True, slots=True)
class ModelPick:
    """A model to play with, and why it is not the persona's own, if it is not."""

    id: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Conversations:
    """Conversations of an actor with personas it may see."""

    store: Store
    casting: Casting
    recollection: Recollection
    default_model: str
    extractor: Extractor | None = None
    """Reads messages with a model once their turn is stored, beside the rules; None: rules alone."""
    quotas: Quotas | None = None
    """What a message asks of the plan and the budgets; None: nothing is limited."""
    _history: History = field(init=False, repr=False)
    _unstored: Unstored = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_history", History(self.store))
        object.__setattr__(self, "_unstored", Unstored(self.store))

    def start(
        self,
        actor: Actor,
        persona_id: str,
        *,
        version_id: str | None = None,
        persona_mode: str = "",
        model: str | None = None,
        seed: int = 0,
        drift: DriftInstruction | None = None,
        title: str = "",
        fresh: bool = False,
    ) -> Session:
        """A new conversation, pinned to a version (the newest if None), on `model` or on the one that `pick` says.

        `drift` puts drift in on purpose, which only the understudy can play; `fresh` leaves out what the persona
        remembers from other conversations, and how close the two came in them. Raises NotFound, InvalidInput,
        ModelUnknown and ModelUnauthorised.
        """
        version, genome = self._pinned(actor, persona_id, version_id)
        chosen = model or self.pick(genome).id
        if drift is not None and chosen != "understudy":
            raise InvalidInput(
                f"Drift on purpose cannot be played by {chosen!r}.",
                why="Only the understudy takes a drift instruction.",
                next_step="Choose the understudy, or start without drift.",
            )
        self.casting.model(chosen)
        _require_mode(genome, persona_mode)
        return self.store.conversations.start(
            actor,
            persona_id=persona_id,
            version_id=version,
            mode="chat",
            persona_mode=persona_mode,
            model=chosen,
            seed=seed,
            drift=drift,
            state=initial(genome) if fresh or drift else self._met_before(actor, persona_id, genome),
            title=title,
            fresh=fresh,
        )

    def get(self, actor: Actor, session_id: str) -> Session:
        """A conversation. Raises NotFound."""
        return self.store.conversations.get(actor, session_id)

    def recent(
        self, actor: Actor, *, persona_id: str | None = None, cursor: str | None = None, limit: int = 20
    ) -> Page[Session]:
        """A page of conversations, the one used last first."""
        return self.store.conversations.list(actor, persona_id=persona_id, cursor=cursor, limit=limit)

    def turns(self, actor: Actor, session_id: str, *, after: int = 0, limit: int | None = None) -> tuple[Turn, ...]:
        """Turns in order, those after turn `after`; at most `limit`, all if None."""
        self._settled(actor, session_id)
        if limit is not None:
            return tuple(self.store.conversations.turns(actor, session_id, after=after, limit=limit))
        return tuple(chain.from_iterable(self._pages(actor, session_id, after=after)))

    def last(self, actor: Actor, session_id: str, n: int = 30) -> tuple[Turn, ...]:
        """The last `n` turns in order."""
        self._settled(actor, session_id)
        if not 0 < n <= TURNS:
            return tuple(self.store.conversations.last(actor, session_id, n))
        session = self.store.conversations.get(actor, session_id)
        return self._history.before(actor, session_id, session.turn_count + 1)[-n:]

    def say(
        self,
        actor: Actor,
        session_id: str,
        text: str,
        *,
        seed: int | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Began | Said | Turn]:
        """Say something: what was understood, the reply piece by piece, and last the turn as it was stored.

        Each piece is on disk before it is given out. If the iteration is broken off, what was given out is stored as
        interrupted. Raises InvalidMessage and NotFound at once, and QuotaReached as the turn begins, before anything
        is kept; a model's failure is not raised: it is the stored turn's status and problem.
        """
        words = checked(text)
        self._unstored.catch_up(actor, session_id)
        session = self.store.conversations.get(actor, session_id)
        return self._turn(actor, session, words, turn_seed(session.seed, session.turn_count + 1, seed), cancelled)

    def fork(self, actor: Actor, session_id: str, *, before_turn: int) -> Session:
        """A new conversation with the turns before `before_turn`; the old one stays as it is."""
        return self.store.conversations.fork(actor, session_id, before_turn=before_turn)

    def rate(self, actor: Actor, session_id: str, index: int, rating: TurnRating) -> TurnRating | None:
        """Keep what the actor thinks of a reply, in place of what they said before; nothing takes it back.

        Raises NotFound and InvalidInput.
        """
        return self.store.turn_ratings.put(actor, session_id, index, rating)

    def ratings(self, actor: Actor, session_id: str, *, after: int = 0) -> Mapping[int, TurnRating]:
        """What the actor thinks of the replies of a conversation behind turn `after`, by turn. Raises NotFound."""
        return self.store.turn_ratings.of(actor, session_id, after=after)

    def forget(self, session_id: str) -> None:
        """Read the conversation's turns from the store next time: a judge's word was kept beside one of them."""
        self._history.forget(session_id)

    def export(self, actor: Actor, session_id: str, form: Literal["markdown", "jsonl"]) -> Export:
        """The transcript with its readings and ratings, as Markdown or as JSON lines (a head, then one line a turn).

        Turns are read as its pieces are, some hundred at a time. Raises NotFound at once.
        """
        self._settled(actor, session_id)
        session = self.store.conversations.get(actor, session_id)
        version, genome = self.store.personas.version(actor, session.version_id)
        write = markdown if form == "markdown" else jsonl
        turns = partial(self._rated, actor, session_id)
        return write(session, version, genome, turns, model_label=self.label(session.model))

    def warm(self, actor: Actor) -> None:
        """Prepare the drift gauge of the newest persona: the first of a process takes a second, the others half.

        For a moment when nobody waits. Raises nothing that the store does wrong; a turn would meet it again.
        """
        with suppress(StoreError):
            for card in self.store.catalogue.list(actor, limit=1).items:
                persona = self.store.personas.get(actor, card.id)
                self.casting.gauge(persona.genome, genome_hash=persona.version.genome_hash)

    def pick(self, genome: PersonaGenome) -> ModelPick:
        """The model that plays a persona where none is asked for: its own, or the studio's with the reason why."""
        own = genome.mind.config.model
        if not own or own == self.default_model:
            return ModelPick(self.default_model)
        try:
            self.casting.model(own)
        except ModelError as error:
            return ModelPick(self.default_model, f"{genome.name} asks for {own!r}. {error.why}".strip())
        return ModelPick(own)

    def model_choices(self, *also: str) -> tuple[ModelChoice, ...]:
        """Every chat model that is offered, and those named, such as a persona's own."""
        return self.casting.choices(*also)

    def label(self, model_id: str) -> str:
        """What stands beside a model's words."""
        labels = {choice.id: choice.label for choice in self.casting.choices()}
        return labels.get(model_id, model_id)

    def _turn(
        self, actor: Actor, session: Session, words: str, seed: int, cancelled: Callable[[], bool]
    ) -> Iterator[Began | Said | Turn]:
        keep = self.store.conversations
        version, genome = self.store.personas.version(actor, session.version_id)
        cast = self.casting.cast(genome, genome_hash=version.genome_hash, model_id=session.model)
        begun = self.recollection.begin(actor, session, genome, words)
        wants = self.quotas.message(session.persona_id, session.model) if self.quotas is not None else None
        draft = keep.begin(actor, session.id, words, wants=wants)
        performance: Performance | None = None
        history: tuple[Turn, ...] = ()
        shown = ""
        try:
            history = self._history.before(actor, session.id, draft.index)
            # Between beginning to search and waiting for what is found.
            heard = hear(cast, words, history)
            cue = Cue(
                index=draft.index,
                user_text=words,
                state=session.state,
                history=history,
                recall=self.recollection.recall(actor, session, genome, words, history=history, begun=begun),
                mode=session.persona_mode,
                seed=seed,
                drift=session.drift,
                heard=heard,
            )
            performance = Performance(cast, cue)
            yield Began(index=draft.index, user_emotion=performance.user_emotion, recall=cue.recall)
            for piece in performance.words(cancelled=cancelled):
                shown += piece
                keep.grow(draft, shown)
                yield Said(piece)
        finally:
            result = (
                _unplayed(draft, session, seed) if performance is None else _numbered(performance.result(), history)
            )
            learnt = self.recollection.learnt(genome, words, draft.index)
            turn = self._unstored.finish(actor, draft, result, learnt)
            self._history.add(turn, after=history)
        if self.extractor is not None and genome.mind.memory.enabled:
            self.extractor.read(
                Message(actor, session.persona_id, session.id, draft.index, words, by_rules=tuple(learnt))
            )
        yield turn

    def _pages(self, actor: Actor, session_id: str, *, after: int = 0) -> Iterator[tuple[Turn, ...]]:
        last = after
        while page := self.store.conversations.turns(actor, session_id, after=last, limit=PAGE):
            yield page
            last = page[-1].index

    def _rated(self, actor: Actor, session_id: str) -> Iterator[tuple[Turn, TurnRating | None]]:
        for page in self._pages(actor, session_id):
            first, last = page[0].index, page[-1].index
            said = self.store.turn_ratings.of(actor, session_id, after=first - 1, until=last)
            yield from ((turn, said.get(turn.index)) for turn in page)

    def _met_before(self, actor: Actor, persona_id: str, genome: PersonaGenome) -> PersonaState:
        """How the persona feels about the actor after the time since they last talked.

        Repeats and conversations with drift on purpose leave no trace: they are experiments.
        """
        for earlier in self.store.conversations.list(actor, persona_id=persona_id, limit=LOOKED_BACK).items:
            mine = earlier.user_id == actor.user_id and earlier.turn_count
            if mine and not earlier.fresh and earlier.drift is None:
                apart = (datetime.now(UTC) - earlier.last_activity_at).total_seconds()
                return rested(earlier.state, genome=genome, seconds=apart)
        return initial(genome)

    def _settled(self, actor: Actor, session_id: str) -> None:
        """Store what could not be stored before; if that still fails, reading goes on with what there is."""
        with suppress(StoreError):
            self._unstored.catch_up(actor, session_id)

    def _pinned(self, actor: Actor, persona_id: str, version_id: str | None) -> tuple[str, PersonaGenome]:
        if version_id is None:
            persona = self.store.personas.get(actor, persona_id)
            return persona.version.id, persona.genome
        version, genome = self.store.personas.version(actor, version_id)
        if version.persona_id != persona_id:
            raise InvalidInput(
                f"Version {version_id!r} belongs to another persona.",
                next_step="Choose one of this persona's versions.",
            )
        return version.id, genome


def _require_mode(genome: PersonaGenome, name: str) -> None:
    known = [mode.name for mode in genome.mind.modes if mode.enabled]
    if name and name.casefold() not in map(str.casefold, known):
        raise InvalidInput(
            f"{genome.name} has no mode {name!r}.",
            why=f"Its modes are: {', '.join(known)}." if known else "It has no modes.",
            next_step="Choose one of these, or none." if known else "Leave the mode out.",
        )


def _numbered(result: TurnResult, history: tuple[Turn, ...]) -> TurnResult:
    """The result with its turn numbers counted from the first turn of the session.

    The brain saw a window of the session, and counts the turn at which drift began from the first turn it saw.
    """
    before = history[0].index - 1 if history else 0
    began = result.drift.change.began_turn
    if not before or began is None:
        return result
    change = result.drift.change.model_copy(update={"began_turn": began + before})
    return result.model_copy(update={"drift": result.drift.model_copy(update={"change": change})})


def _unplayed(draft: Draft, session: Session, seed: int) -> TurnResult:
    """A turn that failed before the model was asked."""
    return TurnResult(
        index=draft.index,
        user_text=draft.user_text,
        status=TurnStatus.FAILED,
        problem="The studio could not prepare this reply. Send the message again; the log says what went wrong.",
        state=session.state,
        usage=Usage(provider="", model="", cost_microdollars=0),
        seed=seed,
        instruction=session.drift,
    )
