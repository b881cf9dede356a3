"""Sessions measured: one row a reply, with the distance of every signal. Fits nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.fit import Chain, Fit
from brain.drift.gauge import Gauge, prepare
from brain.drift.session import DECIDED, stored
from brain.rehearsal import rehearse
from brain.style.words import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from brain.drift.reading import DriftReading
    from brain.embeddings import Embedder
    from evals.calibrate.sessions import Session, Setting

HALF_WORDS: Final = 16
"""A reply is cut in two to measure the noise of short texts only when each half has this many words."""

NAMES: Final = (
    "who said it",
    "similarity to the persona",
    "assistant voice",
    "flattery",
    "habits of speech",
    "quotation of itself",
    "vocabulary level",
    "sentence length",
    "register",
    "emotional expression",
    "assurance",
    "warmth",
    "contradiction with beliefs and facts",
    "contradiction with earlier replies",
    "trait estimate",
    "emotional baseline",
    "humour",
)
"""The signals that are fitted, in the order of their columns."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One reply of a session.

    `distances` follows NAMES, NaN where not assessed; `told` is False for `cannot tell`; `usual` is the number of
    replies that its noise floor was drawn from; `decided` is True where one phrase settles it, whatever the distances;
    `contradicted` where a plain contradiction does.
    """

    session: Session
    turn: int
    words: int
    usual: int
    told: bool
    decided: bool
    contradicted: bool
    distances: NDArray[np.float64]
    halves: tuple[tuple[NDArray[np.float64], int], ...]

    @property
    def drifted(self) -> bool:
        """Whether this reply was meant to drift."""
        return self.session.drifted(self.turn)


def blank() -> Fit:
    """A fit that weighs nothing: for reading distances alone."""
    zeros = (0.0,) * len(NAMES)
    return Fit(
        id="blank",
        signals=NAMES,
        weights=zeros,
        neutral=zeros,
        intercept=0.0,
        ensemble=((0.0, *zeros),),
        text_noise=0.0,
        temper=1.0,
        offset=0.0,
        limit=3.5,
        chain=Chain(start=0.03, onset=0.07, recovery=0.05),
        allowance=0.0,
        step=2.0,
        alarm=1.0,
    )


def measure(settings: Iterable[Setting], *, embedder: Embedder) -> list[Row]:
    """All replies of all sessions, in order."""
    rows: list[Row] = []
    for setting in settings:
        faithful = rehearse(setting.genome) if setting.rehearsed else ()
        gauge = prepare(setting.genome, contrast=setting.contrast, embedder=embedder, faithful=faithful, fit=blank())
        for session in setting.sessions:
            rows += [_row(gauge, session, turn) for turn in range(1, len(session.replies) + 1)]
    return rows


def matrix(rows: Sequence[Row]) -> NDArray[np.float64]:
    """The distances of all rows, one row each."""
    return np.array([row.distances for row in rows]).reshape(len(rows), len(NAMES))


def _row(gauge: Gauge, session: Session, turn: int) -> Row:
    reply = session.replies[turn - 1]
    reading = gauge.read(reply, user_text=session.users[turn - 1], said=session.replies[: turn - 1])
    halves = () if session.kind else _halves(gauge, reply)
    # With weights of 0 only a phrase that decides by itself, or a plain contradiction, gives evidence below 0.
    found = stored(reading)
    return Row(
        session=session,
        turn=turn,
        words=_words(reply),
        usual=min(floor.replies for floor in gauge.floors.values()) if gauge.floors else 0,
        told=found is not None,
        decided=found is not None and found.log_odds <= -DECIDED,
        contradicted=found is not None and -DECIDED < found.log_odds < 0.0,
        distances=_distances(reading),
        halves=halves,
    )


def _halves(gauge: Gauge, reply: str) -> tuple[tuple[NDArray[np.float64], int], ...]:
    spans = sentences(reply)
    middle = len(spans) // 2
    if not middle:
        return ()
    parts = (reply[: spans[middle].start], reply[spans[middle].start :])
    if min(map(_words, parts)) < HALF_WORDS:
        return ()
    readings = [gauge.read(part) for part in parts]
    if any(stored(reading) is None for reading in readings):
        return ()
    return tuple((_distances(reading), _words(part)) for reading, part in zip(readings, parts, strict=True))


def _words(text: str) -> int:
    return len(text.split())


def _distances(reading: DriftReading) -> NDArray[np.float64]:
    found = {signal.name: signal.z for signal in reading.signals if signal.z is not None}
    return np.array([found.get(name, np.nan) for name in NAMES], dtype=np.float64)
