"""What a run would take, before it is started: calls, tokens, money and time, each with an interval. Asks no model.

Calls are counted. What a call takes comes from earlier outcomes of the same model where there are enough of them, else
from stated assumptions; `source` says which.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.models.chat import TokenCount
from brain.models.prices import price
from brain.play import Cue
from brain.request import prepare
from brain.state import initial
from evals.judging.judge import SAMPLES
from evals.judging.lineup import LINES
from evals.judging.stretch import LENGTH
from evals.prepared import keys
from evals.statistics import quantile
from evals.suites.suite import AsPersona, ByModel
from studio.evaluation import keeping
from studio.evaluation.planning import UNDERSTUDY
from studio.judges import LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from brain.play import Cast
    from evals.cases import Case
    from evals.harness import Bounds, Plan
    from store import Store
    from store.actor import Actor
    from store.run_values import Sample

ENOUGH: Final = 8
"""With fewer earlier outcomes of a model nothing is measured about it."""

USER_TOKENS: Final = 40
REPLY_TOKENS: Final = 120
"""Assumed of a user's line and of a reply, where nothing was measured."""

CALL_SECONDS: Final = (1.0, 3.0, 9.0)
"""Assumed of a call to a service: low, middle, high."""

APART: Final = 2.0
"""An assumed number of tokens may be so many times too high or too low."""

OWN_SECONDS: Final = (0.005, 0.010, 0.030)
"""What playing, reading and scoring take for a call besides the model: low, middle, high. `benchmarks/eval_run.py`."""

START_SECONDS: Final = (1.0, 3.0, 10.0)
"""What a worker takes before its first call: low, middle, high."""

JUDGE_TOKENS: Final = 400
"""Assumed of a judge's answer."""

LEVEL: Final = 0.95


class _By(NamedTuple):
    """Who plays the persona, the user and the judge; empty where nobody is asked."""

    model: str
    user: str
    judge: str


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate with its bounds."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would take. Of `calls` in all, `kept_calls` were made by earlier runs and are not made again.

    `tokens`, `microdollars` and `seconds` are of the calls that remain, microdollars None where a price is not known.
    `measured` says whether they rest on earlier outcomes; `source` says on what, in words. `capped` says that the
    upper end is over a cap, at which the run would stop.
    """

    cases: int
    kept_cases: int
    turns: int
    calls: int
    kept_calls: int
    tokens: Range
    microdollars: Range | None
    seconds: Range
    measured: bool
    source: str
    capped: bool


def estimate(
    store: Store,
    actor: Actor,
    laid: Plan,
    *,
    model: str,
    bounds: Bounds,
    user_model: str = "",
    judge_model: str = "",
) -> Estimate:
    """What a plan would take within the bounds, for this actor; the models are named as in an order."""
    by = _By(model, user_model, judge_model if "judge" in laid.scorers and judge_model != LOCAL else "")
    names = keys(laid)
    known = store.outcomes.find(actor, names)
    begun = keeping.begun(store, actor, [key for key in names if key not in known]) if by.judge else {}
    left = [_Left(case, key in begun) for case, key in zip(laid.cases, names, strict=True) if key not in known]
    calls = sum(_calls(case, by) for case in laid.cases)
    calls_left = sum(one.calls(by) for one in left)
    samples = [one for one in store.outcomes.samples(actor, by.model) if one.calls > 0]
    measured = len(samples) >= ENOUGH
    tokens, money, waited = _measured(left, by, samples) if measured else _assumed(left, laid, by)
    seconds = _seconds(waited, calls_left, bounds)
    over = bounds.microdollars is not None and money is not None and money.high > bounds.microdollars
    late = bounds.seconds is not None and seconds.high > bounds.seconds
    return Estimate(
        cases=len(laid.cases),
        kept_cases=len(laid.cases) - len(left),
        turns=sum(case.turns for case in laid.cases),
        calls=calls,
        kept_calls=calls - calls_left,
        tokens=tokens,
        microdollars=money,
        seconds=seconds,
        measured=measured,
        source=_measured_words(len(samples), by) if measured else _assumed_words(by),
        capped=over or late,
    )


def _calls(case: Case, by: _By) -> int:
    """Replies, answers off the transcript, words of a user that a model plays, and a judge's readings."""
    return case.turns + len(case.asked) + _spoken(case) + _judged(case, by)


class _Left(NamedTuple):
    """A case that is to be played; of one that was played and is not judged yet, the judge's calls remain at most."""

    case: Case
    judge_only: bool

    def calls(self, by: _By) -> int:
        """How many calls it takes."""
        return _judged(self.case, by) if self.judge_only else _calls(self.case, by)

    def tokens(self, cast: Cast, by: _By) -> Iterator[tuple[str, int, TokenCount]]:
        """Model, calls and tokens."""
        return _judge_tokens(self.case, cast, by) if self.judge_only else _tokens(self.case, cast, by)


def _spoken(case: Case) -> int:
    return case.turns if isinstance(case.simulator, ByModel | AsPersona) else 0


def _judged(case: Case, by: _By) -> int:
    return SAMPLES * math.ceil(case.turns / LENGTH) if by.judge else 0


def _seconds(waited: Range, calls: int, bounds: Bounds) -> Range:
    """Of the whole run: the models' own time over the cases played at once, this machine's, and the worker's start."""
    found = []
    for at, one in ((1, waited.estimate), (0, waited.low), (2, waited.high)):
        took = START_SECONDS[at] + OWN_SECONDS[at] * calls + one / bounds.at_once
        slowest = 60.0 * calls / bounds.calls_a_minute if bounds.calls_a_minute else 0.0
        found.append(max(took, slowest))
    return Range(*found)


