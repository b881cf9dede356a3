"""A language model as a Reader: questions in a given shape, what it takes counted and capped. Knows no vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.errors import ModelCancelled, ModelError
from brain.models.prices import price
from evals.judging import asking
from evals.judging.purse import Purse
from evals.judging.reader import Heard
from evals.spent import Spent
from evals.terms import OnTerms

if TYPE_CHECKING:
    from brain.models.chat import TokenCount
    from brain.models.structured import Question, Shape, StructuredModel
    from evals.judging.lineup import Lineup
    from evals.judging.rubric import TalkReport
    from evals.judging.stretch import Stretch
    from evals.terms import Terms


class ModelReader:
    """Asks `model`, which asks once; what fails, does not fit or is over the cap is an answer's problem, no error."""

    varies = True

    def __init__(self, model: StructuredModel, *, purse: Purse | None = None) -> None:
        self._model = model
        self._purse = purse or Purse()

    @property
    def id(self) -> str:
        """The model's."""
        return self._model.id

    @property
    def label(self) -> str:
        """The model's id."""
        return self._model.id

    def within(self, terms: Terms) -> ModelReader:
        """The same, with its purse, asking on the terms of a run."""
        return ModelReader(OnTerms(self._model, terms), purse=self._purse)

    def flaws(self, stretch: Stretch, *, sample: int) -> Heard[TalkReport]:
        """What the model reports."""
        return self._asked(asking.flaws(stretch, sample))

    def speaker(self, lineup: Lineup, *, order: int) -> Heard[int]:
        """Whom the model takes for the speaker."""
        heard = self._asked(asking.speaker(lineup, order))
        if heard.value is None:
            return Heard(None, heard.problem, heard.spent, cut=heard.cut)
        return Heard(asking.place(heard.value.speaker, order), spent=heard.spent)

    def _asked(self, question: Question[Shape]) -> Heard[Shape]:
        shut = self._purse.shut()
        if shut:
            return Heard(None, shut, cut=True)
        try:
            answer = self._model.ask(question)
        except ModelCancelled as ended:
            # What a call that was broken off cost, nobody tells.
            return Heard(None, ended.what, cut=True)
        except ModelError as error:
            spent = self._spent(error.tokens, self._model.id, 0.0)
            return Heard(None, f"{error.what} {error.why}".strip(), spent)
        return Heard(answer.value, spent=self._spent(answer.tokens, answer.model, answer.total_ms))

    def _spent(self, tokens: TokenCount | None, model: str, milliseconds: float) -> Spent:
        provider, _, name = model.partition("/")
        money = 0 if tokens is None else price(provider, name, tokens)
        taken = Spent(calls=1, microdollars=money, seconds=milliseconds / 1_000)
        taken = taken if tokens is None else taken.model_copy(update={"tokens": tokens})
        self._purse.take(taken)
        return taken
