"""What was spent, by day and by what it was spent on. Knows no page and no store."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from store.warehouse.cost_questions import Sum
from studio.charts.chart import Table
from studio.charts.kinds.rows import Row, Rows
from studio.charts.kinds.stacks import Part, Stacks
from studio.charts.money import UNKNOWN, dollars, exact, rounded
from studio.charts.words import counted, short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from store.warehouse.cost_questions import By, Spend
    from studio.charts.chart import Figure

PARTS: Final = 4
"""So many things have a colour of their own in a bar of a day; the others share one."""

ROWS: Final = 12
NAME: Final = 60
"""Characters of a name in a title."""

DAYS: Final = 92
WEEKS: Final = 92 * 7
DAY: Final = timedelta(days=1)
NOBODY: Final = "no persona"
OTHERS: Final = "others"
SOURCE: Final = (
    "What a call cost was entered into the ledger when it was made, by the table of prices of that day. Sums are "
    "exact; they are rounded here and whole in the table."
)
PLURAL: Final[Mapping[By, str]] = {
    "persona": "personas", "provider": "providers", "model": "models", "operation": "operations",
    "purpose": "purposes",
}  # fmt: skip


def by_day(found: Spend, names: Mapping[str, str], zone: str) -> Stacks:
    """A bar for each day, week or month from the first call to the last, in parts by what it was split by."""
    days = _every(found.by_day)
    span = "day" if len(days) <= DAYS else "week" if len(days) <= WEEKS else "month"
    begin = _begins(span)
    places = list(dict.fromkeys(begin(day) for day in days))
    told = _named(found.split, names)
    largest = sorted(found.by[found.split], key=lambda key: -found.by[found.split][key].microdollars)
    own = [key for key in largest if found.by[found.split][key].microdollars][:PARTS]
    sums: Counter[tuple[str, date]] = Counter()
    for (day, key), one in found.by_day_and.items():
        sums[key if key in own else OTHERS, begin(day)] += one.microdollars
    groups = [*own, OTHERS] if any(key == OTHERS and one for (key, _), one in sums.items()) else own
    return Stacks(
        title=_day_finding(found),
        note=f"One bar a {span}, in days of {zone}. {_left_out(found.total)}{SOURCE}",
        across=span,
        axis="dollars",
        places=tuple(_day_words(place, span) for place in places),
        parts=tuple(
            Part(
                name=OTHERS if key == OTHERS else told(key),
                values=tuple(dollars(sums[key, place]) for place in places),
                words=tuple(exact(sums[key, place]) for place in places),
            )
            for key in groups
        ),
        table=Table(
            head=("day", "spent", "calls", "of unknown price", "tokens in", "tokens out"),
            rows=tuple((day.isoformat(), *_cells(found.by_day.get(day, Sum()))) for day in reversed(days)),
        ),
        numbers=tuple(
            {"day": day.isoformat(), found.split: told(key), **_figure(one)}
            for (day, key), one in sorted(found.by_day_and.items())
        ),
    )


def by_what(found: Spend, by: By, names: Mapping[str, str]) -> Rows:
    """A bar for each persona, provider, model, operation or purpose, the dearest first."""
    told = _named(by, names)
    ranked = sorted(found.by[by].items(), key=lambda one: (-one[1].microdollars, -one[1].calls, one[0]))
    shown = [(told(key), one) for key, one in ranked[:ROWS]]
    if rest := [one for _, one in ranked[ROWS:]]:
        shown.append((f"{len(rest)} {OTHERS}", _added(rest)))
    whole = found.total.microdollars
    return Rows(
        title=_what_finding(shown, found.total, by),
        note=f"{_left_out(found.total)}{SOURCE}",
        axis="dollars",
        rows=tuple(_row(name, one, whole) for name, one in shown),
        table=Table(
            head=(by, "spent", "calls", "of unknown price", "tokens in", "tokens out"),
            rows=tuple((told(key), *_cells(one)) for key, one in ranked),
        ),
        numbers=tuple({by: told(key), **_figure(one)} for key, one in ranked),
    )


def _day_finding(found: Spend) -> str:
    total = found.total
    if not total.calls:
        return "No call was made in this time"
    if total.calls == total.unpriced:
        return f"What these {counted(total.calls, 'call')} cost is not known: no price is known for any of them"
    unknown = f"; {counted(total.unpriced, 'call')} of unknown price not counted in" if total.unpriced else ""
    if not total.microdollars:
        return f"These {counted(total.calls - total.unpriced, 'call')} cost nothing{unknown}"
    day, most = max(found.by_day.items(), key=lambda one: one[1].microdollars)
    days = len(found.by_day)
    if days == 1:
        return f"{rounded(total.microdollars)} was spent, all of it on {_long(day)}{unknown}"
    return (
        f"{rounded(total.microdollars)} was spent on {counted(days, 'day')}, at most {rounded(most.microdollars)} "
        f"on one of them, {_long(day)}{unknown}"
    )


def _what_finding(shown: list[tuple[str, Sum]], total: Sum, by: By) -> str:
    if not total.calls:
        return "No call was made in this time"
    if not total.microdollars:
        return f"Nothing was spent on any of the {PLURAL[by]}" + (", as far as prices are known" * bool(total.unpriced))
    name, most = short(shown[0][0], longest=NAME), shown[0][1]
    share = most.microdollars / total.microdollars
    if len(shown) == 1:
        return f"All of the {rounded(total.microdollars)} went to {name}"
    return f"{share:.0%} of the {rounded(total.microdollars)} went to {name}: {rounded(most.microdollars)}"


def _row(name: str, one: Sum, whole: int) -> Row:
    known = one.calls > one.unpriced
    share = f" ({one.microdollars / whole:.0%})" if whole and one.microdollars else ""
    unknown = f"{one.unpriced:,} of unknown price" if one.unpriced else ""
    return Row(
        label=name,
        value=dollars(one.microdollars) if known else None,
        figure=f"{rounded(one.microdollars)}{share}" if known else f"{UNKNOWN} ({counted(one.calls, 'call')})",
        evidence=(exact(one.microdollars) if known else UNKNOWN, counted(one.calls, "call"), unknown),
    )


def _cells(one: Sum) -> tuple[str, ...]:
    spent = UNKNOWN if one.calls and one.calls == one.unpriced else exact(one.microdollars)
    return spent, f"{one.calls:,}", f"{one.unpriced:,}", f"{one.input_tokens:,}", f"{one.output_tokens:,}"


def _figure(one: Sum) -> Figure:
    """A sum for a file; money is None where none of it is known."""
    known = one.calls > one.unpriced
    return {"microdollars": one.microdollars if known else None, "calls": one.calls, "unpriced": one.unpriced,
            "input_tokens": one.input_tokens, "output_tokens": one.output_tokens}  # fmt: skip


def _left_out(total: Sum) -> str:
    if not total.unpriced:
        return ""
    return (
        f"{counted(total.unpriced, 'call')} of unknown price {'is' if total.unpriced == 1 else 'are'} counted in the "
        "table and in no sum: give prices in a file of your own (PERSONAFORGE_PRICES_FILE). "
    )


def _added(sums: Iterable[Sum]) -> Sum:
    found = list(sums)
    return Sum(*(sum(getattr(one, name) for one in found) for name in Sum.__slots__))


def _named(by: By, names: Mapping[str, str]) -> Callable[[str], str]:
    if by == "persona":
        return lambda key: names.get(key, f"persona {key[:8]}") if key else NOBODY
    return lambda key: key or UNKNOWN


def _every(found: Mapping[date, Sum]) -> list[date]:
    """Each day from the first to the last, without a gap."""
    if not found:
        return []
    first, last = min(found), max(found)
    return [first + at * DAY for at in range((last - first).days + 1)]


def _begins(span: str) -> Callable[[date], date]:
    match span:
        case "week":
            return lambda day: day - day.weekday() * DAY
        case "month":
            return lambda day: day.replace(day=1)
        case _:
            return lambda day: day


def _day_words(day: date, span: str) -> str:
    return f"{day:%b %Y}" if span == "month" else f"{day.day} {day:%b}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
