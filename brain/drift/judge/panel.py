"""Asking the judge: the samples of one reply, at once, whatever becomes of each. Knows no vendor and no score."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from brain.drift.judge import ask
from brain.errors import ModelCancelled, ModelError
from brain.models.chat import TokenCount

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.drift.judge.ask import Case
    from brain.drift.judge.flaws import FlawReport, WhoSaidIt
    from brain.models.structured import Answer, Question, Shape, StructuredModel

SAMPLES: Final = 3
"""So many times each question is asked."""

AT_ONCE: Final = 4
"""So many questions are under way at a time."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the samples said: reports, the blind test (right, wrong, cannot tell), failures in words, and the tokens."""

    asked: int
    reports: tuple[FlawReport, ...]
    blind: tuple[Literal["right", "wrong", "cannot tell"], ...]
    blind_asked: int
    failures: tuple[str, ...]
    tokens: TokenCount
    model: str


def hear(
    case: Case,
    model: StructuredModel,
    *,
    samples: int = SAMPLES,
    cancelled: Callable[[], bool] = lambda: False,
) -> Heard:
    """Ask all samples. A call that fails is a failure in the result; only ModelCancelled is raised."""
    reports = [ask.flaws(case, sample) for sample in range(samples)]
    blinds = [question for sample in range(samples) if (question := ask.blind(case, sample)) is not None]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="judge") as pool:
        told = list(pool.map(partial(_asked, model, cancelled), reports))
        guessed = list(pool.map(partial(_asked_blind, model, cancelled), blinds))
    everything: Sequence[Answer[FlawReport] | Answer[WhoSaidIt] | ModelError] = (*told, *guessed)
    errors = [one for one in everything if isinstance(one, ModelError)]
    if any(isinstance(error, ModelCancelled) for error in errors):
        raise ModelCancelled("The judge was stopped.", next_step="Ask again when you like; nothing was kept.")
    answers = [one for one in told if not isinstance(one, ModelError)]
    return Heard(
        asked=samples,
        reports=tuple(answer.value for answer in answers),
        blind=tuple(
            _outcome(one, question.sample)
            for one, question in zip(guessed, blinds, strict=True)
            if not isinstance(one, ModelError)
        ),
        blind_asked=len(blinds),
        failures=tuple(f"{error.what} {error.why}".strip() for error in errors),
        tokens=_summed([one.tokens for one in everything if one.tokens is not None]),
        model=answers[0].model if answers else model.id,
    )


def _asked(
    model: StructuredModel, cancelled: Callable[[], bool], question: Question[FlawReport]
) -> Answer[FlawReport] | ModelError:
    return _one(model, cancelled, question)


def _asked_blind(
    model: StructuredModel, cancelled: Callable[[], bool], question: Question[WhoSaidIt]
) -> Answer[WhoSaidIt] | ModelError:
    return _one(model, cancelled, question)


def _one(
    model: StructuredModel, cancelled: Callable[[], bool], question: Question[Shape]
) -> Answer[Shape] | ModelError:
    try:
        return model.ask(question, cancelled=cancelled)
    except ModelError as error:
        return error


def _outcome(answer: Answer[WhoSaidIt], sample: int) -> Literal["right", "wrong", "cannot tell"]:
    if answer.value.speaker == "cannot tell":
        return "cannot tell"
    return "right" if answer.value.speaker == ask.right(sample) else "wrong"


def _summed(counts: Sequence[TokenCount]) -> TokenCount:
    return TokenCount(
        input=sum(count.input for count in counts),
        output=sum(count.output for count in counts),
        cache_read=sum(count.cache_read for count in counts),
        cache_write=sum(count.cache_write for count in counts),
    )
