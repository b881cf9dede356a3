"""When the conversations of a made history were held, and which: an order of days, hours and copies drawn by a seed.

Nothing that was measured is touched: a copy is whole, or cut off after some turn. Knows no store and no model.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from store.demo_rows import DemoSession
from store.turn_ratings import TurnRating

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from brain.models.chat import DriftInstruction
    from store.turn_ratings import Thumb

WEEKDAYS: Final = (1.0, 1.05, 1.1, 1.05, 0.95, 0.55, 0.5)
HOURS: Final = (1, 1, 0.5, 0.5, 0.5, 1, 2, 4, 6, 7, 7, 6, 7, 6, 6, 6, 7, 8, 9, 10, 10, 8, 5, 3)
"""How much is said on each day of the week and in each hour of UTC, in comparison."""

GROWTH: Final = (0.5, 1.5)
SILENT: Final = 0.03
"""Share of days on which nobody says anything."""

MODES: Final = {"chat": 0.8, "voice": 0.15, "video": 0.05}
USUALLY_DRIFTING: Final = 0.06
IN_INCIDENT: Final = 0.5
"""Share of conversations that drift, usually and in the fortnight in which a version of a persona goes wrong."""

HALF: Final = 0.5
RATED: Final = 0.12
"""Share of replies that somebody rated."""


@dataclass(frozen=True, slots=True)
class Copyable:
    """A played conversation: of which persona and version (counted from 0), its drift, and the score of each turn."""

    persona: int
    version: int
    name: str
    drift: DriftInstruction | None
    scores: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """From when to when conversations with a persona drifted more than usual, all in the same manner."""

    persona: int
    begins: datetime
    ends: datetime
    kind: str


def history(
    pool: Sequence[Copyable], *, turns: int, seed: int, days: int, until: datetime, labels: int
) -> Iterator[DemoSession]:
    """The conversations of so many days, the oldest first, with exactly so many turns. The same order each time."""
    shelf = _Shelf(pool)
    begins = until - timedelta(days=days)
    wrong = incidents(pool, seed=seed, days=days, until=until)
    said = number = 0
    for day, share in enumerate(_shares(days, seed, begins)):
        target = turns if day == days - 1 else round(turns * share)
        while said < target:
            dice = random.Random(f"{seed}|{number}")  # noqa: S311 - a recipe, not cryptography
            at = _moment(dice, begins, day, until)
            talk = shelf.draw(dice, at, wrong, share=share)
            length = min(len(pool[talk].scores), turns - said)
            yield _session(dice, number, talk, pool[talk], at, length, labels=labels, share=share)
            said += length
            number += 1


def incidents(pool: Sequence[Copyable], *, seed: int, days: int, until: datetime) -> tuple[Incident, ...]:
    """One for every other persona, of up to a fortnight, in the last two thirds of the time."""
    found = []
    for persona in sorted({one.persona for one in pool})[::2]:
        kinds = sorted({one.drift.type for one in pool if one.persona == persona and one.drift is not None})
        if kinds:
            dice = random.Random(f"incident {seed}|{persona}")  # noqa: S311 - a recipe, not cryptography
            begins = until - timedelta(days=days * dice.uniform(0.1, 0.65))
            span = timedelta(days=min(14.0, days / 6))
            found.append(Incident(persona, begins, begins + span, dice.choice(kinds)))
    return tuple(found)


class _Shelf:
    """Played conversations by persona, version and whether they drift."""

    def __init__(self, pool: Sequence[Copyable]) -> None:
        self._personas = sorted({one.persona for one in pool})
        self._weights = [1.0 / (1 + at) ** 0.5 for at in range(len(self._personas))]
        self._newest = {one.persona: max(a.version for a in pool if a.persona == one.persona) for one in pool}
        self._all = {one.persona: [at for at, a in enumerate(pool) if a.persona == one.persona] for one in pool}
        self._found: dict[tuple[int, int, str], list[int]] = {}
        for at, one in enumerate(pool):
            for kind in (one.drift.type, "any") if one.drift else ("",):
                self._found.setdefault((one.persona, one.version, kind), []).append(at)

    def draw(self, dice: random.Random, at: datetime, wrong: Sequence[Incident], *, share: float) -> int:
        """One of them: versions follow each other in time, some people stay with an older one."""
        persona = dice.choices(self._personas, self._weights)[0]
        newest = self._newest[persona]
        version = min(newest, int(share * (newest + 1)))
        if version and dice.random() < 0.15:  # noqa: PLR2004 - who stays behind
            version -= 1
        ill = next((one for one in wrong if one.persona == persona and one.begins <= at < one.ends), None)
        kind = ""
        if dice.random() < (USUALLY_DRIFTING if ill is None else IN_INCIDENT):
            kind = "any" if ill is None else ill.kind
        for wanted in (kind, "any", "") if kind else ("",):
            if found := self._found.get((persona, version, wanted)):
                return dice.choice(found)
        return dice.choice(self._all[persona])


def _session(
    dice: random.Random,
    number: int,
    talk: int,
    copied: Copyable,
    at: datetime,
    length: int,
    *,
    labels: int,
    share: float,
) -> DemoSession:
    pauses = accumulate((dice.expovariate(1 / 70) + 8 for _ in range(length - 1)), initial=0.0)
    small, large = 0.1 + 0.25 * share, 0.2 - 0.1 * share
    label = dice.choices(range(labels), (1.0 - small - large, small, large)[:labels])[0]
    return DemoSession(
        number=number,
        talk=talk,
        label=label,
        mode=dice.choices(list(MODES), list(MODES.values()))[0],
        title=f"demo: {copied.name}",
        said_at=tuple(at + timedelta(seconds=pause) for pause in pauses),
        ratings=_ratings(dice, copied.scores[:length]),
    )


def _ratings(dice: random.Random, scores: Sequence[float | None]) -> Mapping[int, TurnRating]:
    """Invented: the likelier high the higher the score. Nobody said any of it."""
    found = {}
    for turn, score in enumerate(scores, start=1):
        if dice.random() < RATED:
            liked = (0.5 if score is None else score) + dice.gauss(0.0, 0.25)
            stars = min(5, max(1, round(1.6 + 3.2 * liked)))
            up: Thumb = 1 if liked > HALF else -1
            thumb = up if dice.random() < HALF else None
            found[turn] = TurnRating(thumb=thumb, stars=None if thumb and dice.random() < HALF else stars)
    return found


def _moment(dice: random.Random, begins: datetime, day: int, until: datetime) -> datetime:
    hour = dice.choices(range(24), HOURS)[0]
    midnight = datetime.combine((begins + timedelta(days=day)).date(), time.min, tzinfo=UTC)
    return min(midnight + timedelta(hours=hour, seconds=dice.uniform(0, 3_599)), until - timedelta(hours=1))


def _shares(days: int, seed: int, begins: datetime) -> list[float]:
    """How much of everything is said by the end of each day; on some nothing is."""
    dice = random.Random(f"days {seed}")  # noqa: S311 - a recipe, not cryptography
    gap = dice.randrange(days)
    weights = []
    for day in range(days):
        at = begins + timedelta(days=day)
        grown = GROWTH[0] + (GROWTH[1] - GROWTH[0]) * day / max(1, days - 1)
        silent = dice.random() < SILENT or (days > 30 and gap <= day < gap + 3)  # noqa: PLR2004 - a long weekend
        weights.append(0.0 if silent and day < days - 1 else grown * WEEKDAYS[at.weekday()])
    total = sum(weights)
    return [one / total for one in accumulate(weights)]
