"""Five numbers out of two weeks of conversations, with what each is sure of. Knows no store and no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from evals.statistics import gaps, interval
from evals.statistics.clusters import Gathered
from evals.statistics.estimate import Interval
from evals.statistics.shares import wilson
from studio.analytics.week import Number
from studio.charts.words import MINUS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evals.statistics.estimate import Estimate
    from store.warehouse.week_questions import Cost, Talks

NO_DIFFERENCE: Final = "no difference can be told"
SHARE: Final = (0.0, 1.0)
STARS: Final = (1.0, 5.0)


def five(talks: tuple[Talks, Talks], spent: tuple[Cost, Cost]) -> tuple[Number, ...]:
    """Turns, score, drift, cost and ratings of the newer of both weeks, each against the older."""
    return _said(*talks), _score(*talks), _began(*talks), _cost(*spent), _rated(*talks)


def _said(now: Talks, before: Talks) -> Number:
    talks, earlier = len(now.turns), len(before.turns)
    return Number(
        name="turns",
        value=f"{int(now.turns.sum()):,}",
        interval=f"in {_counted(talks, 'conversation')}; counted, so exact",
        change=_times(gaps.counts(talks, earlier), of=earlier),
        source="Every turn of the last seven days. Compared is how many conversations were begun or gone on with.",
    )


def _score(now: Talks, before: Talks) -> Number:
    one, other = (_gathered(week.score, week.score_square, week.judged, week.turns) for week in (now, before))
    found = interval.of_gathered(one, bounds=SHARE)
    kept, turns = int(now.kept.sum()), int(now.turns.sum())
    share = f"; {kept / turns:.0%} of the turns read as in character" if turns else ""
    return Number(
        name="mean score",
        value=_value(found, ".2f"),
        interval=_between(found, ".2f") + share,
        change=_less(gaps.means(one, other), "+z.2f"),
        source="The calibrated probability that a reply is in character, over the turns that could be judged. "
        "Conversations count as independent, their turns do not.",
    )


def _began(now: Talks, before: Talks) -> Number:
    hits, of = int(now.began.sum()), len(now.began)
    earlier = (int(before.began.sum()), len(before.began))
    purpose = int((now.began * now.injected).sum())
    told = f"; {purpose} of them with drift on purpose" if purpose else ""
    return Number(
        name="conversations drifted",
        value=f"{hits:,} of {of:,}",
        interval=_between(wilson(hits, of), ".0%") + told,
        change=_less(gaps.shares((hits, of), earlier), "+z.0%"),
        source="Conversations in which the change point raised its alarm.",
    )


def _cost(now: Cost, before: Cost) -> Number:
    missing = now.calls - now.priced
    unpriced = f"; {_counted(missing, 'call')} without a known price left out" if missing else ""
    more = now.microdollars - before.microdollars
    return Number(
        name="cost",
        value=_dollars(now.microdollars),
        interval=f"of {_counted(now.calls, 'call')}; summed, so exact{unpriced}",
        change="the same as the week before" if not more else f"{'+' if more > 0 else MINUS}{_dollars(abs(more))}",
        source="The sum of the ledger, to the micro-dollar.",
    )


def _rated(now: Talks, before: Talks) -> Number:
    one, other = (_gathered(week.stars, week.star_square, week.starred, week.turns) for week in (now, before))
    found = interval.of_gathered(one, bounds=STARS)
    up, thumbs, starred = int(now.up.sum()), int(now.thumbs.sum()), int(now.starred.sum())
    rated = f"{_counted(starred, 'reply', 'replies')} with stars"
    thumbed = f", {up:,} of {thumbs:,} thumbs up" if thumbs else ""
    return Number(
        name="mean stars",
        value=_value(found, ".1f"),
        interval=f"{_between(found, '.1f')}; {rated}{thumbed}",
        change=_less(gaps.means(one, other), "+z.1f"),
        source="What you thought of replies in the playground, 1 to 5. Replies that nobody rated say nothing.",
    )


def _gathered(
    sums: NDArray[np.float64], squares: NDArray[np.float64], sizes: NDArray[np.float64], turns: NDArray[np.float64]
) -> Gathered:
    """Conversations that have a score at all."""
    there = sizes > 0
    sums, sizes = sums[there], sizes[there]
    within = float(np.maximum(squares[there] - sums**2 / sizes, 0.0).sum())
    return Gathered(
        names=tuple(range(len(sums))),
        sums=sums,
        sizes=sizes,
        square=within,
        missing=int(turns.sum() - sizes.sum()),
    )


def _value(found: Estimate, form: str) -> str:
    return "none" if found.value is None else format(found.value, form)


def _between(found: Estimate, form: str) -> str:
    if isinstance(found, Interval):
        return f"{found.level:.0%} interval {found.low:{form}} to {found.high:{form}}"
    return "no interval: " + found.reason[:1].lower() + found.reason[1:].rstrip(".")


def _less(found: Estimate, form: str) -> str:
    """A difference in words: by how much, and whether it can be told from none."""
    if not isinstance(found, Interval):
        return NO_DIFFERENCE if found.value is None else f"{found.value:{form}}: {NO_DIFFERENCE}"
    told = "" if found.low > 0 or found.high < 0 else f": {NO_DIFFERENCE}"
    return f"{found.value:{form}} [{found.low:{form}} to {found.high:{form}}]{told}".replace("-", MINUS)


def _times(found: Estimate, *, of: int) -> str:
    if not isinstance(found, Interval):
        return "nothing was said the week before"
    told = "" if found.low > 1 or found.high < 1 else f": {NO_DIFFERENCE}"
    before = f"{of:,} conversations of the week before"
    return f"{found.value:.2f} times the {before} [{found.low:.2f} to {found.high:.2f}]{told}"


def _dollars(microdollars: int) -> str:
    whole, rest = divmod(microdollars, 1_000_000)
    return f"${whole:,}.{rest:06d}".rstrip("0").ljust(len(f"${whole:,}.00"), "0")


def _counted(number: int, word: str, words: str = "") -> str:
    return f"1 {word}" if number == 1 else f"{number:,} {words or word + 's'}"
