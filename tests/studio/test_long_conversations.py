"""A conversation of very many turns is used as a short one is: what the database does for it grows with no turn.

Counted are the steps of SQLite's machine, of which every row that is looked at takes some.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from brain.models.understudy import Understudy
from store.demo_rows import DemoSession
from store.turn_ratings import TurnRating
from studio import again
from studio.demo_history import pool
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from studio.wiring import Services

SHORT, LONG = 1_200, 4_800
"""Both are longer than what is ever looked at for a turn."""

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Both:
    """A studio with a long conversation and a longer one, of the same words."""

    services: Services
    short: str
    long: str


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """One played conversation, made so long twice."""
    services = build(Settings(data_dir=tmp_path_factory.mktemp("long"), understudy_pace_ms=0))
    services.library.load_demo(services.actor)
    persona = services.store.personas.get(services.actor, services.library.cards(services.actor).items[0].id)
    usual = services.demo.casting.cast(persona.genome, genome_hash=persona.version.genome_hash, model_id="understudy")
    played = pool.play(replace(usual, model=Understudy()), seed=2, drift=None)
    talk = pool.talk(played, persona_id=persona.card.id, version_id=persona.version.id)
    writer = services.store.demo.writer(services.actor, [talk], seed=1)
    made = [
        DemoSession(
            number=number,
            talk=0,
            label=0,
            mode="chat",
            title="demo: long",
            said_at=tuple(NOW + timedelta(seconds=at) for at in range(turns)),
            ratings={turn: TurnRating(thumb=1) for turn in range(1, turns + 1)},
        )
        for number, turns in enumerate((SHORT, LONG))
    ]
    writer.write(made)
    yield Both(services, *map(writer.session_id, made))
    services.close()


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many steps SQLite takes meanwhile, to ten."""
    steps = [0]

    def step() -> int:
        steps[0] += 10
        return 0

    def watch(connection: Any, *_: object) -> None:
        connection.set_progress_handler(step, 10)

    event.listen(Pool, "checkout", watch)
    try:
        yield steps
    finally:
        event.remove(Pool, "checkout", watch)


USES: dict[str, Callable[[Services, str, int], Any]] = {
    "the last turns": lambda services, talk, _: services.store.conversations.last(services.actor, talk, 30),
    "a page from its middle": lambda services, talk, turns: services.conversations.turns(
        services.actor, talk, after=turns // 2, limit=50
    ),
    "ratings of its last turns": lambda services, talk, turns: services.conversations.ratings(
        services.actor, talk, after=turns - 30
    ),
    "the beginning of its transcript": lambda services, talk, _: list(
        islice(services.conversations.export(services.actor, talk, "jsonl").pieces(), 20)
    ),
    "a further turn": lambda services, talk, _: list(services.conversations.say(services.actor, talk, "And then?")),
}


@pytest.mark.parametrize("use", USES)
def test_a_use_takes_no_more_of_a_longer_one(both: Both, use: str) -> None:
    """Four times as many turns take no tenth more steps."""
    found = []
    for talk in (both.short, both.long):
        turns = both.services.conversations.get(both.services.actor, talk).turn_count
        with counted() as steps:
            assert USES[use](both.services, talk, turns)
        found.append(steps[0])
    assert found[0] > 0
    assert found[1] < 1.1 * found[0] + 200


def test_its_transcript_is_whole(both: Both) -> None:
    """Piece by piece every turn comes once, in order, with its rating."""
    export = both.services.conversations.export(both.services.actor, both.short, "markdown")
    turns = both.services.conversations.get(both.services.actor, both.short).turn_count
    headings = [piece.split("\n", 1)[0] for piece in export.pieces()]
    assert headings[1:] == [f"## Turn {number}" for number in range(1, turns + 1)]
    assert export.text.count("rated thumb up") == SHORT


def test_it_is_had_again_from_where_it_is_kept(both: Both) -> None:
    """Its words are not written out one by one: what repeats it stays short, and reads them."""
    talk = both.services.conversations.get(both.services.actor, both.long)
    some = both.services.conversations.turns(both.services.actor, both.long, limit=again.MOST_TURNS + 1)
    way = again.session(talk, "ada", some)
    assert f"lab.resume({both.long!r}).turns()" in way.python
    assert way.python in way.command
    assert len(way.command) < 1_000
    compile(way.python, "again", "exec")
