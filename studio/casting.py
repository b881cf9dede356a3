"""Who plays and who measures in a conversation: models by name, and each version's drift gauge, made once."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain import static_embedder
from brain.drift import gauge
from brain.drift.many.turn import turn_gauge
from brain.drift.others import others
from brain.emotion.cascade import Breaker, Cascade, Lazy
from brain.emotion.hybrid.shipped import hybrid as shipped_hybrid
from brain.emotion.llm import LlmDetector
from brain.errors import ModelUnauthorised, ModelUnknown
from brain.models.anthropic import AnthropicModel
from brain.models.anthropic_structured import AnthropicStructured
from brain.models.limits import context
from brain.models.retrying import Retrying, RetryingStructured
from brain.models.understudy import Understudy
from brain.play import Cast
from brain.prompt.budget import Budget
from brain.prompt.tokens import ByTokenizer
from brain.rehearsal import rehearse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from brain.drift.gauge import Gauge
    from brain.emotion.detector import EmotionDetector
    from brain.genome import PersonaGenome
    from brain.models.chat import ChatModel, ChatRequest
    from brain.models.structured import StructuredModel
    from studio.settings import Settings

GAUGES_KEPT: Final = 64
"""Gauges of this many versions are kept in memory; the one longest unused goes first."""

SPARE: Final = 20_000
"""Tokens of a model's context that are left for the reply, and for the estimate to be wrong by."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A chat model that can be chosen, or why it cannot."""

    id: str
    label: str
    available: bool
    why: str = ""


