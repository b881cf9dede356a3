"""What people say of conversations: how far they agree, with one another and with the judge, and what it comes to.

Of a pair 1 is for the first, -1 for the second, 0 for neither; a single conversation is rated 1 to 5. Knows no store.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Final, Literal

from evals.scorers.human import NAME, missing
from evals.scorers.score import Score
from evals.statistics.agreement import alpha
from evals.statistics.interval import mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evals.run import Run
    from evals.statistics.estimate import Estimate

Kind = Literal["pair", "single"]

PREFERENCE: Final = f"{NAME}: preference"
LEAST, MOST = 1, 5

ANCHORS: Final[Mapping[int, str]] = {
    1: "another speaker",
    2: "often out of character",
    3: "out of character now and then",
    4: "small slips",
    5: "in character throughout",
}
"""What each rating of a single conversation means."""

STEPS: Final = (0.0, 1.0, 2.5, 5.0)
"""A judge's flaws in 10 replies up to which it is a 5, 4, 3 or 2; more is a 1. A choice of this project."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a rater said of an item; `swapped` says that of a pair the second stood on the left."""

    item: int
    rater: str
    value: float
    swapped: bool = False


def between(opinions: Sequence[Opinion]) -> Estimate:
    """Krippendorff's alpha, ordinal, between raters over the items that two or more rated."""
    raters = sorted({one.rater for one in opinions})
    said = {(one.item, one.rater): one.value for one in opinions}
    items = sorted({one.item for one in opinions})
    return alpha([[said.get((item, rater)) for rater in raters] for item in items], scale="ordinal")


def with_judge(opinions: Sequence[Opinion], judged: Mapping[int, float | None], kind: Kind) -> Estimate:
    """The same between the judge and the raters' middle, over the items that both rated."""
    middle = {item: _middle(values, kind) for item, values in by_item(opinions).items()}
    return alpha([[judged.get(item), value] for item, value in sorted(middle.items())], scale="ordinal")


def as_rating(flaws: float | None) -> float | None:
    """A judge's flaws in 10 replies on the raters' scale."""
    return None if flaws is None else float(MOST - sum(flaws > step for step in STEPS))


def as_choice(first: float | None, second: float | None) -> float | None:
    """Which of two a judge prefers: the one with fewer flaws; None where either has no score."""
    return None if first is None or second is None else float((second > first) - (first > second))


def result(opinions: Sequence[Opinion], kind: Kind) -> Estimate:
    """The mean rating, or the share of choices for the first of each pair (neither is half), clustered by item."""
    pair = kind == "pair"
    values = [_share(one.value) if pair else one.value for one in opinions]
    limits = (0.0, 1.0) if pair else (float(LEAST), float(MOST))
    return mean(values, clusters=[one.item for one in opinions], bounds=limits)


def leftward(opinions: Sequence[Opinion]) -> Estimate:
    """How often the left one was chosen of the choices for one of two: far from a half, side decides."""
    chosen = [one for one in opinions if one.value]
    left = [float((one.value > 0) != one.swapped) for one in chosen]
    return mean(left, clusters=[one.item for one in chosen], bounds=(0.0, 1.0))


def by_item(opinions: Iterable[Opinion]) -> dict[int, list[float]]:
    """What was said of each item."""
    found: dict[int, list[float]] = {}
    for one in opinions:
        found.setdefault(one.item, []).append(one.value)
    return found


def scored(run: Run, said: Mapping[int, Sequence[float]], kind: Kind) -> Run:
    """The run with what people said as a score of its outcomes, by their place in `run.outcomes`.

    Of pairs a value is 1 for this run's conversation. Where nobody said anything the score is missing.
    """
    name = PREFERENCE if kind == "pair" else NAME
    outcomes = tuple(
        one.model_copy(
            update={
                "scores": (
                    *(score for score in one.scores if score.name != name),
                    _score(name, said.get(at, ()), kind),
                )
            }
        )
        for at, one in enumerate(run.outcomes)
    )
    return run.model_copy(update={"outcomes": outcomes})


def _score(name: str, values: Sequence[float], kind: Kind) -> Score:
    if not values:
        return missing(name, of=1)
    shares = [_share(value) if kind == "pair" else value for value in values]
    return Score(
        name=name,
        value=fmean(shares),
        unit="share" if kind == "pair" else "rating from 1 to 5",
        higher_is="better",
        judged=len(values),
        of=len(values),
        what="ratings",
        evidence=(f"ratings: {', '.join(f'{value:g}' for value in shares)}",),
        ratings=(tuple(shares),),
    )


def _share(value: float) -> float:
    return (value + 1.0) / 2.0


def _middle(values: Sequence[float], kind: Kind) -> float:
    """The mean on the scale of a single rater."""
    average = fmean(values)
    return float((average > 0) - (average < 0)) if kind == "pair" else float(int(average + 0.5))
