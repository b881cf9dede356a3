"""What a dashboard can be narrowed to, and windows from words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.errors import InvalidInput
from store import LOCAL_USER_ID, Actor
from store.warehouse.asking import text
from store.warehouse.window import Window
from studio.analytics.offers import labels
from studio.analytics.told import told
from studio.analytics.wish import Wish

if TYPE_CHECKING:
    from studio.wiring import Services

BERLIN = ZoneInfo("Europe/Berlin")


def test_what_is_on_offer_is_what_was_said(past: Services) -> None:
    """Personas by name, versions by number, models and modes come from the turns there are; nobody else has any."""
    offers = past.drift_history.offers(past.actor)
    assert sorted(offers.personas().values()) == ["Albert Einstein", "Victoria Hale"]
    assert sorted(offers.versions().values()) == ["Albert Einstein 1", "Victoria Hale 1"]
    (einstein,) = [key for key, name in offers.personas().items() if name == "Albert Einstein"]
    assert list(offers.versions([einstein]).values()) == ["Albert Einstein 1"]
    assert (offers.models(), offers.modes(), offers.rows) == (("understudy",), ("chat",), 144)
    assert past.drift_history.offers(Actor("somebody else")).rows == 0
    assert past.drift_history.offers(Actor(LOCAL_USER_ID, "admin")).rows == 144


def test_a_window_is_made_of_words(past: Services) -> None:
    """Slugs, names, `slug@number` and days; a day begins and ends where the user lives."""
    offers = past.drift_history.offers(past.actor)
    found = offers.window(
        since="2026-11-03", until=date(2026, 11, 4), personas=["albert-einstein"], versions=["victoria-hale@1"],
        zone=BERLIN,
    )  # fmt: skip
    assert found.since == datetime(2026, 11, 2, 23, tzinfo=UTC)
    assert found.until == datetime(2026, 11, 4, 23, tzinfo=UTC)
    assert offers.personas()[found.personas[0]] == "Albert Einstein"
    assert offers.versions()[found.versions[0]] == "Victoria Hale 1"
    assert told(offers, found, BERLIN) == (
        "Albert Einstein, versions Victoria Hale 1, 3 November 2026 to 4 November 2026 (Europe/Berlin)"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"personas": ["nobody"]}, "There is no history of the persona 'nobody'"),
        ({"models": ["x"]}, "There is: understudy"),
        ({"since": "yesterday"}, "is no day"),
        ({"since": "2026-11-05", "until": "2026-11-03"}, "ends before it begins"),
        ({"until": date.max}, "too far away"),
    ],
)
def test_words_that_mean_nothing_are_refused(past: Services, words: dict[str, object], says: str) -> None:
    """The message names what there is."""
    with pytest.raises(InvalidInput, match=says):
        past.drift_history.offers(past.actor).window(**words, zone=UTC)  # type: ignore[arg-type]


NAMES = st.lists(st.text(max_size=12), max_size=3).map(tuple)


@given(
    st.sampled_from(["html", "csv", "parquet", "svg"]),
    st.text(max_size=9),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.tuples(NAMES, NAMES, NAMES, NAMES),
)
def test_a_wish_is_read_back_as_it_was(
    form: str, chart: str, since: datetime | None, lists: tuple[tuple[str, ...], ...]
) -> None:
    """Whatever ids and names it holds."""
    personas, versions, models, modes = lists
    window = Window(since=since, personas=personas, versions=versions, models=models, modes=modes)
    wish = Wish(form=form, window=window, zone=BERLIN, chart=chart)  # type: ignore[arg-type]
    assert Wish.read(wish.words()) == wish


@pytest.mark.parametrize(
    "words", ["", "[]", '["exe","","UTC",null,null,[[],[],[],[]]]', '["csv","","x/../y",null,null,[[],[],[],[]]]']
)
def test_a_wish_of_other_words_is_refused(words: str) -> None:
    """Forms, zones and shapes that there are not."""
    with pytest.raises(InvalidInput):
        Wish.read(words)


def test_hostile_names_stay_words_in_the_sql_to_copy() -> None:
    """A quote in a name is doubled, so that what is copied does what it says."""
    window = Window(models=("x'); DROP TABLE turns; --",), since=datetime(2026, 11, 3, tzinfo=UTC))
    found = text("SELECT 1 FROM turns WHERE /*within*/ LIMIT $most", window, most=3)
    assert found == (
        "SELECT 1 FROM turns WHERE created_at >= TIMESTAMPTZ '2026-11-03T00:00:00+00:00' AND model IN "
        "(SELECT unnest(['x''); DROP TABLE turns; --']::VARCHAR[])) LIMIT 3;\n"
    )


def test_no_two_choices_look_alike() -> None:
    """Names that begin alike, or are too long, are told apart; what a user wrote stays words."""
    names = {"a": "W" * 99 + "1", "b": "W" * 99 + "2", "c": "<b>Ada</b>\nLovelace"}
    found = labels(names)
    assert len(set(found.values())) == 3
    assert all(len(one) <= 52 for one in found.values())
    assert found["c"] == "<b>Ada</b> Lovelace"