class Casting:
    """Makes a Cast for a genome and a model. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._gauges: OrderedDict[str, Future[Gauge]] = OrderedDict()
        self._models: dict[str, ChatModel] = {}
        self._structured: dict[str, StructuredModel] = {}
        # One for the whole process: it never changes, and holds 32 MB.
        self.embedder = static_embedder.shared()
        self._counter = ByTokenizer(self.embedder.token_count)
        self.detector: EmotionDetector = self._cascade()

    @property
    def judged(self) -> Path:
        """The folder in which it is kept which judge passed its test."""
        return self.settings.data_dir / "judges"

    def cast(self, genome: PersonaGenome, *, genome_hash: str, model_id: str) -> Cast:
        """The cast of one conversation. Raises ModelUnknown and ModelUnauthorised."""
        return Cast(
            genome=genome,
            model=self.model(model_id),
            detector=self.detector,
            gauge=self.gauge(genome, genome_hash=genome_hash),
            budget=self.budget(model_id),
        )

    def budget(self, model_id: str) -> Budget:
        """How long prompt and conversation may be for a model: the setting, and never more than the model reads."""
        limit = context(model_id)
        most = self.settings.prompt_tokens
        return Budget(tokens=most if limit is None else min(most, limit - SPARE), counter=self._counter)

    def counter(self, model_id: str) -> Callable[[ChatRequest], int] | None:
        """What counts a request's tokens by the model's own service; None for one that has none.

        Raises ModelUnknown, and ModelUnauthorised where its key is missing.
        """
        if model_id == "understudy":
            return None
        self.model(model_id)
        key, base_url = self._anthropic_key() or "", self.settings.anthropic_base_url or None
        return AnthropicModel(model_id.partition("/")[2], api_key=key, base_url=base_url).count

    def model(self, model_id: str) -> ChatModel:
        """The chat model of that id. Raises ModelUnknown, and ModelUnauthorised where its key is missing."""
        with self._lock:
            if model_id not in self._models:
                self._models[model_id] = Retrying(self.once(model_id))
            return self._models[model_id]

    def once(self, model_id: str) -> ChatModel:
        """The model that asks once, for a caller that asks again itself. Raises what `model` raises."""
        provider, _, name = model_id.partition("/")
        if model_id == "understudy":
            return Understudy(pace_seconds=self.settings.understudy_pace_ms / 1_000)
        if provider == "anthropic" and name:
            key = self._anthropic_key()
            if key is None:
                raise ModelUnauthorised(
                    f"{model_id!r} cannot be used.",
                    why="No key for Anthropic is set.",
                    next_step="Set ANTHROPIC_API_KEY and start again, or choose the understudy, which needs no key.",
                )
            return AnthropicModel(name, api_key=key, base_url=self.settings.anthropic_base_url or None)
        raise ModelUnknown(
            f"There is no model {model_id!r}.",
            why="Known are: understudy, anthropic/<model>.",
            next_step="Choose one of these; `understudy` works without a key.",
        )

    def _cascade(self) -> Cascade:
        """The emotion tiers up to the one that is set; the llm tier asks the reader model, if there is one."""
        tier = self.settings.emotion_tier
        model = self.structured() if tier == "llm" else None
        hybrid = None if tier == "keyword" else _hybrid()
        if hybrid is not None:
            hybrid.warm()
        return Cascade(hybrid=hybrid, llm=LlmDetector(model) if model else None, breaker=Breaker() if model else None)

    def structured(self) -> StructuredModel | None:
        """The reader of the settings, which answers in a given shape; None where its key is missing.

        Raises ModelUnknown for a model that cannot answer so.
        """
        wanted = self.settings.reader_model
        with self._lock:
            if wanted not in self._structured:
                once = self.structured_once(wanted)
                if once is None:
                    return None
                self._structured[wanted] = RetryingStructured(once)
            return self._structured[wanted]

    def structured_once(self, wanted: str) -> StructuredModel | None:
        """A model that answers in a given shape and asks once, for a caller that asks again itself.

        None where its key is missing. Raises ModelUnknown for a model that cannot answer so.
        """
        provider, _, name = wanted.partition("/")
        key = self._anthropic_key()
        if not wanted or wanted == "understudy" or key is None:
            return None
        if provider != "anthropic" or not name:
            raise ModelUnknown(
                f"{wanted!r} cannot read or judge.",
                why="Known are: anthropic/<model>.",
                next_step="Set PERSONAFORGE_READER_MODEL to one of these, or to nothing.",
            )
        return AnthropicStructured(name, api_key=key, base_url=self.settings.anthropic_base_url or None)

    def choices(self, *also: str) -> tuple[ModelChoice, ...]:
        """Every model that is offered, the understudy first, and behind them those named that are not offered."""
        reachable = self._anthropic_key() is not None
        why = "" if reachable else "Set ANTHROPIC_API_KEY to use it."
        offered = [f"anthropic/{name}" for name in self.settings.anthropic_models]
        named = dict.fromkeys((*offered, *(one for one in also if one.startswith("anthropic/"))))
        return (
            ModelChoice(id="understudy", label=Understudy().label, available=True),
            *(
                ModelChoice(id=one, label=f"Claude ({one.partition('/')[2]})", available=reachable, why=why)
                for one in named
            ),
        )

    def gauge(self, genome: PersonaGenome, *, genome_hash: str) -> Gauge:
        """The drift gauge of a version; the first call of a version takes some 0.2 s, and others wait for it."""
        with self._lock:
            made = self._gauges.get(genome_hash)
            first = made is None
            if made is None:
                made = self._gauges[genome_hash] = Future()
                while len(self._gauges) > GAUGES_KEPT:
                    self._gauges.popitem(last=False)
            self._gauges.move_to_end(genome_hash)
        if first:
            try:
                made.set_result(self._prepared(genome))
            except BaseException as error:
                with self._lock:
                    self._gauges.pop(genome_hash, None)
                made.set_exception(error)
                raise
        return made.result()

    def known(self, *, genome_hash: str, gauge: Gauge) -> None:
        """Take a version's gauge from elsewhere, instead of preparing it."""
        with self._lock:
            made: Future[Gauge] = Future()
            self._gauges[genome_hash] = made
        made.set_result(gauge)

    def _prepared(self, genome: PersonaGenome) -> Gauge:
        made = gauge.prepare(genome, contrast=others(genome), embedder=self.embedder, faithful=rehearse(genome))
        return turn_gauge(made)

    def _anthropic_key(self) -> str | None:
        """The key; a server of one's own (base URL set) needs none, so any word will do."""
        key = self.settings.anthropic_api_key
        if key is not None and key.get_secret_value():
            return key.get_secret_value()
        return "none" if self.settings.anthropic_base_url else None


@functools.cache
def _hybrid() -> Lazy:
    """One for the whole process, read in a thread of its own while the studio starts."""
    return Lazy(lambda: shipped_hybrid(static_embedder.shared()))
