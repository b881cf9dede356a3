"""What charts say, before anybody draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brain.genome.big_five import FACETS
from evals import outline
from evals.compare import compare
from evals.gate import gate
from evals.questionnaire import ipip
from evals.scorers.score import Score
from studio.charts import bleed, cost, drift, forest, gates, means, scores, trait
from studio.charts.chart import Dots, drawable
from studio.charts.plot import figure
from studio.reports import svg
from studio.ui.palette import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome import PersonaGenome
    from evals.cases import Asked, Case
    from studio.charts.chart import Chart

    Invents = Callable[..., Any]

TALKS = """
name: talks
title: Talks
seeds: [0, 1, 2, 3, 4, 5]
conversations: [{id: chat, turns: TURNS, simulator: {kind: bank, bank: everyday}}]
scorers: [{name: drift mean}, {name: who said it}]
"""
TWO = ("albert-einstein", "mira-okafor")


def talks(turns: int = 12) -> str:
    """A suite of six conversations of so many turns."""
    return TALKS.replace("TURNS", str(turns))


def mean_of(value: float | None, *, higher: str = "better") -> Score:
    """One drift score."""
    return Score(
        name="drift mean",
        value=value,
        unit="probability of being in character",
        higher_is=higher,  # type: ignore[arg-type]
        of=1,
        reason="Too short." if value is None else "",
        evidence=("turn 3: “As an AI”",),
    )


def drawn(chart: Chart) -> str:
    """Both drawings; the SVG."""
    for colours in (LIGHT, DARK):
        figure(chart, colours).to_json()
    return svg.draw(chart)


def test_means_say_who_leads_only_where_intervals_are_apart(invented: Invents) -> None:
    """Far apart, the first leads; alike, they cannot be told apart; both with the interval of the last."""
    far = invented(
        talks(), *TWO, scores=lambda case: (mean_of((0.9 if case.persona == TWO[0] else 0.3) + case.seed / 100),)
    )
    told = scores.chart(means.means(far), means.names(far))
    assert told.title.startswith("drift mean: Albert Einstein leads with 0.93 [0.9")
    assert "Mira Okafor is last with 0.32 [0.3" in told.title
    near = invented(
        talks(), *TWO, scores=lambda case: (mean_of(0.8 + case.seed / 100 + (case.persona == TWO[0]) / 1000),)
    )
    assert "cannot be told apart" in scores.chart(means.means(near), means.names(near)).title


def test_a_missing_score_is_counted_and_never_zero(invented: Invents) -> None:
    """The mean is over the rest; the table has the number missing and why; all missing is no dot at all."""
    some = invented(talks(), scores=lambda case: (mean_of(None if case.seed == 0 else 0.8 + case.seed / 100),))
    chart = scores.chart(means.means(some), means.names(some))
    assert chart.marks[0].value == pytest.approx(0.83)
    assert chart.table.rows[0][5:] == ("5", "1", "Too short.")
    none = invented(talks(), scores=lambda _: (mean_of(None),))
    gone = scores.chart(means.means(none), means.names(none))
    assert not drawable(gone)
    assert "cannot be told: 0 conversations have a score" in gone.title
    assert "not known" in drawn(gone)


def test_too_few_conversations_have_a_dot_and_no_interval(invented: Invents) -> None:
    """Four conversations give a hollow dot, and the reason stands in the table."""
    run = invented(talks(), scores=lambda _: (mean_of(0.8),), left_out=lambda case: case.seed > 3)
    chart = scores.chart(means.means(run), means.names(run))
    assert (chart.marks[0].tone, chart.marks[0].low) == ("quiet", None)
    assert "4 conversations have a score; an interval needs 5." in chart.table.rows[0][-1]


def test_two_personas_of_one_name_are_told_apart(invented: Invents) -> None:
    """Rows are named by the slug too where the name alone would merge them."""

    def ada(genome: PersonaGenome) -> PersonaGenome:
        return genome.model_copy(update={"metadata": genome.metadata.model_copy(update={"name": "Ada"})})

    run = invented(talks(), *TWO, change=ada, scores=lambda _: (mean_of(0.8),))
    assert set(means.names(run).values()) == {"Ada (albert-einstein)", "Ada (mira-okafor)"}


def test_a_course_that_falls_is_told_with_its_interval(invented: Invents) -> None:
    """The last turns against the first within each conversation; bands stay within 0 and 1."""

    def say(case: Case, turn: int) -> tuple[str, str, float | None]:
        return "Hm?", "So.", min(1.0, 0.98 - (0.03 + case.seed / 1_000) * turn)

    run = invented(talks(), say=say)
    chart = drift.chart(run.outcomes, means.clusters(run))
    assert chart.title.startswith("The score falls: \N{MINUS SIGN}0.26 [")
    assert all(0 <= (one.all_low or 0) <= (one.all_high or 1) <= 1 for one in chart.points)
    assert len(chart.table.rows) == 12
    assert 'class="band"' in drawn(chart)


def test_a_course_of_one_turn_or_none_says_so(invented: Invents) -> None:
    """One turn is no course; turns that could not be judged are none either, and nothing is drawn as zero."""
    one = invented(talks(1))
    assert "one turn only" in drift.chart(one.outcomes, means.clusters(one)).title
    none = invented(talks(3), say=lambda *_: ("Hm?", "So.", None))
    chart = drift.chart(none.outcomes, means.clusters(none))
    assert chart.title == "No turn could be judged"
    assert not drawable(chart)
    assert not drawable(drift.chart((), {}))
    drawn(chart)


def test_the_bleed_matrix_has_a_share_and_an_interval_for_every_pair(invented: Invents) -> None:
    """Each persona that speaks its own lines is taken for itself; rows sum to one."""

    def say(case: Case, turn: int) -> tuple[str, str, float | None]:
        from brain import demo

        lines = demo.load(case.persona).mind.reference_lines
        return "Hm?", lines[(turn + case.seed) % len(lines)], 0.9

    run = invented(talks(8), *TWO, say=say)
    chart = bleed.chart(outline.whole(run), means.names(run))
    assert (chart.rows, chart.columns) == (("Albert Einstein", "Mira Okafor"),) * 2
    assert all(sum(cell.value or 0.0 for cell in row) == pytest.approx(1.0) for row in chart.cells)
    assert min(chart.cells[at][at].value or 0.0 for at in (0, 1)) > 0.8
    assert all(cell.low is not None for row in chart.cells for cell in row)
    assert "are taken for the right persona's" in chart.title
    assert drawn(chart).count(", taken for ") == 4


def test_one_voice_makes_no_matrix(invented: Invents) -> None:
    """With a single persona there is nobody to be taken for, and that is said."""
    run = invented(talks(2))
    chart = bleed.chart(outline.whole(run), means.names(run))
    assert "Fewer than two voices" in chart.title
    drawn(chart)


def test_gates_say_what_blocks_first(invented: Invents) -> None:
    """A breach stands above what cannot be told and what is passed, with its figure; the sentence counts them."""
    demands = "gates: [{scorer: drift mean, at_least: 0.8}, {scorer: drift mean, at_most: 0.95}]\n"

    def scores(case: Case) -> tuple[Score, ...]:
        value = (0.5 if case.persona == "mira-okafor" else 0.9) + case.seed / 1000
        return (Score(name="drift mean", value=value, unit="share", higher_is="better", of=1),)

    found = gate(invented(talks(2) + demands, *TWO, scores=scores))
    assert gates.finding(found) == "1 demand breached, 3 demands passed: this blocks"
    rows = gates.table(found, {"mira-okafor": "Mira"}).rows
    assert rows[0][:3] == ("Mira", "breach", "drift mean at least 0.8")
    assert rows[0][5] == "yes"
    assert "0.50 [" in rows[0][4]
    assert [row[1] for row in rows[1:]] == ["pass"] * 3


def test_answers_against_the_genome(invented: Invents) -> None:
    """Answers that say the opposite of the genome are seen; each factor has an interval over its facets."""

    def answer(asked: Asked) -> str:
        item = ipip.item(asked.item or "")
        from brain import demo

        level = getattr(demo.load("albert-einstein").mind.facets, item.facet)
        return str((1 if item.reverse else 5) if level < 0.5 else (5 if item.reverse else 1))

    run = invented("questionnaire", answer=answer)
    radar, facets = trait.charts(run.order.genomes[0], run.outcomes, model=run.order.model)
    assert "answers unlike its genome in" in radar.title
    assert len(facets.table.rows) == sum(map(len, FACETS.values())) == 30
    assert radar.rings[1].lows[0] is not None
    assert "says nothing of a language model" in radar.note
    drawn(radar)
    drawn(facets)


def test_answers_that_cannot_be_read_draw_nothing(invented: Invents) -> None:
    """A persona that talks instead of answering has no level, and none is invented."""
    run = invented("questionnaire", answer=lambda _: "What a question.")
    radar, facets = trait.charts(run.order.genomes[0], run.outcomes, model=run.order.model)
    assert radar.title == "0 of 1200 items were answered: no factor can be told"
    assert not drawable(radar)
    assert not drawable(facets)
    drawn(radar)


def test_cost_of_a_point_follows_the_interval_of_the_score(invented: Invents) -> None:
    """A hundred turns at 100 micro-dollars a call, over ninety points: about a hundredth of a cent, with bounds."""
    run = invented(talks(10), say=lambda case, _: ("Hm?", "So.", 0.88 + case.seed / 100), cost=100)
    (one,) = cost.by_persona(run, means.names(run))
    middle, low, high = one.a_point or (0, 0, 0)
    assert middle == pytest.approx(10_000 / 90.5, rel=0.01)
    assert low < middle < high
    assert cost.chart([one]).title.startswith("Albert Einstein costs $0.0001 [")


def test_a_free_run_and_one_without_a_price_have_no_cost_of_a_point(invented: Invents) -> None:
    """What costs nothing says so, what has no price is not known; neither is drawn as zero."""
    free, unpriced = invented(talks(3)), invented(talks(3), cost=None)
    told = cost.chart(cost.by_persona(free, means.names(free)))
    assert "cost no money" in told.title
    assert not drawable(told)
    unknown = cost.chart(cost.by_persona(unpriced, means.names(unpriced)))
    assert "a price or an interval is missing" in unknown.title
    assert unknown.table.rows[0][2] == "not known"
    drawn(unknown)


def test_the_forest_turns_every_score_so_that_right_is_better(invented: Invents) -> None:
    """A distance that grew lies on the left and is worse, though its number rose."""

    def scored(add: float) -> Callable[[Case], tuple[Score, ...]]:
        def make(case: Case) -> tuple[Score, ...]:
            own = Score(name="style distance", value=1.0 + case.seed / 10 + add, unit="standard deviations",
                        higher_is="worse", of=1)  # fmt: skip
            return mean_of(0.9 - case.seed / 100), own

        return make

    before, after = (invented(talks(2), *TWO, scores=scored(add), name=name) for add, name in ((0.0, "a"), (0.5, "b")))
    found = compare(before, after)
    moved = forest.instruments(found, before, after)
    assert "is not known" in forest.steady(moved)
    whole, spread = forest.charts(found, moved)
    assert spread.title == "Style distance got worse"
    (mark,) = spread.marks
    assert mark.tone == "bad"
    assert mark.value == pytest.approx(-0.5)
    assert spread.table.rows[0][4].startswith("+0.50")
    assert isinstance(whole, Dots)
    assert 'class="bad"' in drawn(spread)


def test_worst_conversations_come_first_and_unknown_ones_last(invented: Invents) -> None:
    """By the scorer's own direction."""
    run = invented(talks(1), scores=lambda case: (mean_of(None if case.seed == 2 else case.seed / 10),))
    assert [one.record.seed for one in means.worst_first(run.outcomes, "drift mean")] == [0, 1, 3, 4, 5, 2]


