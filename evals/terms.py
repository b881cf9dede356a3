"""On what terms a run lets its models be asked: one pace for all of them, tries and waits, and an end once it has one.

A wrapper of the StructuredModel protocol beside those of `calling`. Knows no vendor and no case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from brain.errors import ModelCancelled, ModelError
from brain.models.prices import price
from evals.calling import PATIENT, Pace, called

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from brain.models.backoff import Backoff
    from brain.models.chat import ChatModel, TokenCount
    from brain.models.structured import Answer, Question, Shape, StructuredModel
    from evals.calling import Meter
    from evals.harness import Bounds, Plan, Stopped

ENDED: Final[Mapping[Stopped, str]] = {
    "": "",
    "cancelled": "The run was cancelled before the judge was done.",
    "money": "The run reached the most it may cost before the judge was done.",
    "time": "The run reached the longest it may take before the judge was done.",
}
"""Why a judge was asked no more, in words."""


def on() -> Stopped:
    """A run that nothing stops."""
    return ""


@dataclass(frozen=True, slots=True)
class Terms:
    """The pace that all models of a run keep together, what counts their cost, and why nothing may be asked any more.

    `backoff` has the number of tries. Safe for several threads.
    """

    pace: Pace
    meter: Meter
    backoff: Backoff
    stopped: Callable[[], Stopped] = on

    @property
    def ended(self) -> str:
        """Why nothing may be asked any more, in words; empty while something may."""
        return ENDED[self.stopped()]


def terms(bounds: Bounds, meter: Meter, *, backoff: Backoff = PATIENT, stopped: Callable[[], Stopped] = on) -> Terms:
    """The terms of a run within these bounds."""
    pace = Pace(bounds.calls_a_minute, backoff=backoff)
    return Terms(pace, meter, replace(backoff, attempts=bounds.tries), stopped)


def within(plan: Plan, agreed: Terms) -> Plan:
    """The plan with its models and its judge called on these terms."""

    def bound(model: ChatModel) -> ChatModel:
        backoff = agreed.backoff
        return called(model, pace=agreed.pace, meter=agreed.meter, tries=backoff.attempts, backoff=backoff)

    return replace(
        plan,
        casts={slug: replace(cast, model=bound(cast.model)) for slug, cast in plan.casts.items()},
        user_model=bound(plan.user_model) if plan.user_model else None,
        judge=plan.judge.within(agreed) if plan.judge else None,
    )


@dataclass(frozen=True, slots=True)
class OnTerms:
    """A model that is asked on a run's terms; `inner` asks once. Each try takes a place, and what it took is counted.

    A question's own time is that of one try: it does not run while the question waits for its place.
    """

    inner: StructuredModel
    terms: Terms

    @property
    def id(self) -> str:
        """The inner model's."""
        return self.inner.id

    def ask(self, question: Question[Shape], *, cancelled: Callable[[], bool] = lambda: False) -> Answer[Shape]:
        """The first answer. Raises the last try's ModelError, and ModelCancelled once the run asks no more."""
        backoff = self.terms.backoff

        def over() -> bool:
            return bool(self.terms.stopped()) or cancelled()

        begun, tries = backoff.clock(), 0
        while True:
            tries += 1
            if over() or not self.terms.pace.wait(over):
                raise self._over()
            try:
                return self._counted(question, cancelled)
            except ModelError as error:
                wait = backoff.wait(error, attempt=tries, begun=begun)
                if wait is None:
                    raise
            if not backoff.wait_out(wait, over):
                raise self._over()

    def _counted(self, question: Question[Shape], cancelled: Callable[[], bool]) -> Answer[Shape]:
        """One try. At a cap what is under way is waited for; only a run that was cancelled breaks it off."""

        def broken_off() -> bool:
            return self.terms.stopped() == "cancelled" or cancelled()

        try:
            answer = self.inner.ask(question, cancelled=broken_off)
        except ModelError as error:
            self._pay(self.id, error.tokens)
            raise
        self._pay(answer.model, answer.tokens)
        return answer

    def _pay(self, model: str, tokens: TokenCount | None) -> None:
        provider, _, name = model.partition("/")
        self.terms.meter.add(None if tokens is None else price(provider, name, tokens))

    def _over(self) -> ModelCancelled:
        return ModelCancelled(self.terms.ended or f"The question to {self.id!r} was cancelled.")
