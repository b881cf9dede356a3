"""A clause read as a proposition: content words, negation, comparison, particulars. Knows no slot of a person."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from brain.drift.claims.claim import Claim, Statement
from brain.drift.claims.clause import QUOTE
from brain.drift.claims.numerals import numbers
from brain.drift.claims.vocabulary import stem, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.claims.clause import Clause

LEAST_KEY: Final = 2
"""Fewer content words than this are no proposition that could be known again."""

MOST_KEY: Final = 14
"""With more, a clause says several things, and its negations cannot be placed."""

_MORE: Final = frozenset(
    [
        "more",
        "better",
        "greater",
        "larger",
        "bigger",
        "stronger",
        "higher",
        "safer",
        "wiser",
        "nobler",
        "worthier",
        "earlier",
        "sooner",
    ]
)
_LESS: Final = frozenset(["less", "worse", "smaller", "weaker", "lower", "fewer", "later"])
_ABOVE: Final = frozenset(
    ["before", "beats", "beat", "outweighs", "outweigh", "trumps", "trump", "surpasses", "surpass"]
)
_DIMENSIONS: Final = frozenset({"important", "good", "bad", "worth", "com", "far", "much"})
_SPARED: Final = frozenset({"only", "just", "merely", "simply"})


def statement_of(clause: Clause) -> Claim | None:
    """The proposition of a clause; None where its subject is not named, or it says too little or too much."""
    if clause.vague or QUOTE in clause.text:
        return None
    forms = clause.forms
    known = vocabulary()
    counted = numbers(forms)
    taken = {at for one in counted for at in range(one.first, one.end) if one.value > 1 or one.year}
    negations = int(clause.denied)
    key: list[tuple[int, str]] = []
    names: set[str] = set()
    months: set[str] = set()
    for at, form in enumerate(forms):
        if form in known.negators:
            spared = form == "not" and at + 1 < len(forms) and forms[at + 1] in _SPARED
            negations += not spared
        elif form in known.months or form in known.days:
            if at in clause.capitals:
                months.add(form)
        elif at not in taken and form not in known.stop:
            one = stem(form)
            if len(one) > 1:
                key.append((at, one))
                if at and at in clause.capitals:
                    names.add(one)
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
            negations=negations,
            own=clause.own,
            left=left,
            right=right,
            less=less,
            years=frozenset(one.value for one in counted if one.year),
            months=frozenset(months),
            counts=frozenset(one.value for one in counted if not one.year and one.value > 1),
            names=frozenset(names),
            able=able,
            modifiers=frozenset(one for (at, one), (after, _) in pairwise(key) if after == at + 1),
        ),
    )


def _sides(forms: Sequence[str], key: Sequence[tuple[int, str]]) -> tuple[frozenset[str], frozenset[str], bool]:
    """What stands before and after a comparison, and whether the first comes off worse."""
    found = next((at for at, form in enumerate(forms) if form == "than" and at), None)
    less = False
    if found is not None:
        at = next((at for at in range(found) if forms[at] in _MORE | _LESS), None)
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
    return (left, right, less) if left and right else (frozenset(), frozenset(), False)
