"""A made history: exactly as many turns as asked, labelled, true to what was played, and gone again without a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from brain.errors import Conflict, InvalidInput, StoreError
from store.tables import metadata
from studio.demo_history import people
from studio.demo_history.days import Copyable, history
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from studio.wiring import Services

TURNS = 400
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A studio with a made history, over a folder of its own."""
    services = build(Settings(data_dir=tmp_path_factory.mktemp("made"), understudy_pace_ms=0))
    services.demo.make(services.actor, TURNS, span=30, now=NOW)
    yield services
    services.close()


def rows(services: Services) -> dict[str, int]:
    """How many rows each table has, but for the log, which outlives what it speaks of."""
    with services.store.database.read() as connection:
        found = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if table.name not in {"audit_log", "warehouse_changes", "warehouse_feed"}
        }
    return {name: number for name, number in found.items() if number}


def test_it_is_as_large_as_asked_and_says_what_it_is(made: Services) -> None:
    """Turns are counted to the last, every conversation is titled, and every persona's name says where it is from."""
    found = made.demo.made(made.actor)
    assert found is not None
    assert (found.turns_there, found.turns) == (TURNS, TURNS)
    talks = made.conversations.recent(made.actor, limit=20).items
    assert {talk.title.partition(":")[0] for talk in talks} == {"demo"}
    personas = made.library.cards(made.actor, limit=20).items
    assert {card.id for card in personas} == set(found.personas)
    assert all(card.name.endswith("(demo history)") for card in personas)
    assert sum(card.turn_count for card in personas) == TURNS


def test_its_personas_stand_behind_all_others(services: Services) -> None:
    """What one made oneself comes first, though a made history is newer; where there is room, its personas follow."""
    services.library.load_demo(services.actor)
    copied = services.store.personas.create(services.actor, people.versions("albert-einstein")[0], message="copy").card
    known = len(services.library.cards(services.actor).items)
    assert copied.id not in {card.id for card in services.library.first(services.actor, known - 1)}
    assert services.library.first(services.actor, known)[-1].id == copied.id


def test_a_copy_is_what_was_played(made: Services) -> None:
    """Readings, signals and states are those of one and the same played conversation, in order, and read back whole."""
    talks = made.conversations.recent(made.actor, limit=50).items
    by_play: dict[tuple[int, int], list[Any]] = {}
    scored: list[float] = []
    for talk in talks:
        turns = made.conversations.turns(made.actor, talk.id)
        assert [turn.index for turn in turns] == list(range(1, talk.turn_count + 1))
        assert all(earlier.created_at < later.created_at for earlier, later in pairwise(turns))
        assert all(turn.drift.signals and turn.drift.calibration for turn in turns)
        scored += [turn.drift.score for turn in turns if turn.drift.score is not None]
        assert (talk.drift is None) == all(turn.instruction is None for turn in turns)
        by_play.setdefault((hash(talk.version_id), talk.seed), []).append(turns)
    assert len(scored) > TURNS / 2
    repeated = [copies for copies in by_play.values() if len(copies) > 1]
    assert repeated
    # Thousands of copies, one document: what by far the most room would go into.
    assert rows(made)["shared_signals"] < TURNS / 2
    for first, *others in repeated:
        for other in others:
            for one, same in zip(first, other, strict=False):
                assert (one.reply, one.drift, one.state, one.user_emotion) == (
                    same.reply, same.drift, same.state, same.user_emotion,
                )  # fmt: skip


def test_the_ledger_agrees_with_the_turns(made: Services) -> None:
    """Turns cost what their entries in the ledger do, speech and film among them; nothing is without a price."""
    query = """
        SELECT (SELECT sum(llm_cost_microdollars + tts_cost_microdollars + video_cost_microdollars) FROM turns)
            AS turns,
          (SELECT sum(cost_microdollars) FROM usage WHERE purpose <> 'eval') AS ledger,
          (SELECT sum(cost_microdollars) FROM usage WHERE purpose = 'eval') AS evals,
          (SELECT sum(microdollars) FROM runs) AS runs,
          (SELECT count(*) FROM usage WHERE purpose = 'turn') AS n,
          (SELECT count(*) FROM usage WHERE cost_microdollars IS NULL) AS unpriced,
          (SELECT count(stars) + count(thumb) FROM turns) AS rated
    """
    (found,) = made.store.warehouse.read(made.actor, query).to_pylist()
    assert found["turns"] == found["ledger"] > 0
    assert (found["n"], found["unpriced"]) == (TURNS, 0)
    assert found["rated"] > 0
    cards = made.library.cards(made.actor, limit=20).items
    costs = [made.store.usage.total(made.actor, persona_id=card.id).cost_microdollars for card in cards]
    assert found["evals"] == found["runs"]
    assert sum(costs) == found["ledger"] + found["evals"]


def test_runs_of_a_suite_with_scores_are_in_it(made: Services) -> None:
    """Every version was tried, each run is labelled, opens, and has the scores of what was played; all in columns."""
    cards = made.evaluation.list(made.actor, limit=50).items
    found = made.demo.made(made.actor)
    assert found is not None
    assert len(cards) == found.runs_there
    assert {card.title for card in cards} == {"demo: In character"}
    assert all("Made for demonstration" in card.why and card.done == card.total for card in cards)
    personas = made.library.cards(made.actor, limit=20).items
    versions = {one.id for card in personas for one in made.store.personas.versions(made.actor, card.id)}
    assert {subject.version_id for card in cards for subject in card.subjects} == versions
    run = made.evaluation.run_value(made.actor, cards[0].id)
    scored = {(one.record.case_id, score.name): score.value for one in run.outcomes for score in one.scores}
    kept = made.evaluation.scores(made.actor, cards[0].id)
    assert {(one.case_id, one.name): one.value for one in kept} == scored
    query = "SELECT run_id, count(*) AS n, count(value) AS told FROM scores GROUP BY run_id"
    by_run = {row["run_id"]: row for row in made.store.warehouse.read(made.actor, query).to_pylist()}
    assert set(by_run) == {card.id for card in cards}
    assert by_run[cards[0].id]["n"] == len(kept)
    assert all(row["told"] for row in by_run.values())


