"""Numbers, years, months and ages in English words or digits. Knows no claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from brain.drift.claims.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
YEARS: Final = range(1000, 2100)
_DIGITS_OF_A_YEAR: Final = 4
_LONGEST_RANK: Final = 3


class Number(NamedTuple):
    """A whole number that stands in the words from `first` to before `end`; `year` for four digits that may be one."""

    value: int
    first: int
    end: int
    year: bool
    ordinal: bool


def numbers(forms: Sequence[str]) -> list[Number]:
    """Every number among words in normal form, from left to right. `twenty` and `two` in a row are one number."""
    known = vocabulary()
    found: list[Number] = []
    at = 0
    while at < len(forms):
        form = forms[at]
        begins = form in known.units or form in known.tens or form in known.ordinals or form[0].isdecimal()
        one = _at(forms, at) if begins else None
        if one is None:
            at += 1
        else:
            found.append(one)
            at = one.end
    return found


def ordinal(form: str) -> int | None:
    """The value of `third` or `3rd`; None for other words."""
    known = vocabulary().ordinals
    if form in known:
        return known[form]
    digits, ending = form[:-2], form[-2:]
    plain = digits.isdecimal() and digits.isascii() and len(digits) <= _LONGEST_RANK
    return int(digits) if plain and ending in ("st", "nd", "rd", "th") else None


def _at(forms: Sequence[str], at: int) -> Number | None:
    form = forms[at]
    if form.isdecimal() and form.isascii():
        value = int(form[:9])
        return Number(value, at, at + 1, len(form) == _DIGITS_OF_A_YEAR and value in YEARS, ordinal=False)
    rank = ordinal(form)
    if rank is not None:
        return Number(rank, at, at + 1, year=False, ordinal=True)
    known = vocabulary()
    if form not in known.units and form not in known.tens:
        return None
    total, end = 0, at
    while end < len(forms) and (forms[end] in known.units or forms[end] in known.tens or forms[end] in _SCALES):
        word = forms[end]
        if word in _SCALES:
            total = max(1, total) * _SCALES[word]
        elif end > at and not (forms[end - 1] in known.tens and word in known.units) and forms[end - 1] not in _SCALES:
            break
        else:
            total += known.units.get(word, 0) + known.tens.get(word, 0)
        end += 1
    if end < len(forms) and end - at == 1 and form in known.tens and forms[end] in known.ordinals:
        return Number(total + known.ordinals[forms[end]], at, end + 1, year=False, ordinal=True)
    return Number(total, at, end, year=False, ordinal=False)
