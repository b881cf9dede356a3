"""Summing up old episodes with a language model, never on the path of a reply. What it leaves, the rules sum up."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from brain.memory.summary_llm import summary_llm
from brain.models.prices import price
from brain.turn import Usage
from store.actor import Actor
from studio.quotas.asking import freely, refused

if TYPE_CHECKING:
    from datetime import datetime

    from brain.memory.memory import Memory
    from brain.memory.summary_llm import Summary
    from brain.models.structured import StructuredModel
    from store import Store
    from studio.quotas.asking import Asking

MOST: Final = 20
"""Conversations that a model sums up in one round of upkeep; the rules take the rest."""

PURPOSE: Final = "memory summary"
"""What its calls are entered as in the ledger."""

logger = logging.getLogger(__name__)


class Summing:
    """Asks a model about the conversations whose episodes are due; without one it does nothing.

    `problem` says why something was left to the rules in the last round; empty if nothing was.
    """

    def __init__(self, *, store: Store, model: StructuredModel | None, asking: Asking = freely) -> None:
        self._store, self._model, self._asking = store, model, asking
        self._stopped = threading.Event()
        self.problem = ""

    def run(self, now: datetime | None = None) -> int:
        """Sum up what is due, at most 20 conversations; how many memories became history. Raises the StoreErrors.

        A call that fails ends the round: the rules come next and need no model.
        """
        if self._model is None:
            return 0
        count = 0
        self.problem = ""
        for told in self._store.upkeep.episodes(now)[:MOST]:
            if problem := refused(self._asking, Actor(told[0].user_id), self._model.id):
                self.problem = problem
                logger.warning("Old episodes are summed up by rules alone. %s", problem)
                break
            found = summary_llm(self._model, told, cancelled=self._stopped.is_set)
            if found.model:
                self._enter(told[0], found)
            if found.memory is not None:
                count += self._store.upkeep.sum_up(found.memory, now)
                continue
            self.problem = found.problem
            logger.warning("Old episodes are summed up by rules alone. %s", found.problem)
            if not found.model:
                break
        return count

    def stop(self) -> None:
        """End the call under way, and ask no more."""
        self._stopped.set()

    def _enter(self, one: Memory, found: Summary) -> None:
        provider, _, name = found.model.partition("/")
        cost = price(provider, name or provider, found.tokens)
        spent = Usage(provider=provider, model=name or provider, tokens=found.tokens, cost_microdollars=cost)
        self._store.usage.add(
            Actor(one.user_id), spent, purpose=PURPOSE, persona_id=one.persona_id, session_id=one.session_id
        )
