"""Runs and estimates in words, for the command line and whoever else shows lines. Plays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.order import Order
    from store.run_values import RunCard
    from studio.evaluation.estimating import Estimate, Range


def estimated(order: Order, found: Estimate) -> Iterator[str]:
    """An estimate, line by line."""
    who = ", ".join(one.metadata.slug for one in order.genomes)
    yield f"{order.suite.name} on {who} by {order.model}: {found.cases} cases, {found.turns} turns"
    yield f"calls    {found.calls:,}; {found.kept_calls:,} of them ({found.kept_cases} cases) kept from earlier runs"
    yield f"tokens   {_range(found.tokens, 1, 0)}"
    money = "not known: a price is missing" if found.microdollars is None else _range(found.microdollars, 1e6, 4, "$")
    yield f"money    {money}"
    yield f"seconds  {_range(found.seconds, 1, 1)}"
    yield found.source
    if found.capped:
        yield "It may reach its cap, and stop there before its last case."


def card(one: RunCard) -> str:
    """A run in one line."""
    who = ", ".join(subject.slug + (f"@{subject.version}" if subject.version else "") for subject in one.subjects)
    return f"{one.id[:8]}  {one.status:11} {progress(one)}  {one.suite} on {who or 'nobody'} by {one.model}"


def progress(one: RunCard) -> str:
    """How far a run is and what it took so far."""
    failed = f", {one.failed} failed" if one.failed else ""
    return f"{one.done}/{one.total} cases ({one.reused} kept{failed}), {money(one)}, {one.seconds:.0f} s"


def money(one: RunCard) -> str:
    """What a run took, in dollars; a price that is not known is said."""
    return f"${one.microdollars / 1e6:.4f}" + (" and calls of an unknown price" if one.unpriced else "")


def next_step(one: RunCard) -> str:
    """How to go on with a run that is not done; empty where there is nothing left."""
    if one.status == "done" and not one.failed:
        return ""
    wider = " --budget DOLLARS or --minutes" if one.status == "capped" else ""
    return f"Go on with: personaforge eval resume {one.id[:8]}{wider}"


def _range(one: Range, unit: float, digits: int, sign: str = "") -> str:
    middle, low, high = (f"{sign}{value / unit:,.{digits}f}" for value in (one.estimate, one.low, one.high))
    return f"{middle} ({low} to {high})"
