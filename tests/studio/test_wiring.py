from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest

from brain import demo
from brain.errors import InvalidInput, StoreError
from brain.turn import TurnResult
from studio.casting import Casting
from studio.conversations import PAGE
from studio.lab import Lab
from studio.remembered import Remembered
from studio.settings import Settings
from studio.wiring import Shared, build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from studio.wiring import Services

T = TypeVar("T")

AT_ONCE = 6


def together(call: Callable[[], T]) -> list[T]:
    """What several threads get that call at the same moment."""
    ready = threading.Barrier(AT_ONCE)

    def wait_and_call() -> T:
        ready.wait(timeout=30)
        return call()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return [future.result() for future in [threads.submit(wait_and_call) for _ in range(AT_ONCE)]]


def test_services_are_made_once(settings: Settings) -> None:
    """However many tabs open at once, one process has one store; other settings have another."""
    shared = Shared()
    found = together(lambda: shared(settings))
    assert {id(one) for one in found} == {id(found[0])}
    assert shared(Settings()) is found[0]
    other = Settings(data_dir=settings.data_dir / "other")
    assert shared(other) is not found[0]
    shared(other).close()
    found[0].close()


def test_services_that_could_not_be_made_are_tried_again(settings: Settings) -> None:
    """A failure is not remembered: once its reason is gone, the services are made."""
    shared = Shared()
    settings.data_dir.write_text("a file in the way")
    with pytest.raises(StoreError, match="PERSONAFORGE_DATA_DIR"):
        shared(settings)
    settings.data_dir.unlink()
    shared(settings).close()


def test_a_gauge_is_prepared_once(settings: Settings) -> None:
    """Threads that ask for the gauge of one version at the same time get the same one, and later calls too."""
    casting = Casting(settings)
    genome = demo.load("mira-okafor")
    found = together(lambda: casting.gauge(genome, genome_hash="mira"))
    assert {id(one) for one in found} == {id(found[0])}
    assert casting.gauge(genome, genome_hash="mira") is found[0]
    other = casting.gauge(demo.load("lord-malachar"), genome_hash="malachar")
    assert other is not found[0]


def test_a_model_is_made_once(settings: Settings) -> None:
    """Threads that ask for a model at the same time share it, and with it its connections."""
    casting = Casting(settings)
    assert len({id(model) for model in together(lambda: casting.model("understudy"))}) == 1


def test_conversations_at_the_same_time(services: Services) -> None:
    """Several conversations in several threads each get what they would get alone."""
    alone = Lab(services).talk("albert-einstein", seed=2, fresh=True)
    expected = [alone.say(words).reply for words in ("Hello", "What is light?")]

    def course() -> list[str]:
        talk = Lab(services).talk("albert-einstein", seed=2, fresh=True)
        return [talk.say(words).reply for words in ("Hello", "What is light?")]

    assert together(course) == [expected] * AT_ONCE


def test_one_conversation_from_two_processes(services: Services) -> None:
    """Whoever goes on with a conversation sees what another process added to it."""
    lab = Lab(services)
    with Lab(build(services.settings)) as other:
        alone, shared = (lab.talk("albert-einstein", seed=6, fresh=True) for _ in range(2))
        words = ("My name is Ana.", "What is light?", "What is my name?", "And what did I ask before?")
        for place, said in enumerate(words):
            alone.say(said)
            (lab if place % 2 else other).resume(shared.session.id).say(said)
        assert [turn.reply for turn in shared.turns()] == [turn.reply for turn in alone.turns()]


def test_a_long_conversation_is_read_whole(services: Services) -> None:
    """All turns of a conversation are given, though the store gives no more than a page of them at once."""
    actor, keep = services.actor, services.store.conversations
    talk = Lab(services).talk("albert-einstein")
    for number in range(1, PAGE + 2):
        draft = keep.begin(actor, talk.session.id, f"Number {number}")
        keep.finish(actor, draft, TurnResult(index=number, user_text=f"Number {number}", reply="So many."))
    assert [turn.index for turn in talk.turns()] == list(range(1, PAGE + 2))
    assert [turn.index for turn in services.conversations.turns(actor, talk.session.id, after=PAGE)] == [PAGE + 1]
    assert [turn.index for turn in services.conversations.turns(actor, talk.session.id, limit=3)] == [1, 2, 3]


def test_an_unknown_mode_is_refused(services: Services) -> None:
    """A mode that the persona lacks is refused, naming those it has; one that it has may be written in any case."""
    lab = Lab(services)
    with pytest.raises(InvalidInput, match="Educator"):
        lab.talk("albert-einstein", mode="Chess")
    assert lab.talk("albert-einstein", mode="educator").say("What is light?").reply


def test_embeddings_are_made_once() -> None:
    """What was embedded lately is not embedded again, whoever asks; the rows are those of the inner embedder."""

    class Counting:
        id, dimensions = "counting", 2

        def __init__(self) -> None:
            self.seen: list[str] = []

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.seen += texts
            return np.array([[len(text), 1.0] for text in texts], np.float32).reshape(len(texts), 2)

    inner = Counting()
    remembered = Remembered(inner, most=3)
    assert (remembered.id, remembered.dimensions) == ("counting", 2)
    assert remembered.embed([]).shape == (0, 2)
    assert remembered.embed(["a", "bb", "a"]).tolist() == [[1, 1], [2, 1], [1, 1]]
    assert remembered.embed(["bb", "ccc"]).tolist() == [[2, 1], [3, 1]]
    assert inner.seen == ["a", "bb", "ccc"]
    remembered.embed(["dddd"])
    remembered.embed(["a"])
    assert inner.seen == ["a", "bb", "ccc", "dddd", "a"]
    together(lambda: remembered.embed(["a", "e", "ff", "ggg", "hhhh"]))
