"""One turn of conversation, from the user's words to a scored reply. Knows no database: it is given what it needs."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.emotion.told import told
from brain.errors import ModelError
from brain.memory.memory import Recall
from brain.models.chat import Completion, Delta, DriftInstruction
from brain.models.prices import price
from brain.prompt.budget import USUAL, Budget
from brain.prompt.tag_labels import own_labels
from brain.prompt.tags import Tag, TagStream
from brain.reinforcement import strength as reminder_strength
from brain.request import prepare
from brain.state import PersonaState, evolve
from brain.turn import Turn, TurnResult, TurnStatus, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from brain.drift.gauge import Gauge
    from brain.emotion.detector import EmotionDetector
    from brain.emotion.reading import EmotionReading
    from brain.genome import PersonaGenome
    from brain.models.chat import ChatModel

CONTEXT_TURNS: Final = 3
"""How many earlier turns the emotion of a message is read in the light of."""

LONGEST_REPLY: Final = 60_000
"""A reply is cut off after this many characters; it is kept as interrupted."""

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays and who measures: the persona's genome, a chat model, an emotion detector and a drift gauge.

    `budget` bounds what the model is given to read.
    """

    genome: PersonaGenome
    model: ChatModel
    detector: EmotionDetector
    gauge: Gauge
    budget: Budget = USUAL


@dataclass(frozen=True, slots=True)
class Cue:
    """What a turn starts from. `index` counts from 1; `history` holds the earlier turns, oldest first.

    `heard` is what `hear` made of the user's words, where that was done before; else it is done then.
    """

    index: int
    user_text: str
    state: PersonaState
    history: Sequence[Turn] = ()
    recall: Recall = Recall()
    mode: str = ""
    seed: int = 0
    drift: DriftInstruction | None = None
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """The emotion in the user's words, and how long it took to read, in milliseconds."""

    emotion: EmotionReading
    milliseconds: float


def hear(cast: Cast, words: str, history: Sequence[Turn]) -> Heard:
    """Read the user's words in the light of the turns before. Needs nothing that is recalled."""
    started = time.perf_counter()
    earlier = [turn.user_emotion for turn in history[-5:]]
    return Heard(cast.detector.read(words, recent=earlier, context=_context(history)), _milliseconds(started))


