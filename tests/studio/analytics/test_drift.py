"""What the charts of drift say about a history whose truth is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from brain.errors import NotFound
from store.actor import Actor
from store.warehouse.drift_questions import Group
from store.warehouse.window import Window
from studio.charts import drift_many
from studio.charts.plot import figure
from studio.reports import svg
from studio.ui.palette import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.charts.chart import Chart
    from studio.wiring import Services


LAST_DAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def drawn(chart: Chart) -> str:
    """Both drawings; the SVG."""
    for colours in (LIGHT, DARK):
        figure(chart, colours).to_json()
    return svg.draw(chart)


def of(past: Services, slug: str) -> Window:
    """The turns of one persona."""
    return Window(personas=(past.library.find(past.actor, slug).card.id,))


def test_the_course_shows_where_it_began(past: Services) -> None:
    """Hale's score falls by what was put in, with a change point at turn 5; Einstein's does not fall."""
    falls = past.drift_history.course(past.actor, of(past, "victoria-hale"))
    assert falls.title.startswith("The score falls: \N{MINUS SIGN}0.4")
    assert [one.at for one in falls.uprights] == [5.0]
    line = falls.lines[0].points
    assert line[3].value is not None
    assert line[4].value is not None
    assert line[3].value - line[4].value > 0.4
    assert all(one.low is not None and one.high is not None for one in line)
    assert line[4].turn.endswith(":5")
    steady = past.drift_history.course(past.actor, of(past, "albert-einstein"))
    assert steady.title.startswith("No change can be told: ")
    assert steady.uprights == ()
    assert "8 turns of 72 could not be judged" in steady.note
    assert "change point" in drawn(falls)


def test_a_turn_that_cannot_be_judged_is_a_gap(past: Services) -> None:
    """Einstein's third turn has no score in any conversation: no point, not a zero."""
    steady = past.drift_history.course(past.actor, of(past, "albert-einstein"))
    assert steady.lines[0].points[2].value is None
    assert steady.table.rows[2][:2] == ("3", "not known")
    drawn(steady)


def test_nothing_is_said_of_nothing(past: Services) -> None:
    """Somebody without turns gets a chart that says so and draws nothing."""
    chart = past.drift_history.course(Actor("somebody else"), Window())
    assert chart.title == "None of 0 turns could be judged"
    assert not chart.drawable()


def test_a_day_without_turns_is_a_gap(past: Services) -> None:
    """Conversations on every other day: the line stops between them; a day begins where the user lives."""
    chart = past.drift_history.days(past.actor, Window(), ZoneInfo("Pacific/Auckland"))
    assert "On 7 days nothing was said" in chart.note
    assert [one.value is None for one in chart.lines[0].points] == [False, True] * 7 + [False]
    # The last began at noon in London, which is the next day in Auckland.
    assert chart.table.rows[-1][0] == "2026-11-21"
    drawn(chart)


def test_the_lowest_stands_first(past: Services) -> None:
    """Personas beside each other on the same axes, each with its mean; versions and models as well."""
    chart = past.drift_history.many(past.actor, Window())
    assert [one.name for one in chart.panels] == ["Victoria Hale", "Albert Einstein"]
    assert chart.title.startswith("Of 2 personas the lowest is Victoria Hale, 0.")
    drawn(chart)
    versions = past.drift_history.many(past.actor, Window(), by="version", page=99)
    assert [one.name for one in versions.panels] == ["Victoria Hale 1", "Albert Einstein 1"]
    assert past.drift_history.many(past.actor, Window(), by="model").title.startswith("There is one model: understudy")


def test_many_personas_come_in_pages() -> None:
    """Of 200, one with a very long name, twelve are drawn at once; the table has all."""
    groups = [Group(of=f"p{at}", talks=9, mean=(at + 1) / 202, deviation=0.1, missing=0) for at in range(200)]
    names = {"p12": "W" * 400}
    chart = drift_many.chart(groups, {}, names, by="persona", page=2)
    assert (len(chart.panels), chart.panels[0].name) == (12, "W" * 400)
    assert "13 to 24 of 200" in chart.note
    assert len(chart.table.rows) == 200
    assert "W" * 31 not in drawn(chart).replace("W" * 400, "")


