"""Makes a bundle of a run: builds each prompt again and checks it against the digest of what was sent. Asks no model.

A prompt follows from the genome, the turns before and the code. Where the digest is another one, the code or a setting
has changed since: that prompt is missing, and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.bundle.content import Bundle, Sent
from evals.calls import digest
from evals.harness import nothing
from evals.order import cases_of
from evals.record import Exchange
from evals.rescore import reread, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from brain.models.chat import ChatRequest
    from brain.play import Cast
    from evals.order import Order, Subject
    from evals.outcome import Outcome
    from evals.record import Answered
    from evals.run import Run

UNKEPT: Final = "The call was not kept."
CHANGED: Final = "The prompt that is built today is not the one that was sent: the code or a setting has changed since."


def bundle(run: Run, casts: Mapping[str, Cast], *, progress: Callable[[int, int], None] = nothing) -> Bundle:
    """The run with its prompts; `casts` by slug are who would play it now, and read it as it was read.

    Who owns a persona is left out. Takes about as long as reading the run's replies does.
    """
    own = _unowned(run)
    pool = _Pool()
    sent: list[Sent] = []
    for at, outcome in enumerate(own.outcomes):
        sent += _sent(at, outcome, casts[outcome.record.persona], pool)
        progress(at + 1, len(own.outcomes))
    tokens = next(iter(casts.values())).budget.tokens
    return Bundle(run=own, prompt_tokens=tokens, sent=tuple(sent), texts=tuple(pool.places))


class _Pool:
    """Texts, each once, by their place."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def place(self, text: str) -> int:
        return self.places.setdefault(text, len(self.places))


def _sent(at: int, outcome: Outcome, cast: Cast, pool: _Pool) -> Iterator[Sent]:
    again = reread(outcome.record, cast).requests
    for one, request in zip(spoken(outcome.record), again, strict=True):
        yield _one(at, one, request, cast.model.id, pool)


def _one(case: int, one: Exchange | Answered, request: ChatRequest, model: str, pool: _Pool) -> Sent:
    at, question = (one.turn, "") if isinstance(one, Exchange) else (one.asked.after, one.asked.id)
    if one.call is None or not one.call.digest:
        return Sent(case=case, at=at, question=question, missing=UNKEPT)
    if one.call.digest != digest(model, request):
        return Sent(case=case, at=at, question=question, digest=one.call.digest, missing=CHANGED)
    return Sent(
        case=case,
        at=at,
        question=question,
        digest=one.call.digest,
        stable=pool.place(request.stable),
        changing=pool.place(request.changing),
        messages=tuple((said.role, pool.place(said.text)) for said in request.messages),
        max_tokens=request.max_tokens,
        temperature=request.temperature,
        seed=request.seed,
    )


def _unowned(run: Run) -> Run:
    """The run without the ids of the personas' owners; a case's id follows from the genome, so it is given anew."""
    order = run.order
    if not any(one.metadata.owner for one in order.genomes):
        return run
    free = order.model_copy(update={"subjects": tuple(map(_free, order.subjects))})
    names = dict(zip(_ids(order), _ids(free), strict=True))
    outcomes = tuple(_renamed(one, names) for one in run.outcomes)
    return run.model_copy(update={"order": free, "outcomes": outcomes})


def _renamed(outcome: Outcome, names: Mapping[str, str]) -> Outcome:
    record = outcome.record
    return outcome.model_copy(
        update={"record": record.model_copy(update={"case_id": names.get(record.case_id, record.case_id)})}
    )


def _free(subject: Subject) -> Subject:
    about = subject.genome.metadata.model_copy(update={"owner": ""})
    return subject.model_copy(update={"genome": subject.genome.model_copy(update={"metadata": about})})


def _ids(order: Order) -> Iterator[str]:
    return (case.id for case in cases_of(order))
