"""Runs one cell and says what it gave, as a document of JSON. Knows no page and keeps nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidInput, PersonaForgeError
from store import frame
from studio.notebooks.cells import MEANS, MOST_ARMS, NEWEST, PREVIOUS, Chart, EvalRun, Probe, Sql, fields_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from brain.turn import Usage
    from store import Store
    from store.actor import Actor
    from store.frame import Frame
    from store.notebook_values import Cell
    from studio.casting import Casting
    from studio.evaluation.service import Evaluation
    from studio.library import Library
    from studio.notebooks.probing import Arm, Played
    from studio.quotas.service import Quotas
    from studio.versions import Versions

Document = dict[str, Any]
POLL_SECONDS: Final = 0.3
CANCELLED: Final = "It was cancelled; what had been played by then is kept."
PAID_OUT: Final = "It stopped at what was left of the budgets; what had been played by then is kept."


@dataclass(frozen=True, slots=True)
class Kitchen:
    """What cells are run with."""

    store: Store
    casting: Casting
    library: Library
    versions: Versions
    evaluation: Evaluation
    quotas: Quotas | None = None
    """What a probe may spend; None: nothing is limited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """How a cell that runs is followed: what it says of itself, and whether it is to stop."""

    say: Callable[[str], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False


@dataclass(slots=True)
class _Spent:
    """What the calls of a cell took; one without a price makes the sum unknown."""

    microdollars: int = 0
    calls: int = 0
    unpriced: int = 0

    def enter(self, usage: Usage) -> None:
        """Add a call."""
        self.calls += 1
        self.microdollars += usage.cost_microdollars or 0
        self.unpriced += usage.cost_microdollars is None


def run(kitchen: Kitchen, actor: Actor, cell: Cell, given: Mapping[str, Frame], going: Going) -> Document:
    """What a cell gives: `frames` by name, `made` with what made them, `notes`; or `problem`, if it could not be run.

    `given` holds the results above that it reads. Raises nothing that is the cell's own fault.
    """
    began = time.monotonic()
    try:
        found = _run(kitchen, actor, cell, given, going)
    except PersonaForgeError as error:
        found = {"problem": {"what": error.what, "why": error.why, "next_step": error.next_step}}
    found.setdefault("made", {})["seconds"] = round(time.monotonic() - began, 3)
    return found


def frames_of(document: Mapping[str, Any]) -> dict[str, Frame]:
    """The frames of a document, by name."""
    return {name: frame.of_json(one) for name, one in document.get("frames", {}).items()}


def _run(kitchen: Kitchen, actor: Actor, cell: Cell, given: Mapping[str, Frame], going: Going) -> Document:
    match fields_of(cell):
        case Sql() as asked:
            answer = kitchen.store.sandbox.ask(actor, asked.query, beside=given, cancelled=going.cancelled)
            return {
                "frames": {cell.name: answer.frame.to_json()},
                "made": {"asked": dict(answer.asked), "newest": answer.newest},
            }
        case Probe() as probe:
            return _probe(kitchen, actor, cell, probe, going)
        case EvalRun() as wanted:
            return _eval(kitchen, actor, cell, wanted, going)
        case Chart() as form:
            from studio.notebooks.charting import chart

            if form.of not in given:
                raise InvalidInput(
                    "There is nothing to draw yet.",
                    why=f"No cell above has a result called {form.of!r}." if form.of else "No result is named.",
                    next_step="Run the cells above, and choose one of their results.",
                )
            chart(given[form.of], form)
            return {}
        case _:
            return {}


def arms(kitchen: Kitchen, actor: Actor, probe: Probe) -> tuple[tuple[Arm, ...], tuple[str, ...]]:
    """The arms of a probe, and what is to be said of them. Raises NotFound and InvalidInput."""
    if not probe.persona or not any(one.strip() for one in probe.words):
        raise InvalidInput(
            "The probe has nobody to talk to, or nothing to say.",
            next_step="Choose a persona and write what to say, a line a turn.",
        )
    if len(probe.versions) * len(probe.models) > MOST_ARMS:
        raise InvalidInput(
            "The probe has too many versions and models.", next_step=f"Take at most {MOST_ARMS} of both together."
        )
    from studio.notebooks.probing import Arm

    persona = kitchen.library.find(actor, probe.persona)
    found: dict[int, tuple[Any, Any]] = {}
    notes = []
    for word in probe.versions:
        number = _number(word, persona.version.number)
        if number < 1:
            notes.append(f"{persona.genome.name} has no version before the newest, so only that one was played.")
            continue
        found[number] = kitchen.versions.numbered(actor, persona.card.id, number)
    made = tuple(
        Arm(
            genome=genome,
            genome_hash=version.genome_hash,
            persona_id=persona.card.id,
            version=version.number,
            version_id=version.id,
            model=model,
        )
        for version, genome in found.values()
        for model in dict.fromkeys(probe.models)
    )
    return made, tuple(notes)


def _number(word: str, newest: int) -> int:
    if word in {NEWEST, PREVIOUS}:
        return newest - (word == PREVIOUS)
    if not (word.isascii() and word.isdecimal()):
        raise InvalidInput(
            f"{word!r} names no version.", next_step=f"Write {NEWEST}, {PREVIOUS}, or the number of a version."
        )
    return int(word)


def probed(
    kitchen: Kitchen, actor: Actor, probe: Probe, going: Going
) -> tuple[Played, tuple[Arm, ...], tuple[str, ...], Mapping[str, Any]]:
    """A probe as it was played, with its arms, what is to be said of it, and what it took; every call is in the ledger.

    Raises NotFound, InvalidInput, ModelUnknown, ModelUnauthorised, and QuotaReached where no budget has anything left.
    """
    from evals.harness import Bounds
    from studio.experiments.paying import paid
    from studio.instructions import instruction
    from studio.notebooks import probing

    played_by, notes = arms(kitchen, actor, probe)
    drift = instruction(probe.drift) if probe.drift else None
    spent = _Spent()
    personas = list(dict.fromkeys(one.persona_id for one in played_by))
    models = list(dict.fromkeys(one.model for one in played_by))
    with paid(kitchen.quotas, actor, models, Bounds(microdollars=None), personas) as (bounds, hold_id):

        def enter(arm: Arm, usage: Usage) -> None:
            kitchen.store.usage.add(actor, usage, purpose="notebook", persona_id=arm.persona_id, hold_id=hold_id)
            spent.enter(usage)

        def over() -> bool:
            return bounds.microdollars is not None and spent.microdollars >= bounds.microdollars > 0

        found = probing.play(
            kitchen.casting,
            played_by,
            [one.strip() for one in probe.words if one.strip()],
            repeats=probe.repeats,
            seed=probe.seed,
            drift=drift,
            spent=enter,
            progress=lambda done, of: going.say(f"{done} of {of} turns"),
            cancelled=lambda: going.cancelled() or over(),
        )
    if not found.finished:
        notes = (*notes, CANCELLED if going.cancelled() else PAID_OUT)
    took = {"calls": spent.calls, "cost_microdollars": None if spent.unpriced else spent.microdollars}
    return found, played_by, notes, took


def _probe(kitchen: Kitchen, actor: Actor, cell: Cell, probe: Probe, going: Going) -> Document:
    found, played_by, notes, took = probed(kitchen, actor, probe, going)
    return {
        "frames": {cell.name: found.turns.to_json(), f"{cell.name}{MEANS}": found.means.to_json()},
        "notes": list(notes),
        "made": {
            "seeds": [probe.seed, probe.seed + probe.repeats - 1],
            "versions": {one.version_id: f"{one.genome.metadata.slug}@{one.version}" for one in played_by},
            "models": list(dict.fromkeys(one.model for one in played_by)),
            **took,
        },
    }


def _eval(kitchen: Kitchen, actor: Actor, cell: Cell, wanted: EvalRun, going: Going) -> Document:
    evaluation = kitchen.evaluation
    order = evaluation.order(
        actor,
        wanted.suite,
        wanted.personas,
        model=wanted.model,
        seeds=wanted.seeds or None,
        most=wanted.most or None,
    )
    card = evaluation.start(actor, order, title=f"{wanted.suite}, from a notebook")
    while not (card := evaluation.get(actor, card.id)).status.ended:
        going.say(f"{card.done} of {card.total} conversations, {card.status.value}")
        if going.cancelled():
            evaluation.cancel(actor, card.id)
        time.sleep(POLL_SECONDS)
    run_value = evaluation.run_value(actor, card.id)
    notes = [] if card.status.value == "done" else [f"The run is {card.status.value}. {card.why}".strip()]
    return {
        "frames": {cell.name: means_of(run_value).to_json()},
        "notes": notes,
        "made": {
            "run_id": card.id,
            "seeds": sorted({one.record.seed for one in run_value.outcomes}),
            "versions": {
                one.version_id: f"{one.genome.metadata.slug}@{one.version}" for one in order.subjects if one.version
            },
            "models": [wanted.model],
            "cost_microdollars": None if card.unpriced else card.microdollars,
        },
    }


def means_of(run_value: Any) -> Frame:
    """The mean of each persona and scorer of a run, with its interval."""
    from evals.statistics.estimate import Interval
    from studio.charts import means

    called = means.names(run_value)
    records = []
    for one in means.means(run_value):
        found = one.estimate
        sure = isinstance(found, Interval)
        records.append(
            {
                "persona": called[one.of.persona],
                "score": one.of.name,
                "mean": found.value,
                "low": found.low if isinstance(found, Interval) else None,
                "high": found.high if isinstance(found, Interval) else None,
                "unit": one.of.unit,
                "higher_is": one.of.higher_is,
                "conversations": found.clusters,
                "missing": found.missing,
                "why": "" if sure else getattr(found, "reason", ""),
            }
        )
    return frame.of_records(
        records,
        {
            "persona": "text",
            "score": "text",
            "mean": "number",
            "low": "number",
            "high": "number",
            "unit": "text",
            "higher_is": "text",
            "conversations": "number",
            "missing": "number",
            "why": "text",
        },
    )


def order_of(cells: Sequence[Cell], wanted: Sequence[str] | None) -> list[Cell]:
    """The cells to be run, from the top: those named, or all."""
    return [one for one in cells if wanted is None or one.id in wanted]
