"""Sessions measured: for every reply the distance of every signal, as columns of numbers. Fits nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.drift.fit import Chain, Fit, Linear
from brain.drift.gauge import CONTRADICTED, Gauge, prepare
from brain.drift.session import CONTRADICTION, DECIDED, stored
from brain.rehearsal import rehearse
from brain.style.words import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.drift.reading import DriftReading
    from brain.embeddings import Embedder
    from evals.calibrate.sessions import Session, Setting

HALF_WORDS: Final = 16
"""A reply is cut in two to measure the noise of short texts only when each half has this many words."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One reply of a session.

    `distances` are by signal, signed for the `two_sided` ones; a signal that could not judge is not there.
    `told` is False for `cannot tell`; `usual` is the number of replies that its noise floor was drawn from; `decided`
    is True where one phrase settles it, whatever the distances, and `contradicted` where a plain contradiction does.
    """

    words: int
    usual: int
    told: bool
    decided: bool
    contradicted: bool
    distances: dict[str, float]
    two_sided: frozenset[str]
    halves: tuple[tuple[dict[str, float], int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One session and its rows, one a turn."""

    session: Session
    rows: tuple[Row, ...]


_NOTHING: Final = Linear(intercept=0.0, weights=(), neutral=(), ensemble=((0.0,),), text_noise=0.0)
_UNMOVED: Final = Linear(intercept=0.0, weights=(0.0,), neutral=(0.0,), ensemble=((0.0, 0.0),), text_noise=0.0)
BLANK: Final = Fit(
    id="blank",
    signals=(),
    manner=(),
    reply=_NOTHING,
    recent=_UNMOVED,
    temper=1.0,
    offset=0.0,
    limit=3.5,
    chain=Chain(start=0.02, onset=0.05, recovery=0.05),
    base=0.0,
    chain_weight=1.0,
    recent_weight=0.0,
    allowance=0.0,
    mix=0.0,
    step=2.0,
    alarm=3.0,
)
"""A fit that weighs nothing: for reading distances alone."""


def measure(settings: Iterable[Setting], *, embedder: Embedder) -> list[Measured]:
    """All sessions, in order. What two of them have in common at the beginning is read once."""
    found: list[Measured] = []
    for setting in settings:
        faithful = rehearse(setting.genome) if setting.rehearsed else ()
        gauge = prepare(setting.genome, contrast=setting.contrast, embedder=embedder, faithful=faithful, fit=BLANK)
        bases: dict[int, tuple[Row, ...]] = {}
        for session in setting.sessions:
            shared = bases[session.base][: session.from_turn - 1] if session.kind else ()
            fresh = [_row(gauge, session, turn) for turn in range(len(shared) + 1, len(session.replies) + 1)]
            rows = (*shared, *fresh)
            if not session.kind:
                bases[session.base] = rows
            found.append(Measured(session=session, rows=rows))
    return found


def columns(sessions: Iterable[Measured]) -> tuple[str, ...]:
    """Every signal that judged any reply, in the order in which the gauge has them."""
    names: dict[str, None] = {}
    for one in sessions:
        for row in one.rows:
            names.update(dict.fromkeys(row.distances))
    return tuple(names)


def _row(gauge: Gauge, session: Session, turn: int) -> Row:
    reply = session.replies[turn - 1]
    reading = gauge.read(reply, user_text=session.users[turn - 1], said=session.replies[: turn - 1])
    # With weights of 0 only what settles a reply by itself gives evidence below 0.
    found = stored(reading)
    return Row(
        words=_words(reply),
        usual=gauge.usual,
        told=found is not None,
        decided=found is not None and found.log_odds <= -DECIDED and found.own == 0.0,
        contradicted=found is not None and found.own == CONTRADICTED and found.log_odds <= -CONTRADICTION,
        distances=_distances(gauge, reading),
        two_sided=gauge.two_sided,
        halves=() if session.kind else _halves(gauge, reply),
    )


def _halves(gauge: Gauge, reply: str) -> tuple[tuple[dict[str, float], int], ...]:
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
    return tuple((_distances(gauge, reading), _words(part)) for reading, part in zip(readings, parts, strict=True))


def _words(text: str) -> int:
    return len(text.split())


def _distances(gauge: Gauge, reading: DriftReading) -> dict[str, float]:
    return gauge.signed(reading.signals)
