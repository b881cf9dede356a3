"""What a run would take, before it is started: calls, tokens, money and time, each with an interval. Asks no model.

Calls are counted. What a call takes comes from earlier outcomes of the same model where there are enough of them, else
from stated assumptions; `source` says which.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scipy import stats

from brain.models.chat import TokenCount
from brain.models.prices import price
from brain.play import Cue
from brain.request import prepare
from brain.state import initial
from evals.prepared import keys
from evals.suites.suite import ByModel

if TYPE_CHECKING:
    from collections.abc import Sequence

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

UNDERSTUDY: Final = "understudy"
LEVEL: Final = 0.95


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


def estimate(store: Store, actor: Actor, plan: Plan, *, model: str, bounds: Bounds) -> Estimate:
    """What the plan would take within the bounds, for this actor."""
    known = store.outcomes.find(actor, keys(plan))
    left = [case for case, key in zip(plan.cases, keys(plan), strict=True) if key not in known]
    calls, calls_left = sum(map(_calls, plan.cases)), sum(map(_calls, left))
    samples = [one for one in store.outcomes.samples(actor, model) if one.calls > 0]
    measured = len(samples) >= ENOUGH
    tokens, money, waited = _measured(left, samples) if measured else _assumed(left, plan, model)
    seconds = _scaled(waited, 1 / bounds.at_once)
    own = Range(*(START_SECONDS[at] + OWN_SECONDS[at] * calls_left for at in (1, 0, 2)))
    seconds = Range(seconds.estimate + own.estimate, seconds.low + own.low, seconds.high + own.high)
    if bounds.calls_a_minute:
        slowest = 60.0 * calls_left / bounds.calls_a_minute
        seconds = Range(*(max(one, slowest) for one in (seconds.estimate, seconds.low, seconds.high)))
    over = bounds.microdollars is not None and money is not None and money.high > bounds.microdollars
    late = bounds.seconds is not None and seconds.high > bounds.seconds
    return Estimate(
        cases=len(plan.cases),
        kept_cases=len(plan.cases) - len(left),
        turns=sum(case.turns for case in plan.cases),
        calls=calls,
        kept_calls=calls - calls_left,
        tokens=tokens,
        microdollars=money,
        seconds=seconds,
        measured=measured,
        source=_measured_words(len(samples), model) if measured else _assumed_words(model),
        capped=over or late,
    )


def _calls(case: Case) -> int:
    """Replies, answers off the transcript, and the words of a user that a model plays."""
    spoken = case.turns if isinstance(case.simulator, ByModel) or case.simulator.kind == "persona" else 0
    return case.turns + len(case.asked) + spoken


def _measured(left: Sequence[Case], samples: Sequence[Sample]) -> tuple[Range, Range | None, Range]:
    """Tokens, money and the models' seconds by what a call of earlier outcomes took, those of the same talks if any."""
    talks = {case.talk for case in left}
    alike = [one for one in samples if one.talk in talks]
    rows = alike if len(alike) >= ENOUGH else samples
    weights = [_calls(case) for case in left]
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
    apart = float(stats.t.ppf((1 + LEVEL) / 2, seen - 1)) * spread
    return Range(mean * total, max(0.0, mean * total - apart), mean * total + apart)


def _assumed(left: Sequence[Case], plan: Plan, model: str) -> tuple[Range, Range | None, Range]:
    counts = [_tokens(case, plan.casts[case.persona]) for case in left]
    read, written = sum(one.input for one in counts), sum(one.output for one in counts)
    provider, _, name = model.partition("/")
    cost = price(provider, name or provider, TokenCount(input=read, output=written))
    tokens = _apart(read + written)
    if model == UNDERSTUDY:
        return tokens, Range(0, 0, 0) if cost is not None else None, Range(0, 0, 0)
    calls = sum(map(_calls, left))
    low, middle, high = CALL_SECONDS
    return tokens, None if cost is None else _apart(cost), Range(middle * calls, low * calls, high * calls)


def _tokens(case: Case, cast: Cast) -> TokenCount:
    """What a case reads and writes if nothing is cached: the persona's own prompt, and a conversation that grows."""
    cue = Cue(index=1, user_text="", state=initial(cast.genome))
    request = prepare(cast.genome, cue, reminder=0.0, budget=cast.budget).request
    prompt = cast.budget.counter.count(request.stable) + cast.budget.counter.count(request.changing)
    once = USER_TOKENS + REPLY_TOKENS
    turns = sum(prompt + at * once + USER_TOKENS for at in range(case.turns))
    asked = sum(prompt + one.after * once + USER_TOKENS for one in case.asked)
    return TokenCount(input=turns + asked, output=_calls(case) * REPLY_TOKENS)


def _apart(middle: float) -> Range:
    return Range(middle, middle / APART, middle * APART)


def _scaled(one: Range, by: float) -> Range:
    return Range(one.estimate * by, one.low * by, one.high * by)


def _all(tokens: TokenCount) -> int:
    return tokens.input + tokens.output + tokens.cache_read + tokens.cache_write


def _measured_words(number: int, model: str) -> str:
    return f"Measured on {number} earlier outcomes of {model}; intervals are 95 % prediction intervals."


def _assumed_words(model: str) -> str:
    if model == UNDERSTUDY:
        return f"Assumed: the understudy takes no money and {OWN_SECONDS[1] * 1_000:.0f} ms of this machine a call."
    low, middle, high = CALL_SECONDS
    return (
        f"Assumed, since fewer than {ENOUGH} outcomes of {model} are kept: the persona's own prompt, {USER_TOKENS} "
        f"tokens for a user's line and {REPLY_TOKENS} for a reply, up to {APART:.0f} times too high or too low, "
        f"nothing cached; {middle:.0f} s a call ({low:.0f} to {high:.0f})."
    )
