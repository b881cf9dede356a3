"""The outline of a run: the figures of the whole run without its words, kept by what it was made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from brain.errors import NotFound
from brain.turn import TurnStatus
from evals import outline
from evals.compare import compare
from evals.flips import flips
from evals.scorers.score import Score
from store import open_store
from studio.charts import bleed, cost, means
from studio.evaluation.outlining import key_of
from studio.reports import found
from studio.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.cases import Case
    from evals.compare import Metric
    from evals.order import Order
    from evals.outcome import Outcome
    from evals.run import Run
    from store import Store
    from studio.wiring import Services

    from ..conftest import Invents  # noqa: TID252 - the conftest of the folder above

TALKS = """
name: talks
title: Talks
seeds: [0, 1, 2, 3, 4, 5]
conversations:
  - {id: chat, turns: 4, simulator: {kind: bank, bank: everyday}, probes: [{id: what, after: [-1], ask: ["And you?"]}]}
scorers: [{name: drift mean}, {name: who said it}]
gates: [{scorer: drift mean, at_least: 0.7}]
"""
TWO = ("albert-einstein", "mira-okafor")


def run_of(invented: Invents, drop: float = 0.0, name: str = "first") -> Run:
    """A run of two personas whose scores differ from case to case; one reply failed, one answer has a problem."""

    def value(case: Case, turn: int = 1) -> float:
        return 0.9 - 0.03 * case.seed - 0.02 * turn - drop * (case.seed % 2)

    def scores(case: Case) -> tuple[Score, ...]:
        lines = tuple(f"turn {at} of seed {case.seed}" for at in range(4))
        return (
            Score(name="drift mean", value=value(case), unit="share", higher_is="better", of=4, evidence=lines),
            Score(name="style distance", reason="Too few words.", unit="spreads", higher_is="worse", of=1),
        )

    made = invented(
        TALKS, *TWO, name=name, scores=scores,
        say=lambda case, turn: ("Secret question?", f"I said {turn} {case.seed}.", value(case, turn)),
    )  # fmt: skip
    return made.model_copy(update={"outcomes": (_broken(made.outcomes[0]), *made.outcomes[1:])})


def _broken(one: Outcome) -> Outcome:
    first, *rest = one.record.exchanges
    failed = first.model_copy(update={"status": TurnStatus.FAILED, "problem": "No answer."})
    answers = tuple(answer.model_copy(update={"problem": "Gone."}) for answer in one.record.answers)
    return one.model_copy(
        update={"record": one.record.model_copy(update={"exchanges": (failed, *rest), "answers": answers})}
    )


def cut(metrics: tuple[Metric, ...]) -> list[Metric]:
    """Metrics with as much evidence as an outline keeps."""
    kept = outline.EVIDENCE
    return [
        replace(one, worst=tuple(replace(moved, evidence=moved.evidence[:kept]) for moved in one.worst))
        for one in metrics
    ]


def test_an_outline_gives_the_figures_of_the_whole_run(invented: Invents) -> None:
    """Means, courses, costs, voices, the comparison and what flipped are the same to the last digit."""
    runs = [run_of(invented), run_of(invented, drop=0.3, name="second")]
    documents = [outline.document(one.order.genomes, one.outcomes) for one in runs]
    bare = [outline.restored(one, text) for one, text in zip(runs, documents, strict=True)]
    for run, short in zip(runs, bare, strict=True):
        names = means.names(run)
        assert means.means(short.run) == means.means(run)
        assert found.courses(short.run) == found.courses(run)
        assert cost.by_persona(short.run, names) == cost.by_persona(run, names)
        assert bleed.chart(short, names) == bleed.chart(outline.whole(run), names)
        assert [one.whole for one in short.run.outcomes] == [one.whole for one in run.outcomes]
    whole, short_one = compare(*runs), compare(bare[0].run, bare[1].run)
    assert cut(short_one.metrics) == cut(whole.metrics)
    assert flips(bare[0].run, bare[1].run) == flips(*runs) != ()


def test_an_outline_holds_no_words(invented: Invents) -> None:
    """Neither what the user nor what the persona said."""
    run = run_of(invented)
    text = outline.document(run.order.genomes, run.outcomes)
    assert "Secret" not in text
    assert "I said" not in text
    assert all(one.reply == "" for one in outline.restored(run, text).run.outcomes[1].record.exchanges)


def kept(store: Store, studio: Services, run_id: str) -> str | None:
    """The outline that is in the database for the outcomes of today."""
    return store.outlines.get(studio.actor, run_id, key_of(store.outlines.places(studio.actor, run_id)))


@pytest.mark.usefixtures("plays_here")
def test_whoever_plays_a_run_keeps_its_outline(
    demo_folder: Any,  # noqa: ARG001 - the environment is meant
    studio: Services,
    order: Callable[..., Order],
) -> None:
    """It is there as soon as the run has ended, and one that belongs to other outcomes is not taken for it."""
    evaluation, actor = studio.evaluation, studio.actor
    card = evaluation.wait(actor, evaluation.start(actor, order()).id)
    store = open_store(Settings().url)
    text = kept(store, studio, card.id)
    assert text is not None
    whole = evaluation.run_value(actor, card.id)
    assert means.means(evaluation.outline(actor, card.id).run) == means.means(whole)
    store.outlines.put(actor, card.id, "of something else", "[]")
    assert kept(store, studio, card.id) is None
    assert means.means(evaluation.outline(actor, card.id).run) == means.means(whole)
    assert kept(store, studio, card.id) == text
    store.close()


@pytest.mark.usefixtures("plays_here")
def test_one_conversation_is_read_with_its_words(studio: Services, order: Callable[..., Order]) -> None:
    """By its case; one that the run does not have is told."""
    evaluation, actor = studio.evaluation, studio.actor
    card = evaluation.wait(actor, evaluation.start(actor, order()).id)
    last = evaluation.run_value(actor, card.id).outcomes[-1]
    assert evaluation.outcome(actor, card.id, last.record.case_id) == last
    with pytest.raises(NotFound):
        evaluation.outcome(actor, card.id, "none of them")
