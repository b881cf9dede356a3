"""What was spent: exact sums that are those of the ledger, days of a zone, and what single things cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brain.drift.reading import DriftReading, Verdict
from brain.models.chat import DriftInstruction, TokenCount
from brain.turn import TurnResult, Usage
from store.tables import usage
from store.usage import enter
from store.warehouse.cost_questions import BY, Sum, by_day, spend
from store.warehouse.cost_units import arms, conversations, minutes, tokens
from store.warehouse.days import day_of
from store.warehouse.window import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store import Actor, Store
    from store.values import Persona, Session

    from .conftest import People

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe",
    "America/St_Johns",
)  # fmt: skip

moments = st.datetimes(datetime(2000, 1, 2), datetime(2026, 11, 28), timezones=st.just(UTC))  # noqa: DTZ001
quarters = moments.map(lambda at: at - (at - datetime.min.replace(tzinfo=UTC)) % timedelta(minutes=15))
entries = st.lists(
    st.builds(
        lambda tokens, **given: Usage(tokens=TokenCount(**tokens), **given),
        st.fixed_dictionaries(
            {name: st.integers(0, 10**7) for name in ("input", "output", "cache_read", "cache_write")}
        ),
        provider=st.sampled_from(["anthropic", "local", "a/b"]),
        model=st.sampled_from(["m", "n", "it's"]),
        operation=st.sampled_from(["text", "speech", "video"]),
        seconds=st.floats(0.0, 1e4),
        cost_microdollars=st.none() | st.integers(0, 2**52),
    ),
    max_size=12,
)


def put(store: Store, actor: Actor, spent: Sequence[tuple[Usage, datetime]], **of: Any) -> None:
    """Enter calls into the ledger as of their times."""
    with store.database.write() as connection:
        for one, at in spent:
            enter(connection, one, user_id=actor.user_id, purpose=of.get("purpose", "judge"), at=at,
                  persona_id=of.get("persona_id"), session_id=of.get("session_id"))  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries, st.data())
def test_every_sum_is_that_of_the_ledger(
    store: Store, people: People, persona: Persona, spent: list[Usage], data: st.DataObject
) -> None:
    """By day in any zone, persona, provider, model, operation and purpose, whatever was spent and since whenever."""
    with store.database.write() as connection:
        connection.execute(usage.delete())
    at = [data.draw(moments) for _ in spent]
    half = len(spent) // 2
    put(store, people.owner, list(zip(spent[:half], at[:half], strict=True)), persona_id=persona.card.id)
    put(store, people.owner, list(zip(spent[half:], at[half:], strict=True)), purpose="wizard")
    put(store, people.other, [(Usage(provider="x", model="y", cost_microdollars=7), NOW)])
    since, until = data.draw(st.none() | moments | quarters), data.draw(st.none() | quarters)
    zone, split = data.draw(st.sampled_from(ZONES)), data.draw(st.sampled_from(BY))
    actor, personas = data.draw(
        st.sampled_from([(people.owner, ()), (people.owner, (persona.card.id,)), (people.admin, ())])
    )
    window = Window(since=since, until=until, personas=personas)
    found = spend(store.warehouse, actor, window, zone=zone, split=split)
    whose = personas[0] if personas else None
    ledger = store.usage.by_purpose(actor, since=since, before=until, persona_id=whose).values()
    total = _added(
        Sum(one.cost_microdollars, one.calls, one.unpriced, one.input_tokens, one.output_tokens) for one in ledger
    )
    assert found.total == total
    for part in (found.by_day, found.by_day_and, *found.by.values()):
        assert _added(part.values()) == total
    assert by_day(store.warehouse, actor, window, zone=zone) == found.by_day


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_is_that_of_the_clock_on_the_wall(zone: str) -> None:
    """Around every change of the clock since 2000 as Python's own zones tell it, to the microsecond."""
    clock = ZoneInfo(zone)
    edges = [
        datetime(year, month, day, hour, tzinfo=UTC)
        for year in range(2000, 2027)
        for month, day in ((1, 1), (3, 27), (4, 2), (10, 29), (11, 5), (12, 30))
        for hour in range(0, 24, 3)
    ]
    asked = [edge + timedelta(days=shift, microseconds=step) for edge in edges for shift in (0, 3) for step in (-1, 0)]
    query = f"SELECT {day_of(zone, until=NOW)} FROM (SELECT unnest($at::TIMESTAMPTZ[]) AS created_at)"  # noqa: S608
    with duckdb.connect() as connection:
        found = connection.execute(query, {"at": asked}).fetchall()
    assert [day for (day,) in found] == [one.astimezone(clock).date() for one in asked]


