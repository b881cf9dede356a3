"""What was tested, what it cost, how to repeat it, what it cannot say: the frame of a report. Judges no score."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

import yaml

from brain.genome.genome import content_hash
from evals.judging.card import unjudged
from evals.outcome import total
from evals.statistics.clusters import LEAST
from evals.suites import load
from studio.charts import cost
from studio.charts.chart import Table
from studio.charts.words import counted, dollars, listed, seconds
from studio.reports.report import Code, Part, Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evals.run import Run

UNDERSTUDY: Final = "understudy"
NOTICE: Final = (
    "The replies in this report were made by the understudy, the studio's offline stand-in. They exercise the "
    "measurement; they say nothing about a language model."
)


def tested(run: Run, names: Mapping[str, str]) -> Section:
    """Suite, personas, model, conversations, and whether all of them came to an end."""
    order, suite = run.order, run.order.suite
    done = run.outcomes
    turns = sum(len(one.record.exchanges) for one in done)
    asked = sum(len(one.record.answers) for one in done)
    seeds = order.seeds if order.seeds is not None else suite.seeds
    sentences = (
        f"The suite “{suite.title}” ({suite.name}). {' '.join(suite.description.split())}",
        (
            f"{counted(len(done), 'conversation')} of {counted(turns, 'turn')}, and {counted(asked, 'question')} asked "
            f"off the transcript. Model: {order.model}. Seeds: {', '.join(map(str, seeds))}."
        ),
        whole(run),
    )
    table = Table(
        head=("persona", "version", "genome, sha256", "conversations"),
        rows=tuple(
            (
                names[one.genome.metadata.slug],
                "not in the library" if one.version is None else str(one.version),
                content_hash(one.genome)[:16],
                str(sum(outcome.record.persona == one.genome.metadata.slug for outcome in done)),
            )
            for one in order.subjects
        ),
    )
    scored = Part(
        title="How it was scored",
        sentences=(f"Scorers: {', '.join(one.name for one in suite.scorers)}.",),
    )
    return Section(title="What was tested", parts=(Part(sentences=sentences), Part(table=table), scored))


def whole(run: Run) -> str:
    """How many of the planned conversations came to an end, and what became of the others."""
    planned, done = len(run.cases), len(run.outcomes)
    failed = sum(not one.played for one in run.outcomes)
    waiting = " ".join(unjudged(run.outcomes))
    stop = {
        "cancelled": " The run was cancelled.",
        "money": " The run stopped at its cap of money.",
        "time": " The run stopped at its cap of time.",
    }.get(run.stopped, "")
    judge = f" {waiting} Going on with the run asks the judge again." if waiting else ""
    if done == planned and not failed:
        return f"All {planned} planned conversations came to an end.{judge}"
    lost = f" In {failed} of them a call failed; what they would have shown is missing, not zero." if failed else ""
    return f"{done} of {planned} planned conversations were played.{lost}{stop}{judge}"


def spent(run: Run, names: Mapping[str, str]) -> Section:
    """Money, tokens and time, and what a point of consistency costs."""
    took = total(one.spent for one in run.outcomes)
    money = "at a price that is not known" if took.microdollars is None else f"for {dollars(took.microdollars)}"
    tokens = took.tokens
    sentences = (
        (
            f"{counted(took.calls, 'call')} {money}, {seconds(took.seconds)} of the models' own time; "
            f"{tokens.input + tokens.cache_read + tokens.cache_write:,} tokens in, {tokens.output:,} out. "
            f"Prices as of {run.environment.prices}."
        ),
    )
    chart = cost.chart(cost.by_persona(run, names))
    return Section(title="What it cost", parts=(Part(sentences=sentences), Part(chart=chart)))


def repeat(run: Run) -> Section:
    """The command, the Python, the suite, and every version that the result may follow from."""
    made = run.environment
    rows = (
        ("Python", made.python),
        ("machine", made.machine),
        ("harness", run.harness),
        ("fit of the drift gauge", made.drift_fit),
        ("version of the scorers", str(made.scorers)),
        ("price table", made.prices),
        *made.packages,
    )
    shipped = run.order.suite.name in load.names() and load.load(run.order.suite.name) == run.order.suite
    how = "It ships with PersonaForge." if shipped else "Save it under its name; it does not ship with PersonaForge."
    document = run.order.suite.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    parts = (
        Part(
            sentences=("The same suite, versions, seeds and model give the same cases on every machine.",),
            code=Code(
                title="Command line", text=command(run, suite=None if shipped else f"{run.order.suite.name}.yaml")
            ),
        ),
        Part(title="Made with", table=Table(head=("what", "version"), rows=rows)),
        Part(title="The suite", sentences=(how,), code=Code(title="Suite", text=text, folded=True)),
    )
    return Section(title="How to repeat it", parts=parts)


def command(run: Run, *, suite: str | None = None) -> str:
    """The command that plays the same cases again."""
    order = run.order
    parts = ["personaforge", "eval", "run", suite or order.suite.name]
    parts += [
        one.genome.metadata.slug + (f"@{one.version}" if one.persona_id and one.version else "")
        for one in order.subjects
    ]
    parts += ["--model", order.model] if order.model != UNDERSTUDY else []
    parts += ["--user-model", order.user_model] if order.user_model else []
    parts += ["--judge", order.judge_model] if order.judge_model else []
    parts += [part for seed in order.seeds or () for part in ("--seed", str(seed))]
    parts += ["--most", str(order.most)] if order.most is not None else []
    return shlex.join(parts) + "\n"


def limits(run: Run) -> Section:
    """What these figures do not say."""
    off = [
        one.record.persona
        for one in run.outcomes
        if any(exchange.measured and exchange.off for exchange in one.record.exchanges)
    ]
    sentences = [
        (
            "An interval holds the truth in 95 % of repetitions, for conversations like these and this model; it does "
            "not cover another model, other personas or other users."
        ),
        f"No interval is given on fewer than {LEAST} independent conversations; that is written, never filled in.",
        (
            "The drift score is the probability, by a fit on drift that was put in on purpose, that a reply is in "
            "character. It cannot see what a persona knows better; docs/drift.md lists what it misses."
        ),
        "What could not be judged is missing with its reason. It counts neither as a full mark nor as zero.",
    ]
    if off:
        sentences.append(
            f"In {counted(len(off), 'conversation')} the simulated user left its own script "
            f"({listed(sorted(set(off)))}), so that a bad score there may be the user's doing."
        )
    if run.order.model == UNDERSTUDY:
        sentences.append(NOTICE)
    return Section(title="What it cannot say", parts=tuple(Part(sentences=(one,)) for one in sentences))
