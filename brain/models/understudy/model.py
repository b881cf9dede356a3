"""The understudy as a chat model: plays a scene word by word, the same for the same request. Knows no network."""

from __future__ import annotations

import re
import time
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from brain.errors import ModelGarbled
from brain.models.chat import Completion, Delta, TokenCount
from brain.models.understudy.compose import compose
from brain.models.understudy.drift import drifted
from brain.models.understudy.material import Indexes
from brain.models.understudy.mood import emotion, tagged
from brain.models.understudy.stage import dice, set_up
from brain.models.understudy.voice import voiced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.models.chat import ChatRequest

_WORD: Final = re.compile(r"\S+\s*")
_TOKENS_A_WORD: Final = 4 / 3


def _never() -> bool:
    return False


class Understudy:
    """The embedded default chat model. `pace_seconds` is the pause between two words of the stream.

    It plays from the request's scene alone and reads no prompt. Token counts are estimates: four tokens for three
    words.
    """

    def __init__(self, *, pace_seconds: float = 0.0) -> None:
        self._pace = pace_seconds
        self._indexes = Indexes()

    def __reduce__(self) -> tuple[Callable[[], Understudy], tuple[()]]:
        # Its indexes follow from the genomes, and are made anew where it arrives.
        return partial(Understudy, pace_seconds=self._pace), ()

    @property
    def id(self) -> str:
        """`understudy`."""
        return "understudy"

    @property
    def label(self) -> str:
        """`understudy (offline)`."""
        return "understudy (offline)"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = _never) -> Iterator[Delta | Completion]:
        """The reply word by word, each with the space after it, then one Completion.

        Stops with `length` where the reply is longer than `max_tokens`, by the estimate. Raises ModelGarbled for a
        request without a scene.
        """
        started = time.perf_counter()
        text = self._reply(request)
        pieces = _WORD.findall(text)
        room = max(1, int(request.max_tokens / _TOKENS_A_WORD))
        first_ms: float | None = None
        said = 0
        stop = "end"
        for piece in pieces:
            if cancelled():
                stop = "cancelled"
                break
            if said >= room:
                stop = "length"
                break
            if said and self._pace:
                time.sleep(self._pace)
            first_ms = first_ms if first_ms is not None else 1_000 * (time.perf_counter() - started)
            said += 1
            yield Delta(text=piece)
        yield Completion.model_validate(
            {
                "model": "understudy",
                "stop": stop,
                "tokens": TokenCount(input=_tokens(_read(request)), output=_tokens(said)),
                "first_token_ms": first_ms,
                "total_ms": 1_000 * (time.perf_counter() - started),
            }
        )

    def _reply(self, request: ChatRequest) -> str:
        scene = request.scene
        if scene is None:
            raise ModelGarbled(
                "The understudy was given no scene to play.",
                why="It composes from the genome, the state and the memories, and reads no prompt.",
                next_step="Send the scene with the request, or choose another model.",
            )
        stage = set_up(request, scene, self._indexes.get(scene.genome))
        beats = compose(stage)
        label = emotion(stage, beats)
        said = voiced(stage, beats, label)
        said, label = drifted(stage, said, label, dice(request, "drift"))
        return tagged(stage, said, label, dice(request, "tags"))


def _read(request: ChatRequest) -> int:
    """Words of everything a model would have read."""
    texts = (request.stable, request.changing, *(message.text for message in request.messages))
    return sum(map(_word_count, texts))


# Most of a prompt and all earlier messages are the same from turn to turn.
@lru_cache(maxsize=256)
def _word_count(text: str) -> int:
    return len(text.split())


def _tokens(words: int) -> int:
    return round(words * _TOKENS_A_WORD)