def test_conversations_minutes_and_tokens(store: Store, people: People, session: Session) -> None:
    """A conversation with a call of unknown price is no cost but counted; minutes need a price and a length."""
    speech = {"provider": "elevenlabs", "model": "turbo", "operation": "speech"}
    text = {"provider": "anthropic", "model": "m"}
    put(
        store,
        people.owner,
        [
            (Usage(**speech, seconds=30.0, cost_microdollars=9_000), NOW),
            (Usage(**speech, seconds=0.0, cost_microdollars=50), NOW),
            (Usage(**speech, seconds=60.0, cost_microdollars=None), NOW),
            (Usage(**text, cost_microdollars=3, tokens=TokenCount(input=90, cache_read=20)), NOW),
            (Usage(**text, cost_microdollars=4, tokens=TokenCount(input=110)), NOW + timedelta(days=1)),
            (Usage(**text, cost_microdollars=None, tokens=TokenCount(output=5)), NOW + timedelta(days=1)),
        ],
    )
    put(store, people.owner, [(Usage(**text, cost_microdollars=70), NOW)], session_id=session.id)
    (found,) = minutes(store.warehouse, people.owner, Window())
    assert (found.costs.tolist(), found.seconds.tolist()) == ([9_000], [30.0])
    assert (found.operation, found.calls, found.unpriced, found.untimed) == ("speech", 3, 1, 1)
    talks = conversations(store.warehouse, people.owner, Window())
    assert (talks.costs.tolist(), talks.unknown, talks.dearest) == ([70], 0, ((session.id, "", 70),))
    put(store, people.owner, [(Usage(**text, cost_microdollars=None), NOW)], session_id=session.id)
    talks = conversations(store.warehouse, people.owner, Window())
    assert (talks.costs.tolist(), talks.unknown) == ([], 1)
    first, over, second = tokens(store.warehouse, people.owner, Window(), lengths=(100, 1_000))[:3]
    assert (first.day, first.over, first.calls) == (date(2026, 11, 26), 0, 2)
    assert (over.day, over.over, over.input, over.cache_read, over.microdollars) == (date(2026, 11, 26), 1, 90, 20, 3)
    assert (second.day, second.over, second.calls, second.unpriced) == (date(2026, 11, 27), 0, 1, 1)
    assert conversations(store.warehouse, people.other, Window()).costs.tolist() == []


def test_replies_by_model_and_version(store: Store, people: People, session: Session) -> None:
    """Their own cost and score by conversation; replies that drift on purpose are left out and counted."""
    said = [(10, 0.5, None), (None, 0.7, None), (30, None, None)]
    _talk(store, people.owner, session, said)
    forced = store.conversations.start(
        people.owner, persona_id=session.persona_id, model="understudy", seed=1, state=session.state
    )
    _talk(store, people.owner, forced, [(5, 0.1, DriftInstruction(type="trait flip", dose=0.9))])
    whose = session.persona_id
    for by, name, persona in (("model", "anthropic/m", ""), ("version", session.version_id, whose)):
        (found,), left_out = arms(store.warehouse, people.owner, Window(), by=by)
        assert (found.name, found.persona, found.turns, left_out) == (name, persona, 3, 1)
        assert (found.costs.tolist(), found.costed.tolist()) == ([40.0], [2.0])
        assert (found.scores.tolist(), found.scored.tolist()) == ([1.2], [2.0])


def _talk(
    store: Store, actor: Actor, session: Session, said: list[tuple[int | None, float | None, DriftInstruction | None]]
) -> None:
    for index, (cost, score, instruction) in enumerate(said, 1):
        draft = store.conversations.begin(actor, session.id, "hello")
        result = TurnResult(
            index=index,
            user_text="hello",
            reply="well",
            drift=DriftReading(verdict=Verdict.CANNOT_TELL if score is None else Verdict.IN_CHARACTER, score=score),
            instruction=instruction,
            usage=Usage(provider="anthropic", model="m", cost_microdollars=cost),
        )
        store.conversations.finish(actor, draft, result)


def _added(sums: Any) -> Sum:
    found = list(sums)
    return Sum(*(sum(getattr(one, name) for one in found) for name in Sum.__slots__))
