"""Reading what was said with a language model, off the path of a reply. What the rules found is kept before."""

from __future__ import annotations

import logging
import queue
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.errors import PersonaForgeError
from brain.memory.extract_llm import extract_llm
from brain.models.prices import price
from brain.turn import Usage
from studio.quotas.asking import freely

if TYPE_CHECKING:
    from brain.memory.memory import NewMemory
    from brain.models.chat import TokenCount
    from brain.models.structured import StructuredModel
    from store import Store
    from store.actor import Actor
    from studio.quotas.asking import Asking

WAITING: Final = 64
"""At most so many messages wait to be read; of more, only what the rules found is kept."""

PURPOSE: Final = "memory extraction"
"""What its calls are entered as in the ledger."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the user's that waits to be read, and what the rules found in it."""

    actor: Actor
    persona_id: str
    session_id: str
    turn_index: int
    words: str
    by_rules: tuple[NewMemory, ...]


class Extractor:
    """Reads messages one after the other in a thread of its own, which starts at the first. None reads nothing.

    `problem` says why the last message was read by rules alone; empty if it was not.
    """

    def __init__(self, *, store: Store, model: StructuredModel | None, asking: Asking = freely) -> None:
        self._store, self._model, self._asking = store, model, asking
        self._waiting: queue.Queue[Message | None] = queue.Queue(WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self.problem = ""

    def read(self, message: Message) -> None:
        """Have a message read as soon as there is time. Never waits and never fails: `problem` says what went wrong."""
        if self._model is None or self._stopped.is_set():
            return
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            self._note("Too many messages wait for the model.")
            return
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="extractor", daemon=True)
                self._thread.start()

    def settle(self) -> None:
        """Wait until all that was handed over has been read."""
        if self._thread is not None:
            self._waiting.join()

    def stop(self) -> None:
        """Read no more; the call under way is told to end."""
        self._stopped.set()
        if self._thread is not None:
            with suppress(queue.Full):
                self._waiting.put_nowait(None)
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._stopped.is_set():
            message = self._waiting.get()
            try:
                if message is not None:
                    self._read(message)
            except PersonaForgeError as error:
                self._note(str(error))
            finally:
                self._waiting.task_done()

    def _read(self, message: Message) -> None:
        if self._model is None:
            return
        with self._asking(message.actor, self._model.id, persona_id=message.persona_id):
            found = extract_llm(
                self._model,
                message.words,
                turn_index=message.turn_index,
                by_rules=message.by_rules,
                cancelled=self._stopped.is_set,
            )
            self._note(found.problem)
            if found.model:
                self._enter(message, found.model, found.tokens)
        if found.memories:
            self._store.memories.add(message.actor, message.persona_id, found.memories, session_id=message.session_id)

    def _enter(self, message: Message, model: str, tokens: TokenCount) -> None:
        provider, _, name = model.partition("/")
        spent = Usage(provider=provider, model=name or provider, tokens=tokens)
        spent = spent.model_copy(update={"cost_microdollars": price(provider, name or provider, spent.tokens)})
        self._store.usage.add(
            message.actor, spent, purpose=PURPOSE, persona_id=message.persona_id, session_id=message.session_id
        )

    def _note(self, problem: str) -> None:
        if problem and problem != self.problem:
            logger.warning("Memories were read by rules alone. %s", problem)
        self.problem = problem
