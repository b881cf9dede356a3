"""Cases played in several places at once: threads of this process, and other processes. Knows no keeper.

Threads serve a model that is waited for. One that computes takes the whole of Python's attention, so for it there is
one thread here and a process for each further seat.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from brain.errors import PersonaForgeError
from evals.crew import AHEAD, Died, Member
from evals.harness import never

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    from evals.calling import Meter
    from evals.crew import Orders
    from evals.harness import Bounds
    from evals.limit import Limit
    from evals.outcome import Outcome
    from evals.prepared import Prepared

DEATHS: Final = 3
"""After so many deaths without an outcome between them, what a process plays is not tried again."""

GROUPS: Final = 4
"""Towards the end of a run what is left is enough for so many groups of each seat."""

_LOG: Final = logging.getLogger("personaforge.evals")


class Seats:
    """Plays the cases at the places `todo`, once. `deaths` counts the processes that died and were replaced.

    Each seat plays up to `together` cases side by side.
    """

    def __init__(self, ready: Prepared, todo: Sequence[int], *, limit: Limit, meter: Meter, together: int = 1) -> None:
        self._ready, self._limit, self._meter, self._together = ready, limit, meter, together
        self._waiting, self._out = deque(todo), set[int]()
        self._lock = threading.Lock()
        self._heard: queue.SimpleQueue[tuple[int, Outcome | None] | BaseException | None] = queue.SimpleQueue()
        self._taken_seats = 0
        self._members: list[Member] = []
        self._closed = False
        self.deaths = 0

    def played(
        self, *, here: int, orders: Orders | None = None, others: int = 0, cancelled: Callable[[], bool] = never
    ) -> Generator[tuple[int, Outcome]]:
        """Places and outcomes as they come to an end, until no further case may begin.

        `here` threads of this process play, and `others` processes that are told `orders`. Raises what playing raises,
        and PersonaForgeError where a process dies again and again.
        """
        seats: list[Callable[[], None]] = [lambda: self._here(cancelled)] * here
        if orders is not None:
            seats += [lambda: self._there(orders)] * others
        threads = [threading.Thread(target=self._seated, args=(seat,), name="evals", daemon=True) for seat in seats]
        self._taken_seats = len(threads)
        try:
            for thread in threads:
                thread.start()
            while not self._over():
                yield from self._next()
            self._close(threads)
            while not self._heard.empty():
                yield from self._next()
        finally:
            self._close(threads)

    def _over(self) -> bool:
        """Whether nothing can come any more that is worth waiting for."""
        with self._lock:
            why = self._limit.reached()
            idle = not self._taken_seats and self._heard.empty()
            return idle or why == "cancelled" or not (self._out or (self._waiting and not why))

    def _next(self) -> Iterator[tuple[int, Outcome]]:
        heard = self._heard.get()
        if heard is None:
            return
        if isinstance(heard, BaseException):
            raise heard
        at, outcome = heard
        with self._lock:
            self._out.discard(at)
        if outcome is not None:
            yield at, outcome

    def _close(self, threads: Sequence[threading.Thread]) -> None:
        with self._lock:
            self._closed = True
            members = tuple(self._members)
        for member in members:
            member.kill()
        for thread in threads:
            thread.join()

    def _taken(self) -> list[int]:
        """The next places to play; none where no case may begin any more.

        Fewer towards the end, so that no seat is left with many while the others have none.
        """
        with self._lock:
            if self._closed or not self._waiting or self._limit.reached():
                return []
            number = min(self._together, max(1, len(self._waiting) // (GROUPS * max(1, self._taken_seats))))
            places = [self._waiting.popleft() for _ in range(number)]
            self._out.update(places)
            return places

    def _seated(self, seat: Callable[[], None]) -> None:
        try:
            seat()
        except BaseException as error:  # noqa: BLE001 - the thread's boundary: who waits for it raises the error
            self._heard.put(error)
        with self._lock:
            self._taken_seats -= 1
        # Whoever waits looks again whether there is anything to wait for.
        self._heard.put(None)

    def _here(self, cancelled: Callable[[], bool]) -> None:
        while places := self._taken():
            # What calls cost was counted as they were made.
            for heard in self._ready.together(places, cancelled=cancelled):
                self._heard.put(heard)

    def _there(self, orders: Orders) -> None:
        deaths = 0
        while True:
            with self._lock:
                if self._closed:
                    return
                member = Member(orders)
                self._members.append(member)
            played = 0
            try:
                member.prepare()
                for at, outcome in self._by(member):
                    self._heard.put((at, outcome))
                    played += 1
            except Died:
                deaths = 1 if played else deaths + 1
                self._bury(member, deaths)
            else:
                return
            finally:
                member.stop()

    def _by(self, member: Member) -> Iterator[tuple[int, Outcome]]:
        while True:
            while member.groups < AHEAD and (places := self._taken()):
                member.give(places)
            if not member.hand:
                return
            at, outcome = member.outcome()
            self._meter.add(outcome.spent.microdollars)
            yield at, outcome

    def _bury(self, member: Member, deaths: int) -> None:
        """Give back what was in the hand of a process that died, and tell of it."""
        code = member.stop()
        with self._lock:
            if self._closed:
                return
            self.deaths += 1
            self._out.difference_update(member.hand)
            self._waiting.extendleft(reversed(member.hand))
        _LOG.warning("A process that played cases ended with %s; %d cases are played again.", code, len(member.hand))
        if deaths >= DEATHS:
            raise PersonaForgeError(
                "A process that plays cases ended again and again.",
                why=f"It ended {deaths} times with {code} and no outcome between.",
                next_step="Look at what it printed, or play with one case at once, which needs no other process.",
            )


def finished(
    ready: Prepared,
    begun: Mapping[int, Outcome],
    bounds: Bounds,
    *,
    limit: Limit,
    meter: Meter,
    cancelled: Callable[[], bool],
) -> Generator[tuple[int, Outcome]]:
    """Places and outcomes of conversations that were played before, as the judge is done with them; all of them here.

    Done as far as it got, where its calls fail again or the run ends.
    """
    seats = Seats(replace(ready, begun=begun), sorted(begun), limit=limit, meter=meter)
    return seats.played(here=min(bounds.at_once, len(begun)), cancelled=cancelled)