def test_what_drives_the_drift_is_found(past: Services) -> None:
    """Contradictions and a strange voice were put in: they lie far from the floor, sentence length does not."""
    history = past.drift_history
    heat = history.heat(past.actor, of(past, "victoria-hale"))
    assert heat.title.startswith("Furthest from the floor: contradiction with beliefs and facts at turn 5, +3.0")
    assert heat.rows[-1] == "sentence length"
    assert "humour" not in heat.rows
    drawn(heat)
    drivers = history.drivers(past.actor, Window())
    assert [one.label for one in drivers.marks][:2] == ["contradiction with beliefs and facts", "who said it"]
    assert [one.value for one in drivers.marks][:2] == [3.0, 2.5]
    drawn(drivers)
    assert history.drivers(past.actor, of(past, "albert-einstein")).title == "No turn drifts within these filters"
    beyond = history.beyond(past.actor, Window())
    assert {one.label: one.tone for one in beyond.marks}["sentence length"] == "plain"
    assert {one.label: one.tone for one in beyond.marks}["who said it"] == "bad"
    drawn(beyond)


def test_a_signal_is_set_against_its_floor(past: Services) -> None:
    """Bars of the distances, those beyond two standard deviations in another tone; unread turns are left out."""
    chart = past.drift_history.floor(past.actor, Window(), signal="who said it")
    assert {bar.low: bar.count for bar in chart.bars if bar.tone == "bad"} == {2.5: 40}
    assert sum(bar.count for bar in chart.bars) == 136
    drawn(chart)
    unread = past.drift_history.floor(past.actor, Window(), signal="humour")
    assert unread.title == "Humour could not be assessed on any turn"
    assert not unread.drawable()


def test_facts_last_until_they_are_contradicted(past: Services) -> None:
    """Hale contradicts a belief at turn 5 in every conversation, Einstein in none; replies could not be read."""
    chart = past.drift_history.facts(past.actor, Window())
    assert chart.title.startswith("50% [")
    assert "half do by turn 5" in chart.title
    assert [line.name for line in chart.lines] == ["beliefs and facts"]
    assert [(one.at, one.value) for one in chart.lines[0].points] == [(0.0, 1.0), (5, 0.5), (9, 0.5)]
    drawn(chart)
    none = past.drift_history.facts(past.actor, of(past, "albert-einstein"))
    assert none.title.startswith("None of 8 conversations contradicts a belief or a fact (0% [0%")


def test_conversations_that_began_before_are_left_out(past: Services) -> None:
    """Whoever looks at the last hours of a conversation does not know what it had contradicted before."""
    since = LAST_DAY + timedelta(minutes=3)
    chart = past.drift_history.onset(past.actor, Window(since=since))
    assert "1 more began before these filters" in chart.note


def test_where_it_began_can_be_read(past: Services) -> None:
    """The list leads to a conversation turn by turn, and that to a turn with its words."""
    found = past.drift_history.began(past.actor, Window())
    assert [(one.persona, one.began, one.injected, one.turns) for one in found] == [("Victoria Hale", 5, True, 9)] * 8
    talk = past.drift_history.talk(past.actor, found[0].session_id)
    assert talk.title.startswith("Victoria Hale: it drifts from turn 5 on, from 0.9")
    assert [one.at for one in talk.uprights] == [5]
    drawn(talk)
    worst = found[0].worst_id
    assert worst
    opened = past.drift_history.turn(past.actor, worst)
    assert (opened.name, opened.turn.drift.verdict.value) == ("Victoria Hale", "out of character")
    assert past.drift_history.turn(past.actor, opened.turn.id) == opened
    for wrong in (f"{found[0].session_id}:99", f"{found[0].session_id}:x", f"{found[0].session_id}:", "nothing", ":1"):
        with pytest.raises(NotFound):
            past.drift_history.turn(past.actor, wrong)
    with pytest.raises(NotFound):
        past.drift_history.turn(Actor("somebody else"), worst)
    with pytest.raises(NotFound):
        past.drift_history.talk(Actor("somebody else"), found[0].session_id)


