"""Questions over turns: what an actor finds, with every column filled from what the database holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from brain.drift.reading import DriftReading, SignalReading, Verdict
from brain.models.chat import DriftInstruction, TokenCount
from brain.turn import TurnResult, Usage
from store.warehouse.columns import TABLES
from store.warehouse.window import Window

if TYPE_CHECKING:
    from store import Store
    from store.values import Session

    from .conftest import People

DRIFT = DriftReading(
    verdict=Verdict.DRIFTING,
    score=0.4,
    low=0.2,
    high=0.6,
    signals=(
        SignalReading(name="who said it", value=1.0, z=2.5),
        SignalReading(name="contradiction with beliefs and facts", value=2.0, z=3.0),
        SignalReading(name="humour", assessed=False, reason="too short"),
        SignalReading(name="contradiction with earlier replies", assessed=False, reason="too early"),
    ),
)


@pytest.fixture
def said(store: Store, people: People, session: Session) -> Session:
    """The session with a turn in it that drifted on purpose."""
    draft = store.conversations.begin(people.owner, session.id, "hello")
    result = TurnResult(
        index=1,
        user_text="hello",
        reply="Bah, humbug",
        drift=DRIFT,
        instruction=DriftInstruction(type="trait flip", dose=0.5),
        usage=Usage(provider="anthropic", model="m", tokens=TokenCount(input=10, output=5), cost_microdollars=12_345),
    )
    store.conversations.finish(people.owner, draft, result)
    return session


def test_a_turn_is_found_with_its_reading(store: Store, people: People, session: Session, said: Session) -> None:
    """Score, signals, injected drift, cost and version stand in its row; what was not assessed is null."""
    (row,) = store.warehouse.read(people.owner, "SELECT * FROM turns").to_pylist()
    assert set(row) == set(TABLES["turns"].names)
    assert (row["session_id"], row["version_id"]) == (said.id, session.version_id)
    assert (row["verdict"], row["score"], row["low"], row["high"]) == ("drifting", 0.4, 0.2, 0.6)
    assert (row["z_who_said_it"], row["contradictions"], row["z_humour"]) == (2.5, 2.0, None)
    assert (row["z_self_contradiction"], row["self_contradictions"]) == (None, None)
    assert (row["injected_type"], row["injected_dose"]) == ("trait flip", 0.5)
    assert (row["user_characters"], row["reply_characters"]) == (5, 11)
    (entry,) = store.warehouse.read(people.owner, "SELECT * FROM usage").to_pylist()
    assert (entry["cost_microdollars"], entry["version_id"], entry["mode"]) == (12_345, said.version_id, "chat")


def test_only_what_is_the_actors_own_is_found(store: Store, people: People, said: Session) -> None:
    """Another member finds neither the turn nor the persona nor its version; an admin finds them."""
    for table in ("turns", "usage", "personas", "versions"):
        count = f"SELECT count(*) AS number FROM {table}"  # noqa: S608
        found = {
            name: store.warehouse.read(actor, count).to_pylist()[0]["number"]
            for name, actor in (("owner", people.owner), ("other", people.other), ("admin", people.admin))
        }
        assert found == {"owner": 1, "other": 0, "admin": 1}, table
    assert said.turn_count == 0


def test_a_window_narrows_what_is_asked(store: Store, people: People, said: Session) -> None:
    """By time, persona, version, model and mode; what is empty takes all."""
    now = datetime.now(UTC)
    found = {
        Window(): 1,
        Window(since=now - timedelta(days=1), until=now + timedelta(days=1)): 1,
        Window(since=now + timedelta(days=1)): 0,
        Window(until=now - timedelta(days=1)): 0,
        Window(personas=(said.persona_id,), versions=(said.version_id,), models=("m",), modes=("chat",)): 1,
        Window(models=("another",)): 0,
        Window(personas=("nobody", "'; DROP TABLE turns; --")): 0,
    }
    for window, number in found.items():
        where, values = window.where()
        (row,) = store.warehouse.read(
            people.owner,
            f"SELECT count(*) AS number FROM turns WHERE {where}",  # noqa: S608
            values,
        ).to_pylist()
        assert row["number"] == number, window


def test_the_mark_changes_with_what_can_be_found(store: Store, people: People, session: Session) -> None:
    """As long as nothing was written it stays the same; another turn changes it."""
    before = store.warehouse.mark()
    assert store.warehouse.mark() == before
    draft = store.conversations.begin(people.owner, session.id, "hello")
    store.conversations.finish(people.owner, draft, TurnResult(index=1, user_text="hello", reply="Bah"))
    assert store.warehouse.mark() != before
