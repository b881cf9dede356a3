"""The week in five numbers, and what becomes of a persona: counted right, compared with honesty, nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from store.actor import Actor
from studio.analytics.week import Week
from studio.cli import app
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from studio.wiring import Services

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Three weeks of made history."""
    services = build(Settings(data_dir=tmp_path_factory.mktemp("week"), understudy_pace_ms=0))
    services.demo.make(services.actor, 600, span=21, now=NOW)
    yield services
    services.close()


def test_the_numbers_are_those_of_the_seven_days(made: Services) -> None:
    """Turns, conversations, drift, cost and ratings are what is counted by hand, beside those of the week before."""
    found = made.week.of(made.actor, now=NOW)
    assert found is not None
    assert (found.middle - found.since, found.until - found.middle) == (timedelta(days=7),) * 2
    counted = """
        SELECT count(*) AS turns, count(DISTINCT session_id) AS talks, round(avg(score), 2) AS score,
          count(DISTINCT session_id) FILTER (change_alarm) AS began, count(stars) AS rated,
          (SELECT sum(cost_microdollars) FROM usage WHERE created_at >= $middle AND created_at < $until) AS cost
        FROM turns WHERE created_at >= $middle AND created_at < $until
    """
    span = {"middle": found.middle, "until": found.until}
    (row,) = made.store.warehouse.read(made.actor, counted, span).to_pylist()
    turns, score, began, cost, stars = found.all
    assert turns.value == f"{row['turns']:,}"
    assert f"in {row['talks']:,} conversations" in turns.interval
    assert (score.value, began.value) == (f"{row['score']:.2f}", f"{row['began']} of {row['talks']}")
    assert cost.value.lstrip("$").replace(",", "") == f"{int(row['cost']) / 1e6:.6f}".rstrip("0")
    assert f"{row['rated']} replies with stars" in stars.interval
    assert all("interval" in one.interval for one in (score, began, stars))
    assert "of the week before" in turns.change


def test_where_nothing_was_said_nothing_is_made_up(made: Services) -> None:
    """Long after the last word there is nothing, no interval of it, and no difference that could be told."""
    found = made.week.of(made.actor, now=NOW + timedelta(days=60))
    assert found is not None
    assert [one.value for one in found.all] == ["0", "none", "0 of 0", "$0.00", "none"]
    assert "nothing was said the week before" in found.all[0].change
    assert all("no difference can be told" in found.all[at].change for at in (1, 2, 4))


def test_what_was_just_said_is_in_it(made: Services) -> None:
    """The numbers are kept for a minute, unless something is said meanwhile; nobody else's are among them."""
    now = datetime.now(UTC)
    before = made.week.of(made.actor, now=now)
    assert made.week.of(made.actor, now=now) is before
    talk = made.conversations.start(made.actor, made.library.cards(made.actor).items[0].id)
    list(made.conversations.say(made.actor, talk.id, "Hello"))
    after = made.week.of(made.actor, now=datetime.now(UTC))
    assert before is not None
    assert after is not None
    assert int(after.all[0].value) >= 1
    assert after is not before
    assert Week(made.store).of(Actor(user_id="somebody-else")) is None


def test_what_becomes_of_a_persona(made: Services) -> None:
    """Conversations by length add up to those without drift on purpose; one user who came back is one of one."""
    card = max(made.library.cards(made.actor).items, key=lambda one: one.turn_count)
    found = made.effectiveness.of(made.actor, card.id)
    drifting = sum(one.persona == card.slug for one in made.demo.truth(made.actor))
    assert found.use.talks - sum(one.talks for one in found.lengths) == drifting
    assert (found.use.returned, found.use.people) == (1, 1)
    assert found.use.turns >= found.use.talks > 0


def test_the_command_prints_it(made: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All five with their intervals, and what becomes of one persona; in an empty folder that nothing was said."""
    monkeypatch.setenv("PERSONAFORGE_DATA_DIR", str(made.settings.data_dir))
    told = CliRunner().invoke(app, ["week"]).output
    assert all(f"{name}: " in told for name in ("turns", "mean score", "conversations drifted", "cost", "mean stars"))
    slug = made.library.cards(made.actor).items[0].slug
    assert "came back on another day: " in CliRunner().invoke(app, ["week", "--persona", slug]).output
    monkeypatch.setenv("PERSONAFORGE_DATA_DIR", str(tmp_path))
    assert CliRunner().invoke(app, ["week"]).output == "Nothing was said yet.\n"