def _measured(left: Sequence[_Left], by: _By, samples: Sequence[Sample]) -> tuple[Range, Range | None, Range]:
    """Tokens, money and the models' seconds by what a call of earlier outcomes took, those of the same talks if any."""
    talks = {one.case.talk for one in left}
    alike = [one for one in samples if one.talk in talks]
    rows = alike if len(alike) >= ENOUGH else samples
    weights = [one.calls(by) for one in left]
    priced = [one.microdollars / one.calls for one in rows if one.microdollars is not None]
    return (
        predicted(weights, [_all(one.tokens) / one.calls for one in rows]),
        predicted(weights, priced) if len(priced) == len(rows) else None,
        predicted(weights, [one.seconds / one.calls for one in rows]),
    )


def predicted(weights: Sequence[float], rates: Sequence[float]) -> Range:
    """The sum of weight times rate over new cases, whose rates are drawn like those seen, with its 95 % interval.

    A prediction interval by Student's t: the new cases vary, and the mean of the seen ones is itself uncertain. Never
    below 0. Raises ValueError for fewer than two rates.
    """
    seen, total = len(rates), math.fsum(weights)
    mean = math.fsum(rates) / seen
    variance = math.fsum((one - mean) ** 2 for one in rates) / (seen - 1) if seen > 1 else math.nan
    if math.isnan(variance):
        raise ValueError("A spread needs two rates.")
    spread = math.sqrt(variance * (math.fsum(one * one for one in weights) + total * total / seen))
    apart = quantile.t((1 + LEVEL) / 2, seen - 1) * spread
    return Range(mean * total, max(0.0, mean * total - apart), mean * total + apart)


def _assumed(left: Sequence[_Left], laid: Plan, by: _By) -> tuple[Range, Range | None, Range]:
    """The same from assumptions, as if nothing were cached: each model's calls at its own price."""
    read: defaultdict[str, list[TokenCount]] = defaultdict(list)
    waited = 0
    for one in left:
        for model, calls, tokens in one.tokens(laid.casts[one.case.persona], by):
            read[model].append(tokens)
            waited += calls if model != UNDERSTUDY else 0
    costs = [_price(model, counts) for model, counts in read.items()]
    known = [one for one in costs if one is not None]
    low, middle, high = CALL_SECONDS
    return (
        _apart(sum(map(_all, chain.from_iterable(read.values())))),
        _apart(sum(known)) if len(known) == len(costs) else None,
        Range(middle * waited, low * waited, high * waited),
    )


def _price(model: str, counts: Sequence[TokenCount]) -> int | None:
    provider, _, name = model.partition("/")
    read, written = sum(one.input for one in counts), sum(one.output for one in counts)
    return price(provider, name or provider, TokenCount(input=read, output=written))


def _tokens(case: Case, cast: Cast, by: _By) -> Iterator[tuple[str, int, TokenCount]]:
    """Model, calls and tokens of a case: the persona's own prompt, and a conversation that grows."""
    prompt = _prompt(cast)
    once = USER_TOKENS + REPLY_TOKENS
    turns = sum(prompt + at * once + USER_TOKENS for at in range(case.turns))
    asked = sum(prompt + one.after * once + USER_TOKENS for one in case.asked)
    own = case.turns + len(case.asked)
    yield by.model, own, TokenCount(input=turns + asked, output=own * REPLY_TOKENS)
    if spoken := _spoken(case):
        # A played persona is one of the run, by the run's model; what it reads is about as long.
        model = by.model if isinstance(case.simulator, AsPersona) else by.user or by.model
        yield model, spoken, TokenCount(input=turns, output=spoken * USER_TOKENS)
    yield from _judge_tokens(case, cast, by)


def _judge_tokens(case: Case, cast: Cast, by: _By) -> Iterator[tuple[str, int, TokenCount]]:
    """The same of the judge alone; it reads the persona's sheet and the conversation."""
    if judged := _judged(case, by):
        heard = judged * (_prompt(cast) + case.turns * (USER_TOKENS + REPLY_TOKENS))
        yield by.judge, judged, TokenCount(input=heard, output=judged * JUDGE_TOKENS)


def _prompt(cast: Cast) -> int:
    cue = Cue(index=1, user_text="", state=initial(cast.genome))
    request = prepare(cast.genome, cue, reminder=0.0, budget=cast.budget).request
    return cast.budget.counter.count(request.stable) + cast.budget.counter.count(request.changing)


def _apart(middle: float) -> Range:
    return Range(middle, middle / APART, middle * APART)


def _all(tokens: TokenCount) -> int:
    return tokens.input + tokens.output + tokens.cache_read + tokens.cache_write


def _measured_words(number: int, by: _By) -> str:
    return f"Measured on {number} earlier outcomes of {by.model}; intervals are 95 % prediction intervals."


def _assumed_words(by: _By) -> str:
    if {by.model, by.user or UNDERSTUDY} == {UNDERSTUDY} and not by.judge:
        return f"Assumed: the understudy takes no money and {OWN_SECONDS[1] * 1_000:.0f} ms of this machine a call."
    low, middle, high = CALL_SECONDS
    test = f" A judge that was not tested yet takes {2 * LINES} calls more." if by.judge else ""
    return (
        f"Assumed, since fewer than {ENOUGH} outcomes of {by.model} are kept: the persona's own prompt, "
        f"{USER_TOKENS} tokens for a line of the user and {REPLY_TOKENS} for a reply, up to {APART:.0f} times "
        f"too high or too low, nothing cached; {middle:.0f} s a call ({low:.0f} to {high:.0f}).{test}"
    )