@dataclass(frozen=True, slots=True)
class Began:
    """A turn begins: what was read in the user's words, and what was recalled."""

    index: int
    user_emotion: EmotionReading
    recall: Recall


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of the reply, without response tags."""

    text: str


class Performance:
    """One turn while it is played: iterate over `words()`, then take `result()`.

    If the iteration is broken off, or the model fails half-way, the result holds what was said so far and is
    marked interrupted; if nothing was said it is marked failed.
    """

    def __init__(self, cast: Cast, cue: Cue) -> None:
        self._cast, self._cue = cast, cue
        self._tags = TagStream(own_labels(cast.genome))
        self._said: list[str] = []
        self._length = 0
        self._completion: Completion | None = None
        self._problem = ""
        heard = cue.heard or hear(cast, cue.user_text, cue.history)
        self.user_emotion = heard.emotion
        started = time.perf_counter()
        strength = reminder_strength([turn.drift for turn in cue.history])
        self._request = prepare(cast.genome, cue, reminder=strength, budget=cast.budget).request
        self._before_ms = heard.milliseconds + _milliseconds(started)

    def words(self, *, cancelled: Callable[[], bool] = lambda: False) -> Iterator[str]:
        """The reply piece by piece, without response tags. Raises nothing that a model does wrong."""
        stream = self._cast.model.stream(self._request, cancelled=cancelled)
        try:
            for piece in stream:
                if isinstance(piece, Delta):
                    yield from self._say(self._tags.feed(printable(piece.text)))
                    if self._length > LONGEST_REPLY:
                        self._problem = f"The reply was longer than {LONGEST_REPLY:,} characters and was cut off there."
                        return
                else:
                    self._completion = piece
        except ModelError as error:
            self._problem = str(error)
        yield from self._say(self._tags.close())

    @property
    def reply(self) -> str:
        """What was said so far, without response tags and outer blanks."""
        return "".join(self._said).strip()

    def result(self) -> TurnResult:
        """The turn, measured. May be called once `words()` ended or was closed."""
        started = time.perf_counter()
        cue, cast = self._cue, self._cast
        said = "".join(self._said)
        reply = said.strip()
        tags = _moved(self._tags.tags, by=len(said) - len(said.lstrip()), most=len(reply))
        status, problem = self._status(reply)
        persona_emotion = self._persona_emotion(reply)
        drift = cast.gauge.read(
            reply,
            user_text=cue.user_text,
            earlier=[turn.drift for turn in cue.history],
            said=[turn.reply for turn in cue.history],
            first_turn=cue.history[0].index if cue.history else 1,
            complete=status is TurnStatus.COMPLETE,
        )
        state = evolve(cue.state, genome=cast.genome, user=self.user_emotion, persona=persona_emotion)
        prompt = self._request.stable + "\n\n" + self._request.changing
        return TurnResult(
            index=cue.index,
            user_text=cue.user_text,
            reply=reply,
            tags=tags,
            status=status,
            problem=problem,
            user_emotion=self.user_emotion,
            persona_emotion=persona_emotion,
            drift=drift,
            state=state if reply else cue.state,
            recall=cue.recall,
            usage=usage_of(cast.model.id, self._completion, overhead_ms=self._before_ms + _milliseconds(started)),
            seed=cue.seed,
            instruction=cue.drift,
            prompt_hash=hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        )

    def _say(self, text: str) -> Iterator[str]:
        if text:
            self._said.append(text)
            self._length += len(text)
            yield text

    def _status(self, reply: str) -> tuple[TurnStatus, str]:
        stop = self._completion.stop if self._completion else None
        if self._problem or stop is None:
            problem = self._problem or "The reply was broken off before its end."
            return (TurnStatus.INTERRUPTED if reply else TurnStatus.FAILED), problem
        if stop == "cancelled":
            return TurnStatus.INTERRUPTED, "The reply was stopped before its end."
        if stop == "length":
            return TurnStatus.INTERRUPTED, "The reply reached the model's length limit."
        if not reply:
            return (
                TurnStatus.FAILED,
                "The model answered with no words. Send the message again, or choose another model.",
            )
        return TurnStatus.COMPLETE, ""

    def _persona_emotion(self, reply: str) -> EmotionReading:
        earlier = [turn.persona_emotion for turn in self._cue.history[-5:]]
        read = self._cast.detector.read(
            reply, recent=earlier, context=(*_context(self._cue.history), self._cue.user_text)
        )
        values = [tag.value for tag in self._tags.tags if tag.kind == "emotion"]
        return told(values, read=read, own=self._cast.genome.mind.emotions)


def usage_of(model_id: str, done: Completion | None, *, overhead_ms: float = 0.0) -> Usage:
    """What one call to a model took, priced; without a completion nobody knows what it cost."""
    provider, _, name = model_id.partition("/")
    if done is None:
        return Usage(provider=provider, model=name or provider, cost_microdollars=None, overhead_ms=overhead_ms)
    return Usage(
        provider=provider,
        model=name or provider,
        tokens=done.tokens,
        cost_microdollars=price(provider, name or provider, done.tokens),
        first_token_ms=done.first_token_ms,
        model_ms=done.total_ms,
        overhead_ms=overhead_ms,
    )


def _context(history: Sequence[Turn]) -> tuple[str, ...]:
    """The words of both sides in the last turns, oldest first."""
    return tuple(text for turn in history[-CONTEXT_TURNS:] for text in (turn.user_text, turn.reply))


def printable(text: str) -> str:
    """The text without control characters other than newline and tab, and without lone surrogates."""
    return text if text.isprintable() else _UNPRINTABLE.sub("", text)


def _moved(tags: tuple[Tag, ...], *, by: int, most: int) -> tuple[Tag, ...]:
    """The tags with their places in the reply, whose outer blanks are gone."""
    return tuple(tag.model_copy(update={"at": min(most, max(0, tag.at - by))}) for tag in tags)


def _milliseconds(since: float) -> float:
    return (time.perf_counter() - since) * 1_000
