"""What a conversation, a minute and a point of consistency cost. Knows no page and no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.statistics.clusters import LEAST
from evals.statistics.estimate import CannotTell, Interval
from studio.charts.chart import Dots, Mark, Table
from studio.charts.kinds.plane import Plane, Spot
from studio.charts.kinds.stacks import Part, Stacks
from studio.charts.money import UNKNOWN, between, dollars, ends, estimate, exact, rounded
from studio.charts.words import between as between_scores
from studio.charts.words import counted, listed, lower, number, short
from studio.charts.words import estimate as plain_estimate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.statistics.estimate import Estimate
    from studio.analytics.cost_values import ArmCost, PerConversation, PerMinute, PerPoint
    from studio.charts.chart import Figure

ARMS: Final = 12
NAME: Final = 60
"""Characters of a name in a title."""

TIMED: Final = {"speech": "voice", "video": "video", "listening": "listening"}
POINT: Final = "a point is a hundredth of the mean drift score"


def per_conversation(found: PerConversation, names: Mapping[str, str]) -> Stacks:
    """How many conversations cost how much."""
    bins = list(zip(found.edges, found.edges[1:], found.counts, strict=False))
    words = [f"{rounded(low)} to {rounded(high)}" for low, high, _ in bins]
    unknown = (
        f" {counted(found.unknown, 'conversation')} with a call of unknown price left out." if found.unknown else ""
    )
    return Stacks(
        title=_conversation_finding(found),
        note="Everything that the ledger has of a conversation within this time: replies, what was read out of it, "
        "judging, voice. A bar is named by its lower end; the last one holds all beyond. Mean: Student's t; median: "
        f"order statistics; both 95 %, conversations taken for independent.{unknown}",
        across="dollars for a conversation",
        axis="conversations",
        money=False,
        places=tuple(rounded(low) for low, _, _ in bins),
        parts=(
            Part(
                name="conversations",
                values=tuple(float(count) for *_, count in bins),
                words=tuple(
                    f"{counted(count, 'conversation')} at {said}" for said, (*_, count) in zip(words, bins, strict=True)
                ),
            ),
        ),
        table=Table(
            head=("what", "figure"),
            rows=(
                ("mean", estimate(found.mean)),
                ("median", estimate(found.median)),
                ("all together, exact", exact(found.total)),
                ("conversations", f"{found.known:,}"),
                ("left out, with a call of unknown price", f"{found.unknown:,}"),
                *((said, f"{count:,}") for said, (*_, count) in zip(words, bins, strict=True)),
                *(
                    (f"among the dearest: {session}", f"{exact(cost)}, {names.get(persona, 'no persona')}")
                    for session, persona, cost in found.dearest
                ),
            )
            if found.known or found.unknown
            else (),
        ),
        numbers=tuple(
            {"from_dollars": dollars(low), "to_dollars": dollars(high), "conversations": count}
            for low, high, count in bins
        ),
    )


def _conversation_finding(found: PerConversation) -> str:
    if not found.known:
        return (
            f"What a conversation costs is not known: each of {found.unknown:,} has a call of unknown price"
            if found.unknown
            else "No conversation was paid for in this time"
        )
    if not found.total:
        return f"These {counted(found.known, 'conversation')} cost nothing"
    half = f"half of them at most {estimate(found.median)}"
    return f"A conversation costs {estimate(found.mean)} on average, {half}"


def per_minute(found: Sequence[PerMinute]) -> Dots:
    """Dollars for a minute of voice, video and listening, each with its interval."""
    asked = {one.operation for one in found}
    missing = [name for operation, name in TIMED.items() if operation not in asked]
    none = f" None was paid for of: {listed(missing)}." if found and missing else ""
    none += "".join(f" {TIMED[one.operation].capitalize()}: {lower(_missing(one))}." for one in found if _missing(one))
    highest = max((end for one in found for end in ends(one.rate) if end is not None), default=0.0)
    known = [one for one in found if one.rate.value is not None]
    return Dots(
        title=_minute_finding(known, found),
        note="Money over minutes of the calls of which both are known; the interval is that of a ratio of sums, "
        "conversations taken for independent, 95 %. Replies that a model wrote are not in it. Voices and videos that "
        f"are made on this machine cost nothing and are not in the ledger.{none}",
        axis="dollars for a minute",
        span=(0.0, highest) if highest else None,
        marks=tuple(map(_minute_mark, found)),
        table=Table(
            head=("minute of", "costs", "spent", "minutes", "calls", "of unknown price", "of unknown length"),
            rows=tuple(
                (TIMED[one.operation], estimate(one.rate), exact(one.microdollars), f"{one.seconds / 60:,.2f}",
                 f"{one.calls:,}", f"{one.unpriced:,}", f"{one.untimed:,}")
                for one in found
            ),
        ),
    )  # fmt: skip


def _minute_mark(one: PerMinute) -> Mark:
    value, low, high = ends(one.rate)
    told = (counted(one.calls, "call"), _missing(one))
    return Mark(label=TIMED[one.operation], value=value, low=low, high=high, evidence=told, why=_missing(one))


def _missing(one: PerMinute) -> str:
    parts = [f"{counted(one.unpriced, 'call')} of unknown price"] * bool(one.unpriced)
    parts += [f"{counted(one.untimed, 'call')} of unknown length"] * bool(one.untimed)
    return f"Left out: {' and '.join(parts)}." if parts else ""


def _rate(found: Estimate) -> str:
    """The rate with its interval; where it never varied there is nothing to be unsure of."""
    if isinstance(found, CannotTell) and found.value is not None and found.clusters >= LEAST:
        return f"{rounded(found.value)}, in every conversation alike"
    return estimate(found)


def _minute_finding(known: Sequence[PerMinute], found: Sequence[PerMinute]) -> str:
    if known:
        return "; ".join(f"A minute of {TIMED[one.operation]} costs {_rate(one.rate)}" for one in known)
    if not found:
        return "No minute of voice or video was paid for in this time"
    return "What a minute costs is not known. " + " ".join(
        f"{TIMED[one.operation].capitalize()}: {_missing(one)}" for one in found
    )


def per_point(found: PerPoint) -> Plane:
    """Each version or model by what a reply costs and how well it stays in character; what a point more costs."""
    shown = [one for one in found.arms if one.cost.value is not None and one.score.value is not None][:ARMS]
    left = (
        f" {counted(found.left_out, 'reply', 'replies')} made to drift on purpose left out." if found.left_out else ""
    )
    return Plane(
        title=_point_finding(found),
        note="Dollars for a reply, without judging, voice and video, beside the mean drift score from 0 to 100, both "
        f"with 95 % intervals, conversations taken for independent ({POINT}). The finding is of the two with most "
        "replies: narrow the filters to two others to see theirs. They were used for different conversations, perhaps "
        "by different people: what only a suite played on both can take out." + left,
        across="dollars for a reply",
        axis="mean drift score, 0 to 100",
        spots=tuple(_spot(one, found) for one in shown),
        table=Table(
            head=(found.by, "dollars for a reply", "mean drift score, 0 to 100", "replies", "conversations",
                  "replies of unknown price"),
            rows=tuple(
                (one.name, estimate(one.cost), plain_estimate(one.score), f"{one.turns:,}", f"{one.conversations:,}",
                 f"{one.unpriced:,}")
                for one in found.arms
            ),
        ),
        numbers=tuple(_point_figure(one, found.by) for one in found.arms),
    )  # fmt: skip


def _point_figure(one: ArmCost, by: str) -> Figure:
    cost, score = ends(one.cost), one.score
    low, high = (score.low, score.high) if isinstance(score, Interval) else (None, None)
    return {
        by: one.name, "dollars": cost[0], "dollars_low": cost[1], "dollars_high": cost[2], "score": score.value,
        "score_low": low, "score_high": high, "turns": one.turns, "conversations": one.conversations,
        "unpriced": one.unpriced,
    }  # fmt: skip


def _spot(one: ArmCost, found: PerPoint) -> Spot:
    cost, low, high = ends(one.cost)
    return Spot(
        label=one.name,
        across=cost or 0.0,
        up=one.score.value or 0.0,
        across_ends=None if low is None or high is None else (low, high),
        up_ends=(one.score.low, one.score.high) if isinstance(one.score, Interval) else None,
        tone="plain" if one in (found.first, found.second) else "quiet",
        evidence=(f"{estimate(one.cost)} for a reply", f"score {plain_estimate(one.score)}",
                  counted(one.turns, "reply", "replies")),
    )  # fmt: skip


def _point_finding(found: PerPoint) -> str:
    if not found.arms:
        return "No reply was given in this time"
    if found.first is None or found.second is None or found.increment is None:
        whose = "two versions of a persona" if found.by == "version" else "two models"
        return f"What a point costs cannot be told: it takes {whose} with replies that have a known price and a score"
    cost, effect, ratio = found.increment.cost, found.increment.effect, found.increment.ratio
    first, second = (short(one.name, longest=NAME) for one in (found.first, found.second))
    if not isinstance(effect, Interval):
        return f"What a point costs cannot be told of {first} and {second}: {lower(effect.reason)}"
    if effect.low <= 0.0 <= effect.high:
        apart = f"{number(effect.value, signed=True)} points {between_scores(effect.low, effect.high, signed=True)}"
        return (
            f"What a point costs cannot be told: {second} may stay in character as well as {first} does ({apart}), "
            "so a ratio could be anything"
        )
    return _compared(cost, effect, ratio, first, second)


def _compared(cost: Estimate, effect: Interval, ratio: Estimate, first: str, second: str) -> str:
    """The finding where one of them stays in character better; the first is the cheaper one, if any is."""
    gain = effect.value > 0.0
    better, worse = (second, first) if gain else (first, second)
    ends_of = (effect.low, effect.high) if gain else (-effect.high, -effect.low)
    apart = f"{number(abs(effect.value))} points {between_scores(*ends_of)}"
    if not isinstance(cost, Interval):
        same = "and costs as much" if cost.value == 0.0 else "whether it costs more cannot be told"
        return f"{better} stays {apart} better in character than {worse}, {same}"
    if cost.low <= 0.0 <= cost.high:
        return (
            f"{better} stays {apart} better in character than {worse}; whether it costs more cannot be told: a reply "
            f"of {second} takes {estimate(cost)} more"
        )
    money = f"{rounded(cost.value)} more a reply"
    if not gain:
        return f"{first} is cheaper and stays {apart} better in character: {second} takes {money}"
    told = f"{rounded(ratio.value or 0.0)} {between(ratio)}" if isinstance(ratio, Interval) else UNKNOWN
    return f"A point more in character costs {told} a reply: {second} gains {apart} on {first} for {money}"
