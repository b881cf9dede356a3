"""Experiments as lines of text: what was changed, what it did, and how sure that is. Plays nothing, knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.play import printable
from evals.effects import SIGNAL, clusters_needed
from evals.statistics.estimate import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.ablate import Ablation
    from evals.bisection import Bisection
    from evals.effects import Effect
    from evals.fork import AtTurn, Fork
    from evals.harness import Stopped
    from store.values import Version
    from studio.experiments.service import Cost

COMPOSES: Final = (
    "The understudy reads no prompt: it composes from the persona's own entries. What it shows is which entries it "
    "takes its words from; what a language model makes of a field, only that model shows."
)
STOPPED: Final[dict[Stopped, str]] = {
    "": "",
    "cancelled": "It was cancelled; what follows rests on what was played.",
    "money": "It reached the most it may cost; what follows rests on what was played.",
    "time": "It reached the longest it may take; what follows rests on what was played.",
}


def cost(found: Cost) -> str:
    """What it would take, in one line."""
    money = found.microdollars
    dollars = (
        "a price that is not known"
        if money is None
        else f"{_dollars(money.estimate)} ({_spread(money.low, money.high)})"
    )
    seconds = found.seconds
    return (
        f"{found.arms} arms, {found.cases} cases, {found.calls} calls at most: {dollars}, "
        f"{seconds.estimate:.0f} s ({seconds.low:.0f} to {seconds.high:.0f}). {found.source}"
    )


def fork(found: Fork) -> Iterator[str]:
    """What a fork found."""
    yield f"Changed: {printable(found.change)}"
    yield (
        f"{found.pairs} of {found.replicates} pairs played, {found.spent.calls} calls paid for, "
        f"{found.reused} conversations kept from before; model {found.before.model}"
        + (f" and {found.after.model}" if found.after.model != found.before.model else "")
    )
    if found.stopped:
        yield STOPPED[found.stopped]
    if "understudy" in {found.before.model, found.after.model}:
        yield COMPOSES
    yield "\nMeasured against the persona as it was; 95 % intervals of the difference, p after Holm:"
    for one in found.effects:
        if not one.name.startswith(SIGNAL):
            yield f"  {effect(one)}"
    moved = [one for one in found.effects if one.name.startswith(SIGNAL) and one.finding in {"better", "worse"}]
    yield (
        "\nSignals of the drift gauge that moved, a family of their own:"
        if moved
        else "\nNo signal of the drift gauge moved."
    )
    yield from (f"  {effect(one)}" for one in moved)
    yield "\nTurn by turn, drift score before and after, and replies that are the same:"
    yield from (f"  {_turn(one)}" for one in found.turns)


def ablation(found: Ablation) -> Iterator[str]:
    """What an ablation found, what matters most first."""
    yield (
        f"{found.persona} without each of {len(found.fields)} fields, by the suite {found.suite!r}: "
        f"{found.cases} cases ({found.clusters} independent conversations) with {found.model}, "
        f"{found.spent.calls} calls paid for, {found.reused} cases kept from before"
    )
    if found.stopped:
        yield f"{STOPPED[found.stopped]} Not played to their end: {', '.join(found.left)}"
    if found.model == "understudy":
        yield COMPOSES
    yield (
        f"Ranked by {found.scorer!r}, the whole persona against the one without, both measured as the whole one; "
        "95 % intervals, p after Holm over the fields:"
    )
    if found.fields and found.clusters < (least := clusters_needed(len(found.fields))):
        yield (
            f"With {found.clusters} independent conversations no effect among {len(found.fields)} fields "
            f"could be found; that takes {least}. Give more seeds, more conversations or fewer fields."
        )
    for one in found.fields:
        yield f"\n{one.path}: {one.finding.upper() if one.finding == 'matters' else one.finding}"
        yield f"  {printable(one.words)}"
        if one.effect is not None:
            yield f"  {effect(one.effect)}"
        if one.finding == "does not matter":
            yield f"  Its interval lies within ±{found.margin:g}."
        unread = "" if one.in_prompt else "; it does not stand in the prompt"
        yield f"  {one.same} of {one.replies} replies the same{unread}"
        moved = [other.name for other in one.others if other.finding in {"better", "worse"}]
        if moved:
            yield f"  Also moved: {', '.join(moved)}"


def bisection(found: Bisection, versions: Sequence[Version]) -> Iterator[str]:
    """What a bisection found, and what is believed of each version."""
    seen, last = found.search, versions[-1]
    yield (
        f"{len(versions)} versions, {sum(seen.plays)} plays of {found.cases} conversations, "
        f"{found.spent.calls} calls paid for, {found.reused} cases kept from before"
    )
    if found.stopped:
        yield STOPPED[found.stopped]
    likeliest = max(range(1, len(versions)), key=lambda at: seen.posterior.at[at - 1])
    if seen.finding == "found" and seen.first_bad is not None:
        sure = seen.posterior.at[seen.first_bad - 1]
        bad = versions[seen.first_bad]
        yield (
            f"{found.scorer!r} fell with version {bad.number}, with probability {sure:.3f}, "
            f"by about {abs(seen.posterior.size):.3f}: {printable(bad.message)}"
        )
    elif seen.finding == "no fall":
        yield f"{found.scorer!r} did not fall up to version {last.number}, with probability {seen.posterior.none:.3f}."
    else:
        yield (
            f"Cannot tell: no version reaches {found.level:g}. The likeliest is version {versions[likeliest].number} "
            f"({seen.posterior.at[likeliest - 1]:.3f}); that none is worse has {seen.posterior.none:.3f}."
        )
    yield "\nVersion, probability that it is the first worse one, plays, mean score apart from what is usual:"
    for at, one in enumerate(versions):
        share = f"{seen.posterior.at[at - 1]:.3f}" if at else "-"
        mean = seen.means[at]
        told = "not played" if mean is None else f"{mean:+.3f}"
        yield f"  {one.number}: {share}, {seen.plays[at]} plays, {told}  {printable(one.message)}"


def effect(one: Effect) -> str:
    """One score in a line."""
    if one.pairs == 0:
        return f"{one.name}: cannot tell, no pair has it on both sides ({one.missing} have it on one)"
    gap = one.difference
    bare = "" if one.before is None or one.after is None else f"{one.before:.3f} → {one.after:.3f}"
    if one.unmoved:
        return f"{one.name}: {bare}, the same in all {one.pairs} pairs"
    how = (
        f"{gap.value:+.3f} ({gap.low:+.3f} to {gap.high:+.3f})"
        if isinstance(gap, Interval)
        else f"{gap.value or 0.0:+.3f}, no interval: {gap.reason}"
    )
    p = "" if one.adjusted is None else f", p {one.adjusted:.3g}"
    seen = f"; it could have seen {one.smallest:.3f}" if one.smallest and one.finding == "no effect seen" else ""
    return f"{one.name}: {bare}, {how}{p}: {one.finding}{seen}"


def _turn(one: AtTurn) -> str:
    gap = one.difference
    told = "" if gap.value is None else f", {gap.value:+.3f}"
    if gap.low is not None and gap.high is not None:
        told += f" ({gap.low:+.3f} to {gap.high:+.3f})"
    before, after = (f"{value:.3f}" if value is not None else "none" for value in (one.before, one.after))
    return f"turn {one.turn}: {before} → {after}{told}; {one.same} of {one.pairs} replies the same"


def _dollars(microdollars: float) -> str:
    return f"${microdollars / 1_000_000:.2f}"


def _spread(low: float, high: float) -> str:
    return f"{_dollars(low)} to {_dollars(high)}"
