"""What caching saved, and what another model would have taken. Knows no page and no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from studio.charts.chart import Table
from studio.charts.kinds.rows import Row, Rows
from studio.charts.money import dollars, exact, rounded
from studio.charts.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.models.price_rows import Source
    from studio.analytics.cost_prices import Elsewhere
    from studio.analytics.cost_values import Counterfactuals

OTHER_MODEL: Final = (
    "The same numbers of tokens at the prices of each model on the day of the call. A replay would differ: another "
    "model cuts the same words into other tokens, and answers at another length. Text alone, without voice or video."
)
UNPRICED: Final = "calls without a price on their day"


def caching(found: Counterfactuals) -> Rows:
    """What reading from the cache saved less what writing to it cost, by model."""
    saved = sum(one.saved_microdollars for one in found.caching)
    unpriced = sum(one.unpriced for one in found.caching)
    left = f" {counted(unpriced, 'call')} that used a cache without a known price left out." if unpriced else ""
    return Rows(
        title=_caching_finding(found, saved),
        note="Tokens read from the cache at the price of input less that of a cache read, less tokens written to it at "
        f"what that costs beyond input, by the table of the day of each call. {source(found.table)}{left}",
        axis="dollars saved",
        rows=tuple(
            Row(
                label=one.model,
                value=dollars(one.saved_microdollars) if one.calls > one.unpriced else None,
                figure=rounded(one.saved_microdollars) if one.calls > one.unpriced else "not known",
                tone="bad" if one.saved_microdollars < 0 else "good",
                evidence=(
                    f"reading saved {exact(one.read_microdollars)} on {one.read_tokens:,} tokens",
                    f"writing cost {exact(one.write_microdollars)} more on {one.write_tokens:,} tokens",
                ),
            )
            for one in found.caching
        ),
        table=Table(
            head=("model", "saved", "reading saved", "writing cost more", "tokens read", "tokens written", "calls",
                  UNPRICED),
            rows=tuple(
                (one.model, exact(one.saved_microdollars), exact(one.read_microdollars), exact(one.write_microdollars),
                 f"{one.read_tokens:,}", f"{one.write_tokens:,}", f"{one.calls:,}", f"{one.unpriced:,}")
                for one in found.caching
            ),
        ),
        numbers=tuple(
            {"model": one.model, "saved_microdollars": one.saved_microdollars,
             "read_microdollars": one.read_microdollars, "write_microdollars": one.write_microdollars,
             "read_tokens": one.read_tokens, "write_tokens": one.write_tokens, "calls": one.calls,
             "unpriced": one.unpriced}
            for one in found.caching
        ),
    )  # fmt: skip


def elsewhere(found: Counterfactuals) -> Rows:
    """What the same tokens would have cost on each model that costs something, the cheapest first."""
    unpriced = f" {found.unpriced:,} of these {found.calls:,} calls have no known price of their own."
    unpriced = unpriced if found.unpriced else ""
    alike: dict[tuple[int, int], list[Elsewhere]] = {}
    for one in found.elsewhere:
        alike.setdefault((one.unpriced, one.microdollars), []).append(one)
    return Rows(
        title=_elsewhere_finding(found),
        note=f"{OTHER_MODEL} {source(found.table)}{unpriced}",
        axis="dollars for the same tokens",
        line=dollars(found.own),
        line_words=f"taken: {rounded(found.own)}",
        rows=tuple(_row(own) for own in alike.values()),
        table=Table(
            head=("model", "the same tokens would have cost", "beside what was taken", UNPRICED),
            rows=tuple(
                (one.model, exact(one.microdollars), exact(one.microdollars - found.own), f"{one.unpriced:,}")
                for one in found.elsewhere
            ),
        ),
        numbers=tuple(
            {"model": one.model, "microdollars": one.microdollars, "taken_microdollars": found.own,
             "unpriced": one.unpriced}
            for one in found.elsewhere
        ),
    )  # fmt: skip


def source(found: Source) -> str:
    """Where prices were read, and when."""
    return f"Prices as of {found.as_of.isoformat()}: {found.text}"


def _row(own: Sequence[Elsewhere]) -> Row:
    first, others = own[0], own[1:]
    name = first.model.partition("/")[2] or first.model
    unpriced = f"{counted(first.unpriced, 'call')} without a price on its day" if first.unpriced else ""
    return Row(
        label=f"{name} +{len(others)}" if others else name,
        value=dollars(first.microdollars),
        figure=rounded(first.microdollars),
        tone="warn" if first.unpriced else "plain",
        evidence=(exact(first.microdollars), *(one.model for one in others), unpriced),
    )


def _caching_finding(found: Counterfactuals, saved: int) -> str:
    if not found.caching:
        return "No tokens were read from a cache or written to one in this time"
    if all(one.calls == one.unpriced for one in found.caching):
        return "What caching saved is not known: no price of tokens is known for these models"
    known = found.own + saved
    share = f", {saved / known:.0%} of what text would have cost without" if saved > 0 and known > 0 else ""
    if saved < 0:
        return f"Caching cost {rounded(-saved)} more than it saved: more was written than read again"
    return f"Caching saved {rounded(saved)}{share}"


def _elsewhere_finding(found: Counterfactuals) -> str:
    if not found.calls:
        return "No text was asked for in this time"
    if not found.elsewhere:
        return "No other model has a price"
    cheapest, dearest = found.elsewhere[0], max(found.elsewhere, key=lambda one: one.microdollars)
    span = (
        f"between {rounded(cheapest.microdollars)} ({_name(cheapest)}) and {rounded(dearest.microdollars)} "
        f"({_name(dearest)})"
    )
    if found.calls == found.unpriced:
        return f"What these tokens cost is not known; elsewhere they would have cost {span}"
    if not found.own:
        return f"These tokens cost nothing; on a paid model they would have cost {span}"
    return f"These tokens took {rounded(found.own)}; elsewhere they would have cost {span}"


def _name(one: Elsewhere) -> str:
    return one.model.partition("/")[2] or one.model
