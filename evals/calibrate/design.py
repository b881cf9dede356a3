"""Measured sessions as columns of numbers: what is fitted on, and what it is judged by. Fits nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.recent import REPLIES, manner, moved
from brain.drift.session import CONTRADICTION, DECIDED
from brain.drift.signals.rates import UNWEIGHED
from evals.calibrate.recipe import VOICE_FOLDS
from evals.calibrate.rows import columns
from evals.calibrate.sessions import TOLD, TYPES, cast, intruders
from evals.inject import families

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from evals.calibrate.rows import Measured, Row
    from evals.calibrate.sessions import Session

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

TIED: Final = (("who said it", "the odder half"),)
"""Signals that share one weight. Injected drift would give the odder half all of it; a whole reply of another voice, as
voices from outside give, is told by all of the reply."""

PERSONA_FOLDS: Final = 5
FAMILY_FOLDS: Final = 4
"""Every template family, and every voice that breaks in, is in one of these; the understudy's own in the last."""

FAITHFUL: Final = -1
"""The family fold of an untouched session."""


@dataclass(frozen=True)
class Design:
    """All replies of all sessions, one row each, in order.

    `reply` holds the distances of one reply (a column a signal), `recent` those of the last replies with it (three
    columns a signal, and one for the `manner` as a whole); NaN where not assessed.
    """

    sessions: tuple[Session, ...]
    rows: tuple[Row, ...]
    signals: tuple[str, ...]
    manner: tuple[str, ...]
    reply: Floats
    recent: Floats
    session: Ints
    turn: Ints

    @cached_property
    def drifted(self) -> Flags:
        """Whether the persona has drifted by this reply."""
        return self._flags(lambda session, turn: session.drifted(turn))

    @cached_property
    def changed(self) -> Flags:
        """Whether this very reply was changed."""
        return self._flags(lambda session, turn: session.changed(turn))

    @cached_property
    def told(self) -> Flags:
        """Whether there was enough to judge."""
        return np.array([row.told for row in self.rows])

    @cached_property
    def decided(self) -> Flags:
        """Whether one phrase settles it."""
        return np.array([row.decided for row in self.rows])

    @cached_property
    def contradicted(self) -> Flags:
        """Whether it plainly contradicts the persona or itself."""
        return np.array([row.contradicted for row in self.rows])

    @cached_property
    def settled(self) -> Floats:
        """The most that this reply's evidence may be: below 0 where a phrase or a plain contradiction settles it."""
        found: Floats = np.where(self.decided, -DECIDED, np.where(self.contradicted, -CONTRADICTION, np.inf))
        return found

    @cached_property
    def settled_lately(self) -> Floats:
        """The same for the last replies with it: what settled any of them."""
        least = self.settled.copy()
        for back in range(1, REPLIES):
            earlier = self.turn > back
            least[earlier] = np.minimum(least[earlier], self.settled[np.flatnonzero(earlier) - back])
        return least

    @cached_property
    def words(self) -> Ints:
        """How many words."""
        return np.array([row.words for row in self.rows])

    @cached_property
    def dose(self) -> Floats:
        """Of the session."""
        return np.array([session.dose for session in self.sessions])[self.session]

    @cached_property
    def persona(self) -> NDArray[np.str_]:
        """Of the session."""
        return np.array([session.persona for session in self.sessions])[self.session]

    @cached_property
    def source(self) -> NDArray[np.str_]:
        """Of the session."""
        return np.array([session.source for session in self.sessions])[self.session]

    @cached_property
    def kind(self) -> NDArray[np.str_]:
        """Of the session; empty where untouched."""
        return np.array([session.kind for session in self.sessions])[self.session]

    @cached_property
    def persona_fold(self) -> Ints:
        """Which personas are held out together."""
        folds = persona_folds({session.persona for session in self.sessions})
        return np.array([folds[session.persona] for session in self.sessions])[self.session]

    @cached_property
    def family_fold(self) -> Ints:
        """Which families are held out together; -1 for untouched sessions."""
        return np.array([family_fold(session) for session in self.sessions])[self.session]

    def ties(self, columns: Floats) -> list[tuple[int, int]]:
        """The pairs of these columns, of `reply` or of `recent`, that share a weight."""
        each = columns.shape[1] // len(self.signals)
        places = [tuple(map(self.signals.index, pair)) for pair in TIED if set(pair) <= set(self.signals)]
        return [(each * one + part, each * other + part) for one, other in places for part in range(each)]

    @cached_property
    def grid(self) -> Ints:
        """The row of each turn of each session, -1 beyond its end: sessions x turns."""
        longest = max(len(session.replies) for session in self.sessions)
        found = np.full((len(self.sessions), longest), -1)
        found[self.session, self.turn - 1] = np.arange(len(self.rows))
        return found

    @cached_property
    def starts(self) -> Ints:
        """The first drifted turn of each session, or one past its end."""
        return np.array([session.from_turn for session in self.sessions])

    def _flags(self, holds: Callable[[Session, int], bool]) -> Flags:
        pairs = zip(self.session, self.turn, strict=True)
        return np.array([holds(self.sessions[at], int(turn)) for at, turn in pairs])


