"""A pool of runs of one version with the understudy, each with other dice, from which pairs of runs are drawn.

A model that is asked twice answers twice differently; the understudy does so by its seed, which is moved for each run
of the pool while the users keep theirs. So two runs of the pool are two runs of one suite, cases and seeds alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from brain import demo, static_embedder
from brain.drift import contrast, gauge
from brain.emotion.hybrid.shipped import hybrid
from brain.models.chat import Completion, Delta, DriftInstruction
from brain.models.understudy import Understudy
from brain.play import Cast
from brain.prompt.tags import parse
from brain.rehearsal import rehearse
from evals.cases import DICE
from evals.harness import Bounds, Plan
from evals.inject import Transcript, implant
from evals.local_runner import LocalRunner
from evals.order import Order, Subject, cases_of
from evals.questionnaire.self_report import SelfReport
from evals.run import Run, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from brain.emotion.detector import EmotionDetector
    from brain.models.chat import ChatModel, ChatRequest, DriftType
    from evals.harness import Keeper
    from evals.suites.suite import Suite

APART: Final = 10**15
"""By how much the seeds of two runs of a pool differ; larger than any seed of a case."""


@dataclass(frozen=True, slots=True)
class Reseeded:
    """The understudy with other dice: every seed it is given is moved."""

    number: int
    label: str = "understudy with other dice"

    @property
    def id(self) -> str:
        """Of each number another, so that kept outcomes are told apart."""
        return f"understudy, dice {self.number}"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says by the moved seed."""
        moved = request.model_copy(update={"seed": request.seed + self.number * APART})
        yield from Understudy().stream(moved, cancelled=cancelled)


@dataclass(frozen=True, slots=True)
class Flipped:
    """The understudy with its traits turned round in part of its sentences (`evals.inject`, by family and dose)."""

    number: int
    dose: float
    label: str = "understudy with flipped traits"

    @property
    def id(self) -> str:
        """Of each number and dose another."""
        return f"understudy, dice {self.number}, flipped {self.dose}"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """The understudy's words, changed; the emotion it names stays."""
        pieces = list(Reseeded(self.number).stream(request, cancelled=cancelled))
        text, tags = parse("".join(piece.text for piece in pieces if isinstance(piece, Delta)))
        named = "".join(f"[EMOTION:{one.value}] " for one in tags if one.kind == "emotion")
        yield Delta(text=named + self._changed(request, text))
        yield from (piece for piece in pieces if isinstance(piece, Completion))

    def _changed(self, request: ChatRequest, text: str) -> str:
        if request.scene is None:
            return text
        said = [one for one in request.messages if one.role == "assistant"]
        asked = [one for one in request.messages if one.role == "user"]
        users = tuple(one.text for one in asked[-len(said) - 1 :])
        replies = (*(one.text for one in said[len(said) + 1 - len(users) :]), text)
        found = implant(
            Transcript(genome=request.scene.genome, users=users, replies=replies),
            "trait flip",
            dose=self.dose,
            from_turn=len(replies),
            seed=request.seed // DICE,
        )
        return found.transcript.replies[-1]


@dataclass(frozen=True, slots=True)
class Told:
    """The understudy with moved dice, told to drift from the first turn on; at dose 0 it does not.

    It answers questionnaires, too.
    """

    kind: DriftType
    dose: float
    number: int = 0
    label: str = "understudy, told to drift"

    @property
    def id(self) -> str:
        """Of each kind, dose and number another; at dose 0 all kinds are one."""
        dice = f", dice {self.number}" if self.number else ""
        return f"understudy, told {self.kind} {self.dose:g}{dice}" if self.dose else f"understudy{dice}"

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says so."""
        request = request.model_copy(update={"seed": request.seed + self.number * APART})
        scene, drift = request.scene, DriftInstruction(type=self.kind, dose=self.dose)
        if scene is not None and self.dose:
            request = request.model_copy(update={"scene": scene.model_copy(update={"drift": drift})})
        yield from _understudy().stream(request, cancelled=cancelled)


def pool(
    suite: Suite, models: Sequence[ChatModel], *, slugs: Sequence[str] = (), keeper: Keeper | None = None
) -> tuple[Run, ...]:
    """A run of the suite with each of the models, on the demo personas or those named; kept where there is a keeper."""
    genomes = tuple(one for one in demo.load_all() if not slugs or one.metadata.slug in slugs)
    order = Order(suite=suite, subjects=tuple(Subject(genome=one) for one in genomes))
    return tuple(_run(order, model, number, keeper) for number, model in enumerate(models))


def _run(order: Order, model: ChatModel, number: int, keeper: Keeper | None) -> Run:
    casts = {
        one.metadata.slug: Cast(genome=one, model=model, detector=_detector(), gauge=_gauge(one.metadata.slug))
        for one in order.genomes
    }
    plan = Plan(cases_of(order), casts, tuple(one.name for one in order.suite.scorers))
    results = LocalRunner().run(plan, keeper=keeper, bounds=Bounds(at_once=1))
    fit = next(iter(casts.values())).gauge.fit.id
    return Run(
        id=f"pool {number}",
        order=order,
        harness="local",
        outcomes=results.outcomes,
        environment=environment(drift_fit=fit),
    )


@cache
def _understudy() -> ChatModel:
    """One for all calls: it indexes a persona when it first plays it."""
    return SelfReport(Understudy())


@cache
def _detector() -> EmotionDetector:
    return hybrid(static_embedder.load())


@cache
def _gauge(slug: str) -> gauge.Gauge:
    genome = demo.load(slug)
    return gauge.prepare(genome, contrast=contrast.usual(), embedder=static_embedder.load(), faithful=rehearse(genome))
