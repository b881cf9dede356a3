"""What the charts of drift say about a history whose truth is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.actor import Actor
from store.warehouse.window import Window
from studio.charts.plot import figure
from studio.reports import svg
from studio.ui.palette import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.charts.chart import Chart
    from studio.wiring import Services


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
    assert falls.title.startswith("The score falls: \N{MINUS SIGN}0.5")
    assert [one.at for one in falls.uprights] == [5.0]
    line = falls.lines[0].points
    assert line[3].value is not None
    assert line[4].value is not None
    assert line[3].value - line[4].value > 0.4
    assert all(one.low is not None and one.high is not None for one in line)
    assert line[4].turn.endswith("-5")
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


def test_one_turn_is_no_course(services: Services, conversation_of: Callable[..., str]) -> None:
    """It is drawn, and the title says that there is no course to be seen."""
    persona = services.library.find(services.actor, "albert-einstein")
    conversation_of(services.store, services.actor, persona, [0.9])
    chart = services.drift_history.course(services.actor, Window())
    assert chart.title == "No conversation has two turns with a score: no course to be seen"
    assert chart.drawable()
    drawn(chart)
