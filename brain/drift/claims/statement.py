"""A clause read as a proposition: content words, negation, comparison, particulars. Knows no slot of a person."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from brain.drift.claims.claim import Claim, Statement
from brain.drift.claims.clause import QUOTE
from brain.drift.claims.numerals import Number, numbers
from brain.drift.claims.vocabulary import stem, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from brain.drift.claims.clause import Clause

LEAST_KEY: Final = 2
"""Fewer content words than this are no proposition that could be known again."""

MOST_KEY: Final = 14
"""With more, a clause says several things, and its negations cannot be placed."""

SHORT: Final = 2
"""No more words than this behind the first comma add nothing that hides what stands before it."""

_LESS: Final = frozenset(["less", "worse", "smaller", "weaker", "lower", "fewer", "later"])
_ABOVE: Final = frozenset(
    ["before", "beats", "beat", "outweighs", "outweigh", "trumps", "trump", "surpasses", "surpass"]
)
_DIMENSIONS: Final = frozenset({"important", "worth", "com", "far", "much"})
_SPARED: Final = frozenset({"only", "just", "merely", "simply"})


def statements_of(clause: Clause) -> Iterator[Claim]:
    """The proposition of a clause, and of what stands before its first comma where it is long.

    None where the subject is not named, or it says too little or too much.
    """
    if clause.vague or QUOTE in clause.text:
        return
    whole = _statement(clause, clause.forms)
    if whole is not None:
        yield whole
    if clause.head < len(clause.forms) - SHORT:
        head = _statement(clause, clause.forms[: clause.head])
        if head is not None:
            yield head


def _statement(clause: Clause, forms: tuple[str, ...]) -> Claim | None:
    counted = numbers(forms)
    taken = {at for one in counted for at in range(one.first, one.end) if one.value > 1 or one.year}
    negations = clause.denied + sum(_negates(forms, at) for at in range(len(forms)))
    months = {at for at, form in enumerate(forms) if at in clause.capitals and _dates(form)}
    key = [(at, stem(form)) for at, form in enumerate(forms) if at not in taken and at not in months and _tells(form)]
    keyed = frozenset(one for _, one in key)
    able = clause.own and ("can" in forms or "cannot" in forms or "can't" in forms)
    if not LEAST_KEY - able <= len(keyed) <= MOST_KEY:
        return None
    left, right, less = _sides(forms, key)
    return Claim(
        slot="statement",
        negated=bool(negations % 2),
        tense=clause.tense,
        strength=clause.strength,
        start=clause.first,
        end=clause.end,
        text=clause.text.strip(),
        statement=Statement(
            key=keyed,
            order=tuple(one for _, one in key),
            negations=negations,
            own=clause.own,
            left=left,
            right=right,
            less=less,
            years=frozenset(one.value for one in counted if one.year),
            months=frozenset(forms[at] for at in months),
            counts=frozenset((one.value, _unit(forms, one)) for one in counted if not one.year and one.value > 1),
            names=frozenset(one for at, one in key if at and at in clause.capitals),
            able=able,
            modifiers=frozenset(one for (at, one), (after, _) in pairwise(key) if after == at + 1),
        ),
    )


def _tells(form: str) -> bool:
    known = vocabulary()
    return form not in known.stop and form not in known.negators and len(stem(form)) > 1


def _unit(forms: Sequence[str], one: Number) -> str:
    """What a number counts, by the word behind it; where that says nothing, by the word before it: "at sixteen"."""
    after = forms[one.end] if one.end < len(forms) else ""
    if after and (after not in vocabulary().stop or after in ("years", "year", "time", "times", "days", "day")):
        return stem(after)
    return forms[one.first - 1] if one.first else ""


def _dates(form: str) -> bool:
    known = vocabulary()
    return form in known.months or form in known.days


def _negates(forms: Sequence[str], at: int) -> bool:
    """Whether the word at this place turns what its clause says; "not only" and its like do not."""
    after = forms[at + 1] if at + 1 < len(forms) else ""
    if forms[at] == "anything":
        return after == "but"
    return forms[at] in vocabulary().negators and not (forms[at] == "not" and after in _SPARED)


def _sides(forms: Sequence[str], key: Sequence[tuple[int, str]]) -> tuple[frozenset[str], frozenset[str], bool]:
    """What stands before and after a comparison, and whether the first comes off worse."""
    found = next((at for at, form in enumerate(forms) if form == "than" and at), None)
    less = False
    if found is not None:
        at = next((at for at in range(found) if forms[at] in _LESS or forms[at] in vocabulary().better), None)
        if at is None:
            at = next((at for at in range(found) if forms[at].endswith("er") and len(forms[at]) > 4), None)  # noqa: PLR2004
        if at is None:
            return frozenset(), frozenset(), False
        less = forms[at] in _LESS
        start = at
    else:
        above = next((at for at, form in enumerate(forms) if form in _ABOVE and at), None)
        if above is None or (forms[above] == "before" and not {"comes", "come", "goes", "should"} & set(forms[:above])):
            return frozenset(), frozenset(), False
        start = found = above
    left = frozenset(one for place, one in key if place < start) - _DIMENSIONS
    right = frozenset(one for place, one in key if place > found) - _DIMENSIONS
    left, right = left - right, right - left
    return (left, right, less) if left and right else (frozenset(), frozenset(), False)
