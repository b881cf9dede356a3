"""The questionnaire's answers against the genome: the five factors as a radar, the thirty facets as dots. No page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.genome.big_five import FACETS
from evals.questionnaire.self_report import worth
from evals.scorers.questionnaire import levels
from evals.statistics.estimate import Interval
from evals.statistics.interval import mean
from studio.charts.chart import Dots, Mark, Radar, Ring, Table
from studio.charts.words import NONE, estimate, listed, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.genome import PersonaGenome
    from evals.outcome import Outcome
    from evals.scorers.questionnaire import Levels
    from evals.statistics.estimate import Estimate
    from evals.suites.suite import Suite

WHOLE: Final = (0.0, 1.0)
GENOME: Final = "genome"
ANSWERS: Final = "answers"


def asks(suite: Suite) -> bool:
    """Whether a suite asks any questionnaire."""
    return any(probe.questionnaire is not None for talk in suite.conversations for probe in talk.probes)


def asked(outcomes: Sequence[Outcome]) -> bool:
    """Whether any of these conversations holds answers to a questionnaire."""
    return any(one.asked.item is not None for outcome in outcomes for one in outcome.record.answers)


def charts(genome: PersonaGenome, outcomes: Sequence[Outcome], *, model: str) -> tuple[Radar, Dots]:
    """The factors and the facets of one persona's answers by a model, over all of its conversations."""
    found = levels([one for outcome in outcomes for one in outcome.record.answers])
    factors = {name: getattr(genome.mind.big_five, name) for name in FACETS}
    said = {name: _factor(name, found) for name in FACETS}
    return _radar(genome.name, factors, said, found, worth(model)), _facets(genome, found)


def _factor(name: str, found: Levels) -> Estimate:
    """A factor's level and an interval over its facets, of which six stand for many."""
    known = [found.facets.get(facet) if name in found.factors else None for facet in FACETS[name]]
    return mean(known, clusters=FACETS[name], bounds=WHOLE)


def _radar(name: str, wanted: Mapping[str, float], said: Mapping[str, Estimate], found: Levels, caution: str) -> Radar:
    answers = [said[one] for one in FACETS]
    outside = [
        factor
        for factor in FACETS
        if isinstance(one := said[factor], Interval) and not one.low <= wanted[factor] <= one.high
    ]
    if not found.factors:
        title = f"{found.answered} of {found.asked} items were answered: no factor can be told"
    elif outside:
        title = f"{name} answers unlike its genome in {listed(outside, most=5)}"
    else:
        title = f"{name} answers as its genome has it, as far as the answers can tell"
    return Radar(
        title=title,
        note="Five factors from 0 to 1. Dotted: the genome. Solid: the answers, each with the 95 % interval over the "
        f"factor's six facets. {found.answered} of {found.asked} answers could be read. {caution}".rstrip(),
        axes=tuple(factor.capitalize() for factor in FACETS),
        rings=(
            Ring(name=GENOME, levels=tuple(wanted[factor] for factor in FACETS)),
            Ring(
                name=ANSWERS,
                levels=tuple(one.value for one in answers),
                lows=tuple(one.low if isinstance(one, Interval) else None for one in answers),
                highs=tuple(one.high if isinstance(one, Interval) else None for one in answers),
            ),
        ),
        table=Table(
            head=("factor", "genome", "answers, 95 % interval", "difference"),
            rows=tuple(
                (factor, number(wanted[factor]), estimate(one), _away(one.value, wanted[factor]))
                for factor, one in said.items()
            ),
        ),
    )


def _facets(genome: PersonaGenome, found: Levels) -> Dots:
    names = [facet for six in FACETS.values() for facet in six]
    wanted = {facet: float(getattr(genome.mind.facets, facet)) for facet in names}
    far = sorted(found.facets, key=lambda facet: -abs(found.facets[facet] - wanted[facet]))
    title = (
        f"Farthest from the genome: {_plain(far[0])}, {number(found.facets[far[0]])} where the genome has "
        f"{number(wanted[far[0]])}"
        if far
        else "No facet was answered often enough"
    )
    marks = [mark for facet in names for mark in _both(_plain(facet), wanted[facet], found.facets.get(facet))]
    return Dots(
        title=title,
        note="Thirty facets of four items each: too few for an interval, so look at the factors for how sure this is. "
        "Hollow: the genome; filled: the answers.",
        axis="level, 0 to 1",
        marks=tuple(marks) if found.facets else (),
        span=WHOLE,
        table=Table(
            head=("facet", "factor", "genome", "answers", "difference"),
            rows=tuple(
                (
                    _plain(facet),
                    factor,
                    number(wanted[facet]),
                    "not known" if facet not in found.facets else number(found.facets[facet]),
                    _away(found.facets.get(facet), wanted[facet]),
                )
                for factor, six in FACETS.items()
                for facet in six
            ),
        ),
    )


def _both(label: str, wanted: float, level: float | None) -> tuple[Mark, Mark]:
    """The genome's level, hollow, and that of the answers."""
    why = "" if level is not None else "Too few answers."
    return (
        Mark(label=label, value=wanted, of=GENOME, tone="quiet"),
        Mark(label=label, value=level, of=ANSWERS, why=why),
    )


def _away(level: float | None, wanted: float) -> str:
    return NONE if level is None else number(level - wanted, signed=True)


def _plain(facet: str) -> str:
    return facet.replace("_", " ")
