"""Questionnaire distance: the answers to IPIP-NEO-120 against the genome's levels, by factor and by facet.

Reverse-keyed items are turned round; a reply without one plain answer is missing and counts nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.genome.big_five import FACETS
from evals.questionnaire import ipip
from evals.scorers.score import Score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.genome import PersonaGenome
    from evals.record import Answered, Readings, Record

LEAST_ITEMS: Final = 2
"""Of a facet's four items so many must be answered."""

LEAST_FACETS: Final = 4
"""Of a factor's six facets so many must be known."""

_UNIT: Final = "mean absolute difference of levels, 0 to 1"


def distance(genome: PersonaGenome, record: Record, _: Readings) -> tuple[Score, ...]:
    """Mean absolute difference from the genome's levels: over factors, over facets, each factor; and at the retest."""
    asked = [one for one in record.answers if one.asked.item is not None]
    given = _given(asked)
    facets = _facets(given)
    factors = _factors(facets)
    counted = (sum(map(len, given.values())), len(asked))
    wanted = {name: getattr(genome.mind.facets, name) for six in FACETS.values() for name in six}
    own = {name: getattr(genome.mind.big_five, name) for name in FACETS}
    whole = "questionnaire distance"
    return (
        _mean(whole, factors, own, counted, len(FACETS)),
        _mean(f"{whole}: facets", facets, wanted, counted, len(wanted)),
        *(_mean(f"{whole}: {name}", _only(factors, name), own, counted, 1) for name in FACETS),
        _retest(f"{whole}: retest", given, len(ipip.items())),
    )


class Levels(NamedTuple):
    """Levels from 0 to 1 that answers speak for, by factor and by facet; what too few items speak for is left out."""

    factors: Mapping[str, float]
    facets: Mapping[str, float]
    answered: int
    asked: int


def levels(answers: Sequence[Answered]) -> Levels:
    """What the answers to the items among `answers` say; an item that was asked several times counts by its mean."""
    asked = [one for one in answers if one.asked.item is not None]
    given = _given(asked)
    facets = _facets(given)
    return Levels(factors=_factors(facets), facets=facets, answered=sum(map(len, given.values())), asked=len(asked))


def _given(asked: Sequence[Answered]) -> dict[str, list[float]]:
    """The levels that the answers to each item speak for, by the item's id, in the order in which they were given."""
    found: dict[str, list[float]] = defaultdict(list)
    for one in asked:
        value = ipip.answer(one.reply) if one.whole else None
        if value is not None and one.asked.item is not None:
            found[one.asked.item].append(ipip.keyed(ipip.item(one.asked.item), value))
    return found


def _facets(given: Mapping[str, Sequence[float]]) -> dict[str, float]:
    items: dict[str, list[float]] = defaultdict(list)
    for name, levels in given.items():
        items[ipip.item(name).facet].append(sum(levels) / len(levels))
    return {facet: sum(levels) / len(levels) for facet, levels in items.items() if len(levels) >= LEAST_ITEMS}


def _factors(facets: Mapping[str, float]) -> dict[str, float]:
    found = {name: [facets[facet] for facet in six if facet in facets] for name, six in FACETS.items()}
    return {name: sum(levels) / len(levels) for name, levels in found.items() if len(levels) >= LEAST_FACETS}


def _only(levels: Mapping[str, float], name: str) -> dict[str, float]:
    return {name: levels[name]} if name in levels else {}


def _mean(
    name: str, found: Mapping[str, float], wanted: Mapping[str, float], counted: tuple[int, int], least: int
) -> Score:
    enough = len(found) >= least and bool(found)
    away = {one: level - wanted[one] for one, level in found.items()}
    worst = sorted(away.items(), key=lambda one: -abs(one[1]))[:5]
    return Score(
        name=name,
        value=sum(map(abs, away.values())) / len(away) if enough else None,
        unit=_UNIT,
        higher_is="worse",
        judged=counted[0],
        of=counted[1],
        what="answers",
        evidence=tuple(f"{one}: {found[one]:.2f}, the genome has {wanted[one]:.2f}" for one, _ in worst),
        reason=""
        if enough
        else f"{counted[0]} of {counted[1]} items were answered; {len(found)} of {least} levels known.",
    )


def _retest(name: str, given: Mapping[str, Sequence[float]], items: int) -> Score:
    pairs = [levels for levels in given.values() if len(levels) > 1]
    away = [abs(levels[-1] - levels[0]) for levels in pairs]
    enough = 2 * len(pairs) >= items
    return Score(
        name=name,
        value=sum(away) / len(away) if enough else None,
        unit=_UNIT,
        higher_is="worse",
        judged=len(pairs),
        of=items,
        what="items",
        reason="" if enough else f"{len(pairs)} of {items} items were answered twice.",
    )