@pytest.mark.parametrize(
    "hostile", ["<b>bold</b> %{x}", "<script>alert(1)</script>", "a&lt;b", "\u202eright \x07 bell"]
)
def test_words_in_a_chart_stay_words(invented: Invents, hostile: str) -> None:
    """Names and evidence reach neither drawing as markup or as a template."""
    run = invented(talks(2), change=lambda genome: genome.model_copy(
        update={"metadata": genome.metadata.model_copy(update={"name": hostile})}),
        scores=lambda case: (mean_of(case.seed / 10).model_copy(update={"evidence": (hostile,)}),))  # fmt: skip
    chart = scores.chart(means.means(run), means.names(run))
    plotted = figure(chart, LIGHT).to_plotly_json()
    words = str(plotted["data"]) + str(plotted["layout"])
    assert "<b>" not in words
    assert "<script" not in words
    assert "hovertemplate" not in words
    assert "<b>" not in drawn(chart)
    assert "<script" not in drawn(chart)


def test_ticks_are_round_and_inside() -> None:
    """Between any two ends there are a few round values, none of them outside."""
    assert svg.ticks(0.0, 1.0) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert svg.ticks(-0.02, 0.013) == [-0.02, -0.01, 0.0, 0.01]
    assert svg.ticks(1.0, 1.0) == [1.0]
