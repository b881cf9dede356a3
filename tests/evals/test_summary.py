"""What a run came to: means with intervals, the bleed matrix, and how a questionnaire hangs together."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.genome.big_five import FACETS
from evals.aligned import held
from evals.order import Order, Subject, cases_of
from evals.outcome import Outcome
from evals.questionnaire import ipip
from evals.record import Answered, Exchange, Record
from evals.run import Run, environment
from evals.statistics.estimate import CannotTell, Interval
from evals.suites import load
from evals.summary import lines, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.cases import Case

DEMOS = demo.load_all()


def run_of(suite: str, records: Callable[[Case], Record]) -> Run:
    """A run of a shipped suite on the demo personas, with these records and no scores."""
    order = Order(suite=load.load(suite), subjects=tuple(Subject(genome=one) for one in DEMOS))
    outcomes = tuple(Outcome(key=case.id, record=records(case)) for case in cases_of(order))
    return Run(id="r", order=order, harness="local", outcomes=outcomes, environment=environment(drift_fit="f"))


def test_every_mean_has_its_interval_over_independent_conversations(made_run: Callable[..., Run]) -> None:
    """Repetitions are one conversation, missing values are counted with their reason, and the text says both."""
    beliefs = len(demo.load("albert-einstein").mind.beliefs)
    run = made_run(lambda case, _: None if case.subject == 0 else 0.5 + 0.01 * (case.subject or 0))
    found = {one.name: one for one in summary(run).measures}["drift mean"]
    assert isinstance(found.mean, Interval)
    assert (found.scored, found.missing, found.mean.clusters) == (2 * beliefs, 2, 1 + beliefs)
    text = "\n".join(lines(summary(run)))
    assert "2 missing: Nothing could be read." in text
    assert f"({2 * beliefs} conversations, {1 + beliefs} independent" in text


def test_replies_in_another_voice_bleed_into_it() -> None:
    """Where one persona answers with another's lines, its row says so, with an interval for each pair."""
    lines_of = {one.metadata.slug: one.mind.reference_lines for one in DEMOS}
    thief, owner = DEMOS[0].metadata.slug, DEMOS[-1].metadata.slug

    def record(case: Case) -> Record:
        said = lines_of[owner if case.persona == thief else case.persona]
        picked = random.Random(case.id).sample(list(said), 4)  # noqa: S311 - the same by each case
        turns = tuple(Exchange(turn=at, user="?", reply=line) for at, line in enumerate(picked, start=1))
        return Record(case_id=case.id, persona=case.persona, seed=case.seed, exchanges=turns)

    found = {(one.persona, one.voice): one for one in summary(run_of("bleed", record)).bleed}
    assert len(found) == len(DEMOS) ** 2
    stolen, own = found[thief, owner], found[thief, thief]
    assert stolen.taken > own.taken
    assert isinstance(stolen.share, Interval)
    assert sum(one.taken for one in found.values() if one.persona == thief) == stolen.replies


def answers(case: Case, spread: float) -> Record:
    """Answers that follow a level which the persona has for each facet, with noise of that spread."""
    given = []
    for asked in case.asked:
        item = ipip.item(asked.item)
        level = random.Random(f"{case.persona}{item.facet}").uniform(0.1, 0.9)  # noqa: S311 - the same each time
        noise = random.Random(f"{case.id}{asked.id}").gauss(0.0, spread)  # noqa: S311 - the same each time
        keyed = min(max(level + noise, 0.0), 1.0)
        value = 1 + round(4 * (1.0 - keyed if item.reverse else keyed))
        given.append(Answered(asked=asked, reply=f"{value}. So it is."))
    return Record(case_id=case.id, persona=case.persona, seed=case.seed, answers=tuple(given))


def test_a_questionnaire_tells_how_it_hangs_together() -> None:
    """Alpha of each factor over personas and retest of each persona have intervals; omega says what it lacks."""
    found = summary(run_of("questionnaire", lambda case: answers(case, 0.1))).consistency
    alphas = [one for one in found if one.name.startswith("alpha")]
    assert [one.name for one in alphas] == [f"alpha: {factor}" for factor in FACETS]
    assert all(isinstance(one.found, Interval) for one in alphas)
    omegas = [one.found for one in found if one.name.startswith("omega")]
    assert all(isinstance(one, CannotTell) and "6 items need 12" in one.reason for one in omegas)
    retests = [one.found for one in found if one.name == "test and retest: correlation"]
    assert len(retests) == len(DEMOS)
    assert all(isinstance(one, Interval) and one.low > 0.8 for one in retests)


def test_noise_lowers_the_retest() -> None:
    """The same levels answered with more noise agree less with themselves."""

    def mean(spread: float) -> float:
        found = summary(run_of("questionnaire", lambda case: answers(case, spread))).consistency
        values = [one.found.value for one in found if one.name == "test and retest: ICC(1,1)"]
        return sum(one or 0.0 for one in values) / len(values)

    assert mean(0.05) > mean(0.4) + 0.1


def test_answers_without_a_number_tell_nothing() -> None:
    """No questionnaire was answered, so no coefficient is given."""
    silent = summary(run_of("questionnaire", lambda case: Record(case_id=case.id, persona=case.persona)))
    assert silent.consistency == ()


@pytest.mark.parametrize("name", load.names())
def test_every_shipped_suite_holds_enough_conversations_for_an_interval(name: str) -> None:
    """Five independent ones for each demo persona."""
    run = run_of(name, lambda case: Record(case_id=case.id, persona=case.persona))
    for genome in DEMOS:
        own = {one.cluster for one in held(run) if one.key.persona == genome.metadata.slug}
        assert len(own) >= 5
