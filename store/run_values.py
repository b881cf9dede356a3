"""What the store gives out of evaluation: runs, outcomes, scores. Documents stay JSON; what they mean is not known.

A run's `order` and an outcome's `body` are written and read by whoever plays; the store only keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from brain.models.chat import TokenCount


class RunStatus(StrEnum):
    """What became of a run. A capped one reached its most of money or time; an interrupted one lost its worker."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CAPPED = "capped"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def ended(self) -> bool:
        """Whether nobody plays it or waits to."""
        return self not in {RunStatus.QUEUED, RunStatus.RUNNING}


@dataclass(frozen=True, slots=True)
class RunSubject:
    """A persona under test; the ids are empty for a genome that is not in the library."""

    slug: str
    persona_id: str = ""
    version_id: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """A run to be queued: its order as JSON, how many cases that is, and the bounds as JSON."""

    title: str
    suite: str
    order: str
    total: int
    subjects: tuple[RunSubject, ...]
    harness: str = "local"
    model: str = "understudy"
    bounds: str = "{}"
    batch_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCard:
    """A run as a list shows it. `done` of `total` cases came out, `failed` of them with a call that failed.

    `reused` were kept from earlier runs and cost nothing. `microdollars` is what the others took, as far as prices are
    known (`unpriced`: some is not); `seconds` how long workers have played it, over all attempts.
    """

    id: str
    user_id: str
    title: str
    suite: str
    subjects: tuple[RunSubject, ...]
    harness: str
    model: str
    status: RunStatus
    why: str
    bounds: str
    done: int
    total: int
    failed: int
    reused: int
    calls: int
    microdollars: int
    unpriced: bool
    seconds: float
    environment: str
    attempt: int
    cancel_requested: bool
    batch_id: str
    created_at: datetime
    began_at: datetime | None
    heartbeat_at: datetime | None
    ended_at: datetime | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to play a run, held by one worker in one attempt of it."""

    run_id: str
    user_id: str
    worker: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScore:
    """One value of one case, or the reason why there is none; `judged` of `judged_of` things it rests on."""

    name: str
    value: float | None
    unit: str
    higher_is: str
    judged: int
    judged_of: int
    what: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """What one model took of an outcome, and for what: an entry of the ledger. `microdollars` None: no price known."""

    purpose: Literal["eval", "eval user", "eval judge"]
    model: str
    calls: int
    tokens: TokenCount
    microdollars: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutcome:
    """How a case came out, to be kept: `key` is what it follows from, `body` all of it as JSON.

    One that is not `whole` stays with its run and is never reused as it is. `microdollars` None: a price is not known.
    `paid` says what each model took, now and not before; None: the played model took all of it.
    """

    key: str
    body: str
    whole: bool
    case_id: str
    persona: str
    seed: int
    talk: str
    turns: int
    model: str
    calls: int
    tokens: TokenCount
    microdollars: int | None
    seconds: float
    scores: tuple[NewScore, ...] = ()
    paid: tuple[Paid, ...] | None = None


@dataclass(frozen=True, slots=True)
class KeptOutcome:
    """An outcome of a run at its place among the cases; a `reused` one was played by an earlier run."""

    position: int
    id: str
    reused: bool
    whole: bool
    body: str


@dataclass(frozen=True, slots=True)
class ExperimentRow:
    """An experiment; `document` is JSON that whoever made it reads."""

    id: str
    user_id: str
    title: str
    document: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OutcomePlace:
    """Which outcome stands at a place of a run, and of which case and persona it is."""

    position: int
    id: str
    case_id: str
    persona: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """A score with where it comes from."""

    run_id: str
    position: int
    case_id: str
    talk: str
    seed: int
    suite: str
    model: str
    persona: str
    persona_id: str
    version_id: str
    name: str
    value: float | None
    unit: str
    higher_is: str
    judged: int
    judged_of: int
    what: str
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Sample:
    """What one whole outcome took, for an estimate of others."""

    talk: str
    turns: int
    calls: int
    tokens: TokenCount
    microdollars: int | None
    seconds: float
