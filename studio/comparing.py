"""Use case: two versions, or two personas, told the same words at once, in two ordinary conversations."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from brain.errors import InvalidInput, PersonaForgeError
from studio.messages import checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.play import Began, Said
    from brain.turn import Turn
    from store.actor import Actor
    from store.values import Session
    from studio.conversations import Conversations

Side = Literal["left", "right"]
SIDES: Final[tuple[Side, Side]] = ("left", "right")

TITLE: Final = "Compared"
"""The title of a conversation that is one side of a comparison."""


@dataclass(frozen=True, slots=True)
class Both:
    """The two conversations."""

    left: Session
    right: Session


@dataclass(frozen=True, slots=True)
class Comparing:
    """Pairs of conversations of an actor."""

    conversations: Conversations

    def start(
        self, actor: Actor, left: tuple[str, str], right: tuple[str, str], *, seed: int, model: str | None = None
    ) -> Both:
        """Begin both, each with (persona id, version id), with the same seed and nothing remembered from elsewhere.

        `model` plays both; None lets each persona choose. Raises what `Conversations.start` raises.
        """
        one, other = (
            self.conversations.start(
                actor, persona, version_id=version, model=model, seed=seed, title=TITLE, fresh=True
            )
            for persona, version in (left, right)
        )
        return Both(one, other)

    def get(self, actor: Actor, left_id: str, right_id: str) -> Both:
        """A comparison that was begun before. Raises NotFound, and InvalidInput for a conversation with itself."""
        if left_id == right_id:
            raise InvalidInput("A conversation cannot be compared with itself.", next_step="Choose two.")
        return Both(self.conversations.get(actor, left_id), self.conversations.get(actor, right_id))

    def say(
        self, actor: Actor, both: Both, text: str, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[Side, Began | Said | Turn]]:
        """Say the same to both at once; what comes back from either, as it comes.

        Broken off, both replies are kept as interrupted. Raises InvalidMessage before anything is said, and what a side
        raises once the other has ended.
        """
        words = checked(text)
        arriving: queue.Queue[tuple[Side, Began | Said | Turn | PersonaForgeError | None]] = queue.Queue()
        stop = threading.Event()
        sides = {"left": both.left, "right": both.right}
        threads = [
            threading.Thread(
                target=self._play,
                args=(actor, sides[side].id, words, side, arriving, lambda: stop.is_set() or cancelled()),
                name=f"compare-{side}",
                daemon=True,
            )
            for side in SIDES
        ]
        return _merged(threads, arriving, stop)

    def _play(
        self,
        actor: Actor,
        session_id: str,
        words: str,
        side: Side,
        arriving: queue.Queue[tuple[Side, Began | Said | Turn | PersonaForgeError | None]],
        cancelled: Callable[[], bool],
    ) -> None:
        try:
            for event in self.conversations.say(actor, session_id, words, cancelled=cancelled):
                arriving.put((side, event))
        except PersonaForgeError as error:
            arriving.put((side, error))
        finally:
            arriving.put((side, None))


def _merged(
    threads: list[threading.Thread],
    arriving: queue.Queue[tuple[Side, Began | Said | Turn | PersonaForgeError | None]],
    stop: threading.Event,
) -> Iterator[tuple[Side, Began | Said | Turn]]:
    problems: list[PersonaForgeError] = []
    running = len(threads)
    for thread in threads:
        thread.start()
    try:
        while running:
            side, event = arriving.get()
            if event is None:
                running -= 1
            elif isinstance(event, PersonaForgeError):
                problems.append(event)
            else:
                yield side, event
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    if problems:
        raise problems[0]
