"""What a scorer says: a value or the reason why there is none, with its evidence. Scores nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evals.spent import Spent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from brain.genome import PersonaGenome
    from evals.record import Readings, Record
    from evals.terms import Terms

Better = Literal["better", "worse"]

MOST_EVIDENCE: Final = 10
_LONGEST: Final = 240


class Score(BaseModel):
    """One value of one conversation, in `unit`; `higher_is` says which way is good.

    `value` is None where nothing could be judged, and `reason` says why. It rests on `judged` of `of` things, which
    `what` names. `evidence` are words of the conversation with their place. Of a scorer that is itself unsure, `low`
    and `high` hold 90 % of what asking it again would say, and `ratings` what each asking said of each thing, None
    where it said nothing. `spent` is what calls it made. Where it has no value because calls failed or were
    cut off, `unfinished` holds what was answered so far, as its own judge can go on from it; else it is empty.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    value: Annotated[float, Field(allow_inf_nan=False)] | None = None
    unit: str
    higher_is: Better
    judged: Annotated[int, Field(ge=0)] = 0
    of: Annotated[int, Field(ge=0)] = 0
    what: str = ""
    evidence: tuple[str, ...] = ()
    reason: str = ""
    low: Annotated[float, Field(allow_inf_nan=False)] | None = None
    high: Annotated[float, Field(allow_inf_nan=False)] | None = None
    ratings: tuple[tuple[float | None, ...], ...] = ()
    spent: Spent = Spent()
    unfinished: str = ""

    @model_validator(mode="after")
    def _is_a_value_or_a_reason(self) -> Score:
        if (self.value is None) == (not self.reason):
            raise ValueError("a score has either a value or the reason why it has none")
        if self.unfinished and not self.reason:
            raise ValueError("a score that has a value is finished")
        return self


def bounds(unit: str) -> tuple[float, float] | None:
    """The least and the greatest value that a score in this unit can have; None where it has no upper bound."""
    whole = unit == "share" or unit.startswith("probability") or unit.endswith("0 to 1")
    return (0.0, 1.0) if whole else None


class Scorer(Protocol):
    """Something that scores a conversation; one scorer may give several scores."""

    def __call__(self, genome: PersonaGenome, record: Record, readings: Readings, /) -> tuple[Score, ...]:
        """The scores, the same for the same arguments."""


class Judge(Scorer, Protocol):
    """A scorer that asks a judge, so that its scores cost and follow from more than the code."""

    @property
    def id(self) -> str:
        """All that its scores follow from besides the conversation: the model, the rubric's version, the samples."""

    def within(self, terms: Terms) -> Judge:
        """The same judge, asking on the terms of a run."""

    def again(self, genome: PersonaGenome, record: Record, before: Sequence[Score]) -> tuple[Score, ...]:
        """The scores of a conversation, of which `before` is unfinished; asks only what was not answered.

        What the scores say was spent holds what `before` took, too.
        """


def quoted(place: str, text: str, note: str = "") -> str:
    """A line of evidence: where, the words, and what about them."""
    plain = " ".join(text.split())
    shown = plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
    return f"{place}: “{shown}”" + (f" ({note})" if note else "")


def listed(evidence: Iterable[str]) -> tuple[str, ...]:
    """The first lines of evidence."""
    return tuple(evidence)[:MOST_EVIDENCE]


def share(name: str, good: int, judged: int, of: int, *, what: str, reason: str, evidence: Iterable[str]) -> Score:
    """A share of what was judged, 0 to 1, higher is better; missing with `reason` where nothing was."""
    return Score(
        name=name,
        value=good / judged if judged else None,
        unit="share",
        higher_is="better",
        judged=judged,
        of=of,
        what=what,
        evidence=listed(evidence),
        reason="" if judged else reason,
    )
