"""The step MIND: its fields are paths within the genome's `mind`. Knows how they enter it, and what moves along."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from brain.genome.big_five import FACETS, with_facet, with_factor
from store.wizard_values import Change, Part
from studio.wizard.overlay import Problem, put

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import JsonValue

    from brain.genome import BigFive, Facets, PersonaGenome
    from store.wizard_values import WizardSession

PART: Final = Part.MIND

ALWAYS: Final = 2**62
"""The revision that is seen by whoever changes one field on behalf of another."""

FOLLOWS: Final[Mapping[str, Mapping[str, float]]] = {
    "extraversion": {"enthusiasm": 0.7, "verbosity": 0.3, "storytelling": 0.3},
    "agreeableness": {"warmth": 0.7, "empathy": 0.6, "directness": -0.3},
    "openness": {"sophistication": 0.4, "inquisitiveness": 0.5, "storytelling": 0.2},
    "conscientiousness": {"formality": 0.4},
    "neuroticism": {"enthusiasm": -0.2, "humor": -0.2},
}
"""How far the talk follows when a factor moves by 1, where the user has not set it (this project's own rule)."""


def apply(genome: PersonaGenome, fields: Mapping[str, JsonValue]) -> tuple[PersonaGenome, tuple[Problem, ...]]:
    """The genome with the fields of this step in it, and those that did not fit."""
    return put(genome, "mind", fields)


def problems(genome: PersonaGenome, fields: Mapping[str, JsonValue]) -> tuple[Problem, ...]:  # noqa: ARG001
    """What keeps this step from being published, beside the fields that do not fit."""
    return ()


def along(session: WizardSession, genome: PersonaGenome, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes with what moves along: a factor's facets and the talk, or a facet's factor.

    The rule is that of `brain.genome.big_five`; the talk follows by FOLLOWS, but for what the user set.
    """
    factors, facets = genome.mind.big_five, genome.mind.facets
    found: list[Change] = []
    for change in changes:
        found.append(change)
        strand, _, name = change.name.partition(".")
        if change.part is not PART or change.clear or not _level(change.value):
            continue
        value = float(change.value)  # type: ignore[arg-type]
        if strand == "big_five" and name in FACETS:
            by = value - float(getattr(factors, name))
            factors, facets = with_factor(factors, facets, name, value)
            found += _all(factors, facets, name, change, but=change.name)
            found += _talk(session, genome, name, by)
        elif strand == "facets" and name in type(facets).model_fields:
            factors, facets = with_facet(factors, facets, name, value)
            factor = next(one for one, six in FACETS.items() if name in six)
            found.append(_beside(change, f"big_five.{factor}", round(float(getattr(factors, factor)), 4)))
    return tuple(found)


def _all(factors: BigFive, facets: Facets, factor: str, change: Change, *, but: str) -> Iterator[Change]:
    for name in (f"big_five.{factor}", *(f"facets.{facet}" for facet in FACETS[factor])):
        held = factors if name.startswith("big_five") else facets
        if name != but:
            yield _beside(change, name, round(float(getattr(held, name.partition(".")[2])), 4))


def _talk(session: WizardSession, genome: PersonaGenome, factor: str, by: float) -> Iterator[Change]:
    for name, weight in FOLLOWS[factor].items():
        path = f"communication.{name}"
        now = float(getattr(genome.mind.communication, name))
        if not session.written(PART, path):
            yield Change(PART, path, round(min(1.0, max(0.0, now + weight * by)), 3), by="suggested")


def _beside(change: Change, name: str, value: float) -> Change:
    return replace(change, name=name, value=value, seen=ALWAYS)


def _level(value: JsonValue) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1
