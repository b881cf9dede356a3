"""How far a questionnaire's answers hang together: alpha and omega over personas, test and retest of each persona.

Alpha and omega say whether the items of a factor measure one thing *between* personas, so a row is a persona; the
repetitions of one persona are no rows. Knows no genome's own levels.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.genome.big_five import FACETS
from evals.questionnaire import ipip
from evals.scorers.questionnaire import LEAST_ITEMS
from evals.statistics.omega import omega
from evals.statistics.reliability import cronbach, intraclass, retest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.record import Answered
    from evals.run import Run
    from evals.statistics.estimate import Estimate

Levels = dict[str, float]
"""A level from 0 to 1 by the id of an item, or the name of a facet."""

TWICE: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Consistency:
    """One coefficient: of what, over what, and its estimate with interval or the reason why there is none."""

    name: str
    over: str
    found: Estimate


def consistency(run: Run, *, level: float = 0.95) -> tuple[Consistency, ...]:
    """Alpha of each factor's items and omega of its six facets over personas; retest and ICC(1,1) of each persona.

    The first asking of each item is the test, the last the retest; several conversations of a persona are averaged
    first. Retest and ICC are over a persona's thirty facets. Empty where no questionnaire was asked.
    """
    asked = {slug: found for slug, found in _askings(run).items() if found[0]}
    if not asked:
        return ()
    tests = {slug: first for slug, (first, _) in asked.items()}
    found = []
    for factor, six in FACETS.items():
        items = [one.id for one in ipip.items() if one.factor == factor]
        rows = [[levels.get(item) for item in items] for levels in tests.values()]
        facets = [[_facets(levels).get(facet) for facet in six] for levels in tests.values()]
        over = f"{len(rows)} personas"
        found.append(Consistency(name=f"alpha: {factor}", over=over, found=cronbach(rows, level=level)))
        found.append(Consistency(name=f"omega: {factor}", over=over, found=omega(facets, level=level)))
    for slug, (first, last) in asked.items():
        one, other = _facets(first), _facets(last)
        pairs = [(one.get(facet), other.get(facet)) for six in FACETS.values() for facet in six]
        over = f"30 facets of {slug}"
        found.append(Consistency(name="test and retest: correlation", over=over, found=retest(pairs, level=level)))
        found.append(Consistency(name="test and retest: ICC(1,1)", over=over, found=intraclass(pairs, level=level)))
    return tuple(found)


def _askings(run: Run) -> Mapping[str, tuple[Levels, Levels]]:
    """For each persona the level that each item's first and last answer speak for, over its conversations.

    An item asked once has no last answer; one that a conversation did not answer plainly does not count there.
    """
    first: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    last: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for outcome in run.outcomes:
        for item, answers in _by_item(outcome.record.answers).items():
            given = [_level(one) for one in answers]
            for sides, value in ((first, given[0]), (last, given[-1] if len(given) >= TWICE else None)):
                if value is not None:
                    sides[outcome.record.persona][item].append(value)
    slugs = [one.metadata.slug for one in run.order.genomes]
    return {slug: (_means(first[slug]), _means(last[slug])) for slug in slugs}


def _by_item(answers: Sequence[Answered]) -> Mapping[str, Sequence[Answered]]:
    found: dict[str, list[Answered]] = defaultdict(list)
    for one in answers:
        if one.asked.item is not None:
            found[one.asked.item].append(one)
    return found


def _level(one: Answered) -> float | None:
    value = ipip.answer(one.reply) if one.whole else None
    return None if value is None or one.asked.item is None else ipip.keyed(ipip.item(one.asked.item), value)


def _means(items: Mapping[str, Sequence[float]]) -> Levels:
    return {item: sum(levels) / len(levels) for item, levels in items.items()}


def _facets(levels: Levels) -> Levels:
    own: dict[str, list[float]] = defaultdict(list)
    for item, level in levels.items():
        own[ipip.item(item).facet].append(level)
    return {facet: sum(found) / len(found) for facet, found in own.items() if len(found) >= LEAST_ITEMS}
