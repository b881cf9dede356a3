"""Whether two claims can both be true: not where a slot holds one value at a time, or where polarity differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drift.claims.family import MANY, PARENTS, UNIQUE
from brain.drift.claims.places import gazetteer, known, narrowest, relation
from brain.drift.claims.propositions import stated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from brain.drift.claims.claim import Claim, Slot

ANIMALS: Final = frozenset({"dog", "cat", "horse", "raven", "parrot", "pet"})


def contrast(one: Claim, other: Claim) -> float:
    """Above 0 how surely the two cannot both be true, at most 1; below 0 that they say the same; 0 neither.

    Symmetric. The claims' own strengths are not in it.
    """
    return _BY_SLOT[one.slot](one, other) if one.slot == other.slot else 0.0


def _signed(same: bool, one: Claim, other: Claim, weight: float) -> float:  # noqa: FBT001 - a value, not a switch
    """For values that agree (`same`) or exclude each other, the verdict under the claims' polarity."""
    if one.negated and other.negated:
        return -weight if same else 0.0
    if one.negated or other.negated:
        return weight if same else 0.0
    return -weight if same else weight


def _name(one: Claim, other: Claim) -> float:
    same = any(a.startswith(b) or b.startswith(a) for a in one.values for b in other.values)
    return _signed(same, one, other, 1.0)


def _place(one: Claim, other: Claim) -> float:
    related = {relation(a, b) for a in narrowest(one.values) for b in narrowest(other.values)}
    overlap = any(a in b or b in a for a in one.values for b in other.values)
    if "compatible" in related or overlap:
        return _signed(same=True, one=one, other=other, weight=1.0)
    if "apart" in related:
        return _signed(same=False, one=one, other=other, weight=1.0)
    listed = [[known(name) for name in side] for side in (one.values, other.values)]
    if all(any(side) for side in listed):
        return 0.0
    wide = any(known(name) and gazetteer().rank[name] != "city" for name in one.values | other.values)
    return 0.0 if wide else _signed(same=False, one=one, other=other, weight=0.7 if any(map(any, listed)) else 0.6)


def _birth_date(one: Claim, other: Claim) -> float:
    a, b = (dict(value.split() for value in claim.values) for claim in (one, other))
    shared = a.keys() & b.keys()
    if not shared:
        return 0.0
    return _signed(all(a[part] == b[part] for part in shared), one, other, 1.0)


def _age(one: Claim, other: Claim) -> float:
    if one.tense != other.tense:
        return 0.0
    apart = max(one.low, other.low) - min(one.high, other.high)
    if -1.0 < apart < 1.0:
        return 0.0
    return _signed(apart < 0.0, one, other, 1.0)


def _home(one: Claim, other: Claim) -> float:
    return 0.9 * _place(one, other)


def _nationality(one: Claim, other: Claim) -> float:
    related = {relation(a, b) for a in one.values for b in other.values}
    if "compatible" in related:
        return _signed(same=True, one=one, other=other, weight=0.9)
    return _signed(same=False, one=one, other=other, weight=0.7) if "apart" in related else 0.0


def _work(one: Claim, other: Claim) -> float:
    if one.about == other.about:
        exact = one.values == other.values
        return _signed(same=True, one=one, other=other, weight=0.9) if exact or one.negated == other.negated else 0.0
    return _signed(same=False, one=one, other=other, weight=0.7) if "past" not in (one.tense, other.tense) else 0.0


def _family_count(one: Claim, other: Claim) -> float:
    if one.about == other.about:
        apart = one.low > other.high or other.low > one.high
        if apart and one.about in ANIMALS and one.tense != other.tense:
            return 0.0
        exact = one.low == other.low and one.high == other.high
        return (1.0 if 0.0 in (one.high, other.high) else 0.9) if apart else (-0.9 if exact else 0.0)
    if "family" in (one.about, other.about):
        kin = other if one.about == "family" else one
        return 0.9 if kin.low > 0.0 and kin.about not in ANIMALS and kin.tense == "present" else 0.0
    whole, part = (one, other) if PARENTS.get(other.about) == one.about else (other, one)
    if PARENTS.get(part.about) == whole.about or (whole.about == "pet" and part.about in ANIMALS):
        if part.low > whole.high:
            return 0.9 if part.tense == whole.tense or "past" not in (part.tense, whole.tense) else 0.0
        # Who has two sons may have three children, but hardly thirty.
        return 0.6 if part.high < MANY and whole.low > 2.0 * part.high + 1.0 and whole.about == "child" else 0.0
    return 0.0


def _family_name(one: Claim, other: Claim) -> float:
    if one.about != other.about:
        return 0.0
    if one.values & other.values:
        return -0.9
    return 0.9 if one.about in UNIQUE else 0.6


def _family_work(one: Claim, other: Claim) -> float:
    if one.about != other.about:
        return 0.0
    return -0.9 if one.values & other.values else 0.8


def _marriage(one: Claim, other: Claim) -> float:
    return _signed(same=True, one=one, other=other, weight=0.9) if one.about == other.about else 0.0


def _taste(one: Claim, other: Claim) -> float:
    if one.values == other.values:
        return -0.9 if one.negated == other.negated else 0.9
    if one.negated == other.negated:
        return 0.0
    refused, liked = (one, other) if one.negated else (other, one)
    return 0.6 if refused.values < liked.values and len(liked.values) - len(refused.values) == 1 else 0.0


def _favourite(one: Claim, other: Claim) -> float:
    if one.about != other.about or one.tense != other.tense:
        return 0.0
    return -0.8 if one.values & other.values else 0.8


def _diet(one: Claim, other: Claim) -> float:
    return _signed(same=True, one=one, other=other, weight=0.9) if one.about == other.about else 0.0


_BY_SLOT: Final[Mapping[Slot, Callable[[Claim, Claim], float]]] = {
    "name": _name,
    "birth place": _place,
    "birth date": _birth_date,
    "age": _age,
    "home": _home,
    "nationality": _nationality,
    "work": _work,
    "family count": _family_count,
    "family name": _family_name,
    "family work": _family_work,
    "marriage": _marriage,
    "taste": _taste,
    "favourite": _favourite,
    "diet": _diet,
    "statement": stated,
}