def test_a_turn_that_cannot_be_judged_has_a_mark_of_its_own(past: Services) -> None:
    """In a conversation it is a cross at the foot, in the table `cannot tell`."""
    course = past.drift_history.course(past.actor, of(past, "albert-einstein"))
    session_id = course.lines[0].points[0].turn.rpartition(":")[0]
    talk = past.drift_history.talk(past.actor, session_id)
    assert [one.at for one in talk.missing] == [3]
    assert talk.table.rows[2] == ("3", "cannot tell", "cannot tell")
    assert "turn 3: cannot tell" in drawn(talk)


def test_two_versions_are_held_against_each_other(services: Services, conversation_of: Callable[..., str]) -> None:
    """The last two of a persona, or those that are asked for; the difference has its interval and its test."""
    persona = services.library.find(services.actor, "albert-einstein")
    assert not services.drift_history.compare(services.actor, Window()).drawable()
    mine = services.library.copy(services.actor, persona.card.id)
    genome = mine.genome
    first = mine.version.id
    changed = genome.model_copy(
        update={"metadata": genome.metadata.model_copy(update={"tagline": "A man of fewer words"})}
    )
    second = services.store.personas.save_version(
        services.actor, mine.card.id, changed, parent_id=first, message="shorter"
    ).id
    for at in range(6):
        conversation_of(services.store, services.actor, mine, [0.9 - at / 100] * 4, version_id=first)
        conversation_of(services.store, services.actor, mine, [0.7 - at / 100] * 4, version_id=second)
    chart = services.drift_history.compare(services.actor, Window())
    assert [line.name.rpartition(" ")[2] for line in chart.lines] == ["1", "2"]
    assert "stays less in character than" in chart.title
    assert "\N{MINUS SIGN}0.20" in chart.title
    assert "p = 0.002" in chart.title
    turned = services.drift_history.compare(services.actor, Window(versions=(second, first)))
    assert "stays more in character than" in turned.title
    drawn(chart)


def test_a_long_conversation_is_told_in_fewer_points(services: Services, conversation_of: Callable[..., str]) -> None:
    """Of 601 turns six make a point; the chart says so, and the figures still are those of all turns."""
    persona = services.library.find(services.actor, "albert-einstein")
    scores: list[Any] = [0.9] * 300 + [0.5] * 301
    conversation_of(services.store, services.actor, persona, scores)
    chart = services.drift_history.course(services.actor, Window())
    points = chart.lines[0].points
    assert len(points) == 101
    assert "the mean of up to 6 turns, for there are 601" in chart.note
    assert (points[0].value, points[-1].value) == (0.9, 0.5)
    assert "an interval needs 5" in chart.title
    drawn(chart)


def test_a_new_turn_is_seen_at_once(services: Services, conversation_of: Callable[..., str]) -> None:
    """What is kept of earlier answers holds only as long as nothing was written."""
    persona = services.library.find(services.actor, "albert-einstein")
    conversation_of(services.store, services.actor, persona, [0.9] * 3)
    assert services.drift_history.overview(services.actor, Window()).turns == 3
    assert services.drift_history.overview(Actor("somebody else"), Window()).turns == 0
    conversation_of(services.store, services.actor, persona, [0.9] * 4)
    assert services.drift_history.overview(services.actor, Window()).turns == 7


def test_one_turn_is_no_course(services: Services, conversation_of: Callable[..., str]) -> None:
    """It is drawn, and the title says that there is no course to be seen."""
    persona = services.library.find(services.actor, "albert-einstein")
    conversation_of(services.store, services.actor, persona, [0.9])
    chart = services.drift_history.course(services.actor, Window())
    assert chart.title == "No conversation has a score on early and later turns: no course to be seen"
    assert chart.drawable()
    drawn(chart)