def design(measured: Sequence[Measured]) -> Design:
    """The columns of these sessions."""
    found = columns(measured)
    signals = tuple(name for name in found if name not in UNWEIGHED)
    rows = tuple(row for one in measured for row in one.rows)
    whole = tuple(name for name in found if name in rows[0].two_sided)
    lengths = [len(one.rows) for one in measured]
    recent = [_recent(one.rows[: turn + 1], signals, whole) for one in measured for turn in range(len(one.rows))]
    return Design(
        sessions=tuple(one.session for one in measured),
        rows=rows,
        signals=signals,
        manner=whole,
        reply=np.array([_alone(row, signals) for row in rows]).reshape(len(rows), len(signals)),
        recent=np.array(recent).reshape(len(rows), 3 * len(signals) + 1),
        session=np.repeat(np.arange(len(measured)), lengths),
        turn=np.concatenate([np.arange(1, length + 1) for length in lengths]),
    )


def halves(measured: Sequence[Measured], signals: Sequence[str]) -> list[tuple[Floats, Floats, int, int]]:
    """Distances and words of both halves of every faithful reply that was cut in two."""
    found = []
    for one in measured:
        for row in one.rows if not one.session.kind else ():
            if row.halves:
                (first, words), (second, others) = row.halves
                pair = [_array(half, signals, row.two_sided) for half in (first, second)]
                found.append((pair[0], pair[1], words, others))
    return found


def persona_folds(names: set[str]) -> dict[str, int]:
    """The fold of each persona; demo personas, which have a genome, are spread over all folds."""
    demos = sorted(name for name in names if cast()[name].mind.beliefs)
    others = sorted(names - set(demos))
    return {name: place % PERSONA_FOLDS for place, name in enumerate([*demos, *others])}


def family_fold(session: Session) -> int:
    """The fold of a session's template family, or of the voice that breaks in."""
    if not session.kind:
        return FAITHFUL
    if session.family == TOLD:
        return FAMILY_FOLDS - 1
    if session.kind in TYPES:
        return families(session.kind).index(session.family)
    return intruders().index(session.family) % VOICE_FOLDS


def _alone(row: Row, signals: Sequence[str]) -> list[float]:
    return list(_array(row.distances, signals, row.two_sided))


def _array(distances: Mapping[str, float], signals: Sequence[str], two_sided: frozenset[str]) -> Floats:
    values = [distances.get(name, np.nan) for name in signals]
    return np.array([abs(value) if name in two_sided else value for name, value in zip(signals, values, strict=True)])


def _recent(rows: Sequence[Row], signals: Sequence[str], whole: Sequence[str]) -> list[float]:
    """The three numbers of each signal at the last of these replies, and the manner, as the gauge works them out."""
    present = rows[-1]
    told = [row.distances for row in rows[-1 - REPLIES : -1] if row.told][1 - REPLIES :]
    found = moved([*told, present.distances], two_sided=present.two_sided)
    nothing = (np.nan, np.nan, np.nan)
    shifts = [found[name].above + found[name].below for name in whole if name in found]
    each = [value for name in signals for value in (found[name].parts if name in found else nothing)]
    return [*each, manner(shifts) if shifts else np.nan]
