"""Use case: a history of up to ten million turns to try dashboards on: made, told the truth about, and erased."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from brain import demo
from brain.errors import Conflict, InvalidInput, NotFound, StoreError
from brain.models.understudy import Understudy
from store.demo_history import Made
from store.demo_rows import DemoSession, DemoTalk
from studio.demo_history import days, people, pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from store import Store
    from store.actor import Actor
    from store.demo_history import Removed, Truth
    from studio.casting import Casting

MOST_TURNS: Final = 10_000_000
MOST_DAYS: Final = 1_000
BATCH: Final = 10_000
"""Turns kept in one transaction."""

BYTES_A_TURN: Final = (3_000, 4_500)
"""What a turn takes on disk: 3,600 to 3,900 were measured; with room on both sides."""

TURNS_A_SECOND: Final = (700, 8_000)
"""Written and copied into the warehouse on a busy and on a quick machine; measured."""

CALLS_A_RUN: Final = 50
PLAYED_A_SECOND: Final = (8, 60)
SPARE: Final = 1 << 30
"""Bytes that stay free."""

ANEW_FROM: Final = 20_000
"""From so many turns on the warehouse is made anew rather than told of each: that is quicker."""

Stage = Literal["played", "written", "tried", "copied"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What making a history will take: bytes on the disk and seconds, from and to; `free` bytes are there, if known."""

    turns: int
    bytes: tuple[int, int]
    seconds: tuple[float, float]
    free: int | None


