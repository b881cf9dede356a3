"""Chat models of the brain as a provider of Inspect, and back: what the player calls goes by way of Inspect's model.

Inspect asks again, limits what is under way, keeps replies in its cache and writes every call into its log.
"""

from __future__ import annotations

from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import tenacity
from anyio import CapacityLimiter, from_thread, to_thread
from inspect_ai.model import CachePolicy, GenerateConfig, Model, ModelAPI, get_model, modelapi
from inspect_ai.model._model import RetryDecision
from tenacity.wait import wait_base

from brain.errors import ModelCancelled, ModelError, ModelGarbled, ModelOverloaded
from brain.models.chat import Completion, Delta
from evals.inspect_runner.requests import config_of, messages_of, output_of, reply_of, request_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from inspect_ai.model import ChatMessage, ModelOutput
    from inspect_ai.tool import ToolChoice, ToolInfo

    from brain.genome import PersonaGenome
    from brain.models.backoff import Backoff
    from brain.models.chat import ChatModel, ChatRequest

PROVIDER: Final = "personaforge"

ANY: Final = float("inf")
"""Threads that wait for a model: Inspect limits the calls, so nothing else need."""


@dataclass(frozen=True, slots=True)
class Source:
    """What stands behind the provider: a chat model that asks once, genomes by hash, waits, and whether to stop."""

    model: ChatModel
    genomes: Mapping[str, PersonaGenome]
    backoff: Backoff
    cancelled: Callable[[], bool]


@modelapi(name=PROVIDER)
class PersonaAPI(ModelAPI):
    """A chat model of the brain as Inspect calls it."""

    def __init__(
        self,
        model_name: str,
        base_url: str | None = None,
        api_key: str | None = None,
        config: GenerateConfig | None = None,
        *,
        source: Source,
    ) -> None:
        super().__init__(model_name, base_url, api_key, config=config or GenerateConfig())
        self._source = source
        self._threads = CapacityLimiter(ANY)

    async def generate(
        self,
        input: list[ChatMessage],  # noqa: A002 - Inspect's name
        tools: list[ToolInfo],  # noqa: ARG002 - a persona has none
        tool_choice: ToolChoice,  # noqa: ARG002 - the same
        config: GenerateConfig,
    ) -> ModelOutput:
        """The whole reply. Raises a ModelError; a reply that broke off is none."""
        request = request_of(input, config, self._source.genomes)
        return await to_thread.run_sync(self._reply, request, limiter=self._threads)

    def should_retry(self, ex: BaseException) -> RetryDecision:
        """What may pass is asked again."""
        if not isinstance(ex, ModelError) or not ex.retryable:
            return RetryDecision.no()
        kind = RetryDecision.rate_limit if isinstance(ex, ModelOverloaded) else RetryDecision.transient
        return kind(ex.retry_after)

    def retry_wait(self) -> wait_base:
        """The waits before another try."""
        return _Wait(self._source.backoff)

    def _reply(self, request: ChatRequest) -> ModelOutput:
        model, said = self._source.model, []
        for piece in model.stream(request, cancelled=self._source.cancelled):
            if isinstance(piece, Delta):
                said.append(piece.text)
            elif piece.stop == "cancelled":
                raise ModelCancelled(f"The call of {model.id!r} was cancelled.")
            else:
                return output_of("".join(said), piece)
        raise ModelGarbled(f"The reply of {model.id!r} has no end.")


class _Wait(wait_base):
    """A random time from 0 to the backoff's base times 2, 4, 8 … up to its cap, and what the server asked for."""

    def __init__(self, backoff: Backoff) -> None:
        self._backoff = backoff

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        backoff, outcome = self._backoff, retry_state.outcome
        most = min(backoff.cap_seconds, backoff.base_seconds * 2 ** (retry_state.attempt_number - 1))
        error = outcome.exception() if outcome is not None else None
        asked = error.retry_after if isinstance(error, ModelError) else None
        return max(backoff.uniform(0.0, most), asked or 0.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A ChatModel whose calls go through Inspect's `model`. Only for threads that Inspect's loop waits for."""

    id: str
    label: str
    model: Model
    hashes: Mapping[str, str]
    cache: CachePolicy | bool

    def stream(
        self,
        request: ChatRequest,
        *,
        cancelled: Callable[[], bool] = lambda: False,  # noqa: ARG002 - the source is told
    ) -> Iterator[Delta | Completion]:
        """The reply in one piece, and its completion. Raises the last try's ModelError."""
        genome = "" if request.scene is None else self.hashes[request.scene.genome.metadata.slug]
        try:
            output = from_thread.run(self._generate, messages_of(request, genome), config_of(request))
        except (ModelCancelled, CancelledError):
            yield Completion(model=self.id, stop="cancelled")
            return
        except tenacity.RetryError as error:
            raise error.last_attempt.exception() or error from None
        text, done = reply_of(output)
        if text:
            yield Delta(text=text)
        yield done

    async def _generate(self, messages: list[ChatMessage], config: GenerateConfig) -> ModelOutput:
        return await self.model.generate(messages, config=config, cache=self.cache)


def asked(source: Source, *, hashes: Mapping[str, str], fit: str, cached: bool) -> Asked:
    """The model behind `source` by way of Inspect. `hashes` are of genomes by slug, `fit` is the drift gauge's.

    The messages say what is asked and of which genome in which state with which memories; the cache's key is made of
    them, the settings with the seed, the model's name and the fit. A reply is kept until its folder is removed.
    """
    model = get_model(f"{PROVIDER}/{source.model.id}", memoize=False, source=source)
    policy = CachePolicy(expiry=None, per_epoch=False, scopes={"drift fit": fit}) if cached else False
    return Asked(source.model.id, source.model.label, model, hashes, policy)
