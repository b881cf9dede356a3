"""Charts of emotions: what their titles claim, what they draw, and what they do with little or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from store.warehouse.emotion_questions import (
    AXES,
    WHOSE,
    Away,
    Felt,
    Moments,
    Passage,
    Share,
    Slope,
    Tagged,
    Tier,
    Word,
)
from studio.charts import emotion_flow, emotion_levels, emotion_mix, emotion_tiers, emotion_time
from studio.charts.chart import Chart, drawable
from studio.charts.figures import figures
from studio.charts.plot import figure
from studio.reports import svg
from studio.ui.palette import DARK, LIGHT

HOSTILE = "<script>alert(1)</script>" + "x" * 200
MANY = Moments(40, 0.3, 0.2)
FEW = Moments(3, 0.3, 0.2)


def felt(mean: float, *turns: int) -> list[Felt]:
    """The persona and the user at these turns, all axes at one mean."""
    return [Felt(a, b, at, MANY._replace(mean=mean)) for a in WHOSE for b in AXES for at in turns]


def over_time() -> list[Felt]:
    """Two days."""
    days = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
    return [Felt(whose, "valence", day, MANY) for whose in WHOSE for day in days]


CHARTS: dict[str, Chart] = {
    "course": emotion_time.course(over_time(), {"valence": MANY}, axis="valence", span="day", zone=UTC),
    "trajectory": emotion_time.trajectory(felt(0.3, 1, 2, 3)),
    "shares": emotion_mix.shares([Share(whose, HOSTILE, MANY) for whose in WHOSE]),
    "triggers": emotion_mix.triggers([Word("user", HOSTILE, "sad", 7, MANY)]),
    "answers": emotion_flow.answers([Passage(HOSTILE, "calm", 7, MANY), Passage("sad", HOSTILE, 2, FEW)]),
    "follows": emotion_flow.follows([Passage("calm", "calm", 7, MANY)]),
    "trend": emotion_levels.trend([Slope(a, b, MANY) for a in WHOSE for b in AXES]),
    "baseline": emotion_levels.baseline([Away("p", "v", MANY, 2.5)], {"v": HOSTILE}),
    "agreement": emotion_tiers.agreement(
        [Tagged(f"{at // 2}", "calm", "calm" if at % 3 else HOSTILE) for at in range(20)], [Tier("user", "llm", 3, 0.5)]
    ),
}
NOTHING: dict[str, Chart] = {
    "course": emotion_time.course([], {}, axis="arousal", span="day", zone=UTC),
    "trajectory": emotion_time.trajectory([]),
    "shares": emotion_mix.shares([]),
    "triggers": emotion_mix.triggers([]),
    "answers": emotion_flow.answers([]),
    "trend": emotion_levels.trend([]),
    "baseline": emotion_levels.baseline([], {}),
    "agreement": emotion_tiers.agreement([], []),
}


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn_both_ways_and_words_stay_words(name: str) -> None:
    """By Plotly in both palettes and as an SVG that parses; what users said is no markup in either."""
    chart = CHARTS[name]
    assert drawable(chart)
    for colours in (LIGHT, DARK):
        assert "<script" not in figure(chart, colours).to_json()
    drawn = svg.alone(chart)
    assert "<script" not in drawn
    ET.fromstring(drawn)  # noqa: S314 - our own
    assert len(figures(chart)) >= 1
    assert {len(row) for row in chart.table.rows} == {len(chart.table.head)}


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_is_said_to_be_nothing(name: str) -> None:
    """No drawing, no row, and a title that says so."""
    assert not drawable(NOTHING[name])
    assert NOTHING[name].table.rows == ()
    assert NOTHING[name].title.startswith(("No", "Nothing"))


def test_a_difference_is_claimed_only_outside_its_interval() -> None:
    """Above, below, within, and where there are too few conversations to tell."""
    told = [
        emotion_time.course([], {"arousal": one}, axis="arousal", span="day", zone=UTC).title
        for one in (MANY, MANY._replace(mean=-0.3), Moments(40, 0.01, 0.2), FEW)
    ]
    assert told[0].startswith("The persona is more aroused than its users: arousal +0.30 [+0.24")
    assert told[1].startswith("The persona is calmer than its users")
    assert told[2].startswith("No difference in arousal")
    assert "cannot be told: 3 conversations" in told[3]


def test_a_trend_must_stand_against_all_six_looks() -> None:
    """A slope whose own interval leaves out nought is no trend yet."""
    alone = Slope("user", "valence", Moments(40, 0.1, 0.28))
    rest = [Slope(a, b, Moments(40, 0.0, 0.28)) for a in WHOSE for b in AXES if (a, b) != ("user", "valence")]
    assert emotion_levels.trend([alone, *rest]).title == "No trend within conversations can be told"
    clear = replace(alone, moments=Moments(40, -0.2, 0.28))
    told = emotion_levels.trend([clear, *rest]).title
    assert told.startswith("The user's valence falls within conversations: \N{MINUS SIGN}2.00 [")
    assert told.endswith("] in 10 turns")


def test_rare_turns_are_left_out_of_a_trajectory() -> None:
    """Turns that too few conversations reach; but where all are few, all are shown."""
    rare = [replace(one, moments=FEW) for one in felt(0.3, 4)]
    assert [stop.turn for stop in emotion_time.trajectory([*felt(0.3, 1, 2), *rare]).ways[0].stops] == [1, 2]
    assert [stop.turn for stop in emotion_time.trajectory(rare).ways[0].stops] == [4]
    assert emotion_time.trajectory(rare).title.startswith("There is one turn only")


def test_the_planes_are_those_that_show_most() -> None:
    """The pair of axes over which the points cover the largest area comes first."""
    points = {"valence": (0.0, 0.0), "arousal": (0.1, 0.9), "dominance": (0.2, 0.8)}
    moved = [Felt("user", axis, at + 1, MANY._replace(mean=points[axis][at])) for axis in AXES for at in (0, 1)]
    assert emotion_time.trajectory(moved).planes[0] == (1, 2)


def test_agreement_is_told_beyond_chance() -> None:
    """Tags that always say one thing agree often and tell nothing: alpha is not high with them."""
    same = [Tagged(f"{at // 2}", "calm", "calm" if at % 4 else "sad") for at in range(40)]
    title = emotion_tiers.agreement(same, []).title
    assert title.startswith("Tag and words agree in 75% [")
    assert "alpha \N{MINUS SIGN}" in title