@dataclass(frozen=True, slots=True)
class DemoHistories:
    """The made history of an actor. `folder` is where the database lies, None where that is not on this machine."""

    store: Store
    casting: Casting
    folder: Path | None
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free

    def expected(self, turns: int) -> Expected:
        """What so many turns will take. Raises InvalidInput for none or too many."""
        if not 1 <= turns <= MOST_TURNS:
            raise InvalidInput(f"{turns:,} turns cannot be made.", next_step=f"Ask for 1 to {MOST_TURNS:,}.")
        low, high = BYTES_A_TURN
        to_play = (12 * _talks(turns) + CALLS_A_RUN * _trials(turns)) * len(self._versions(turns))
        slow, quick = (
            turns / rate + to_play / played for rate, played in zip(TURNS_A_SECOND, PLAYED_A_SECOND, strict=True)
        )
        free = None if self.folder is None else self.free(self.folder)
        return Expected(turns=turns, bytes=(turns * low, turns * high), seconds=(quick, slow), free=free)

    def made(self, actor: Actor) -> Made | None:
        """What was made and not erased; None where nothing is."""
        return self.store.demo.made(actor)

    def make(
        self,
        actor: Actor,
        turns: int,
        *,
        seed: int = 7,
        span: int = 120,
        mix: bool = False,
        now: datetime | None = None,
        progress: Callable[[Stage, int, int], None] = lambda *_: None,
    ) -> Made:
        """Make a history of so many turns over `span` days up to now, or go on with one that was broken off.

        Each batch is kept whole or not at all. `mix` allows it beside conversations that were really held. Raises
        InvalidInput, Conflict where there are such or another made history, and StoreError where the disk is too small.
        """
        expected = self.expected(turns)
        if not 1 <= span <= MOST_DAYS:
            raise InvalidInput(f"A history of {span} days cannot be made.", next_step=f"Ask for 1 to {MOST_DAYS}.")
        order = self._going_on(actor, turns, seed)
        if order is None:
            self._require_room(actor, expected, mix=mix)
            order = self._begin(actor, turns, seed=seed, span=span, now=now or datetime.now(UTC))
        if order.turns_there < turns or not order.runs_there:
            if order.turns_there < turns:
                self._write(actor, order, progress)
            if not order.runs_there:
                self._write_runs(actor, order, progress)
            progress("copied", 0, turns)
            self._copy(turns)
            progress("copied", turns, turns)
        return self.store.demo.made(actor) or order

    def truth(self, actor: Actor) -> Iterator[Truth]:
        """Each conversation with drift in it on purpose, the oldest first, and where a change was measured."""
        return self.store.demo.truth(actor)

    def remove(self, actor: Actor, *, progress: Callable[[int], None] = lambda _: None) -> Removed:
        """Erase exactly what was made, and give the room back to the disk where that is an SQLite file."""
        removed = self.store.demo.remove(actor, progress=progress)
        if removed.sessions or removed.runs:
            self.store.demo.shrink()
            self._copy(removed.turns)
        return removed

    def _copy(self, turns: int) -> None:
        """Have the warehouse hold what changed, so that the first question after it need not wait for that.

        Where that cannot be done, or another process does it, answers are right all the same, but slow.
        """
        with suppress(StoreError, Conflict):
            self.store.warehouse.sync(rebuild=turns >= ANEW_FROM)

    def _versions(self, turns: int) -> list[tuple[str, int]]:
        slugs = demo.names()[: None if turns >= _WHOLE else 2]
        return [(slug, number) for slug in slugs for number in range(3 if turns >= _WHOLE else 2)]

    def _going_on(self, actor: Actor, turns: int, seed: int) -> Made | None:
        made = self.store.demo.made(actor)
        if made is None:
            return None
        if made.removing:
            raise Conflict("The made history is being erased.", next_step="personaforge demo-data --remove")
        if (made.turns, made.seed) != (turns, seed):
            raise Conflict(
                f"There is a made history of {made.turns:,} turns by seed {made.seed} already.",
                next_step="Erase it first: personaforge demo-data --remove",
            )
        return made

    def _require_room(self, actor: Actor, expected: Expected, *, mix: bool) -> None:
        others = self.store.demo.others(actor)
        if others and not mix:
            raise Conflict(
                f"There are {others:,} conversations here that were really held.",
                why="A made history beside them would change what dashboards, costs and budgets say.",
                next_step="Choose another folder by PERSONAFORGE_DATA_DIR, or say --yes to put it beside them.",
            )
        if expected.free is not None and expected.free < expected.bytes[1] + SPARE:
            raise StoreError(
                f"{expected.turns:,} turns do not fit on this disk.",
                why=f"They take up to {expected.bytes[1] / 1e9:.1f} GB, and {expected.free / 1e9:.1f} GB are free.",
                next_step="Ask for fewer, or choose a folder on a larger disk by PERSONAFORGE_DATA_DIR.",
            )

    def _begin(self, actor: Actor, turns: int, *, seed: int, span: int, now: datetime) -> Made:
        wanted = self._versions(turns)
        numbers = Counter(slug for slug, _ in wanted)
        ids = tuple(self._persona(actor, slug, number) for slug, number in numbers.items())
        order = Made(turns=turns, seed=seed, days=span, until=now, personas=ids)
        self.store.demo.begin(actor, order)
        return order

    def _persona(self, actor: Actor, slug: str, number: int) -> str:
        """The copy of a demo persona with its versions; one that an earlier attempt left behind is taken."""
        genomes = people.versions(slug)[:number]
        try:
            persona = self.store.personas.by_slug(actor, people.SLUG.format(slug=slug)).card.id
        except NotFound:
            persona = self.store.personas.create(actor, genomes[0], message=people.MESSAGES[0]).card.id
        there = len(self.store.personas.versions(actor, persona))
        for genome, message in list(zip(genomes, people.MESSAGES, strict=False))[there:]:
            self.store.personas.save_version(actor, persona, genome, message=message)
        return persona

    def _write(self, actor: Actor, order: Made, progress: Callable[[Stage, int, int], None]) -> None:
        talks, shelf = self._played(actor, order, progress)
        writer = self.store.demo.writer(actor, talks, seed=order.seed)
        planned = days.history(
            shelf, turns=order.turns, seed=order.seed, days=order.days, until=order.until, labels=len(pool.LABELS)
        )
        done, batch, size = order.turns_there, list[DemoSession](), 0
        for one in planned:
            if one.number < order.sessions_there:
                continue
            batch.append(one)
            size += len(one.said_at)
            if size >= BATCH:
                writer.write(batch)
                done, batch, size = done + size, [], 0
                progress("written", done, order.turns)
        writer.write(batch)
        progress("written", done + size, order.turns)

    def _write_runs(self, actor: Actor, order: Made, progress: Callable[[Stage, int, int], None]) -> None:
        """Play a suite with each version, and keep copies of these runs: all in one transaction."""
        from studio.demo_history import trials

        versions = [one for each in order.personas for one in reversed(self.store.personas.versions(actor, each))]
        wanted = [(one, seed) for seed in range(_trials(order.turns)) for one in versions]
        found = []
        for one, seed in wanted:
            _, genome = self.store.personas.version(actor, one.id)
            found.append(trials.played(self.casting, genome, one, seed=seed))
            progress("tried", len(found), len(wanted))
        planned = trials.planned(found, turns=order.turns, seed=order.seed, days=order.days, until=order.until)
        self.store.demo.write_runs(actor, found, list(planned))

    def _played(
        self, actor: Actor, order: Made, progress: Callable[[Stage, int, int], None]
    ) -> tuple[list[DemoTalk], list[days.Copyable]]:
        made: list[DemoTalk] = []
        shelf: list[days.Copyable] = []
        number = _talks(order.turns)
        ours = [list(reversed(self.store.personas.versions(actor, one))) for one in order.personas]
        whole = sum(map(len, ours))
        for persona, versions in enumerate(ours):
            for at, version in enumerate(versions):
                _, genome = self.store.personas.version(actor, version.id)
                usual = self.casting.cast(genome, genome_hash=version.genome_hash, model_id="understudy")
                # Without the pace at which it types for those who look on.
                cast = replace(usual, model=Understudy())
                start = (persona * 3 + at) * 4
                for played in pool.talks(cast, seed=order.seed * 100 + persona * 3 + at, number=number, start=start):
                    made.append(pool.talk(played, persona_id=version.persona_id, version_id=version.id))
                    scores = tuple(turn.drift.score for turn in played.turns)
                    shelf.append(days.Copyable(persona, at, genome.name, played.drift, scores))
                progress("played", sum(map(len, ours[:persona])) + at + 1, whole)
        return made, shelf


_WHOLE: Final = 2_000
"""From so many turns on all demo personas are in it, with three versions each."""


def _talks(turns: int) -> int:
    """How many conversations are played with each version."""
    return 2 if turns < _WHOLE else 5 if turns < 10 * _WHOLE else pool.TALKS


def _trials(turns: int) -> int:
    """How many runs of a suite are played with each version."""
    return 1 if turns < _WHOLE else 2