def test_the_truth_names_where_drift_was_put(made: Services) -> None:
    """Each conversation with an instruction that was reached is listed with its kind, dose and first turn."""
    truth = list(made.demo.truth(made.actor))
    query = """
        SELECT session_id, min(turn_index) AS first, any_value(injected_type) AS kind FROM turns
        WHERE injected_type IS NOT NULL GROUP BY session_id
    """
    told = {row["session_id"]: row for row in made.store.warehouse.read(made.actor, query).to_pylist()}
    assert truth
    assert {one.session_id for one in truth} == set(told)
    assert all(
        (one.from_turn, one.type) == (told[one.session_id]["first"], told[one.session_id]["kind"]) for one in truth
    )
    assert [one.at for one in truth] == sorted(one.at for one in truth) or len(truth) > 1


def test_a_second_one_is_refused_and_the_same_is_left_alone(made: Services) -> None:
    """Another order needs the first to be erased; the same order finds that nothing is left to do."""
    with pytest.raises(Conflict, match="already"):
        made.demo.make(made.actor, TURNS + 1)
    before = rows(made)
    made.demo.make(made.actor, TURNS)
    assert rows(made) == before


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A studio over an empty folder, which types without a pause."""
    opened = build(Settings(data_dir=tmp_path, understudy_pace_ms=0))
    yield opened
    opened.close()


def test_broken_off_it_is_gone_on_with_and_erased_without_a_trace(services: Services) -> None:
    """What was held for real stays; of what was made nothing does, but a conversation that was gone on with."""
    services.library.load_demo(services.actor)
    talk = services.conversations.start(services.actor, services.library.cards(services.actor).items[0].id)
    list(services.conversations.say(services.actor, talk.id, "Hello"))
    before = rows(services)
    with pytest.raises(Conflict, match="1 conversations here that were really held"):
        services.demo.make(services.actor, 40)

    def break_off(where: str, stage: str, done: int, of: int) -> None:
        if stage == where and done == of:
            raise KeyboardInterrupt

    for stopped in ("played", "tried"):
        with pytest.raises(KeyboardInterrupt):
            services.demo.make(services.actor, 40, mix=True, progress=lambda *at: break_off(stopped, *at))  # noqa: B023
        assert services.demo.made(services.actor) is not None
        assert not {"runs", "scores", "outcomes"} & set(rows(services))
    made = services.demo.make(services.actor, 40, mix=True)
    assert made.turns_there == 40
    assert {"runs", "scores", "outcomes"} <= set(rows(services))
    mine = next(one for one in services.conversations.recent(services.actor).items if one.title)
    list(services.conversations.say(services.actor, mine.id, "And now?"))
    removed = services.demo.remove(services.actor)
    assert (removed.kept, removed.personas_kept) == (1, 1)
    assert services.demo.made(services.actor) is None
    left = services.conversations.recent(services.actor).items
    assert {one.id for one in left} == {talk.id, mine.id}
    assert removed.runs == made.runs_there
    assert not {"runs", "scores", "outcomes", "run_subjects", "run_outcomes"} & set(rows(services))
    assert rows(services)["personas"] == before["personas"] + 1
    assert all(turn.drift.signals for turn in services.conversations.turns(services.actor, mine.id))
    assert rows(services)["shared_signals"] <= mine.turn_count


def test_it_is_refused_where_it_does_not_fit(services: Services) -> None:
    """Before anything is played, with both sizes; and so are none and too many turns."""
    tight = replace(services.demo, free=lambda _: 2_000_000_000)
    with pytest.raises(StoreError, match="do not fit on this disk"):
        tight.make(services.actor, 1_000_000)
    assert services.demo.made(services.actor) is None
    for turns in (0, 10_000_001):
        with pytest.raises(InvalidInput, match="cannot be made"):
            services.demo.make(services.actor, turns)


def test_days_are_like_days() -> None:
    """More is said in the week than at its end, by day than by night, late than early; and by one seed the same."""
    pool = [Copyable(0, 0, "Ada", None, (0.9,) * 10)]
    order = {"turns": 60_000, "seed": 3, "days": 120, "until": NOW, "labels": 3}
    found = list(history(pool, **order))  # type: ignore[arg-type]
    assert sum(len(one.said_at) for one in found) == 60_000
    assert [one.said_at for one in found[:50]] == [one.said_at for one in list(history(pool, **order))[:50]]  # type: ignore[arg-type]
    starts = [one.said_at[0] for one in found]
    week = sum(at.weekday() < 5 for at in starts) / 5
    assert week > 1.5 * sum(at.weekday() > 4 for at in starts) / 2
    assert sum(8 <= at.hour < 20 for at in starts) > 2 * sum(at.hour < 8 for at in starts)
    middle = NOW.timestamp() - 60 * 86_400
    assert sum(at.timestamp() > middle for at in starts) > 1.2 * sum(at.timestamp() <= middle for at in starts)
    assert len({at.date() for at in starts}) < 120
    assert max(one.said_at[0] for one in found) <= NOW
