"""Which sessions the fit is made from: lines and understudy, untouched, told to drift, injected. Measures nothing.

*Lines*: a persona's own reference lines, some held back as its faithful replies. *Understudy*: the offline model plays
a demo persona. Into both, drift is injected; into lines, voices break in that the gauge has never met; the understudy
is also told to drift.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Final

from brain import demo
from brain.drift.contrast import ASSISTANT
from brain.style.words import sentences
from evals.calibrate.played import played, told
from evals.calibrate.sessions import (
    DOSES,
    OTHER_VOICE,
    PLAIN_ASSISTANT,
    TYPES,
    UNTOUCHED,
    Session,
    Setting,
    cast,
    intruders,
    knowing,
    library,
)
from evals.inject import Transcript, families, implant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from brain.genome import PersonaGenome
    from brain.models.chat import DriftType

HELD_BACK: Final = 10
"""Reference lines of a persona that play its faithful replies."""

KNOWN: Final = 22
"""Reference lines that its gauge may know; fewer than a demo persona has, so the fit is not spoiled by plenty."""

VOICE_FOLDS: Final = 4
"""A gauge is not shown any of the voices of a fold, and all of them break in."""

HALF_AND_FULL: Final = (0.5, 1.0)
"""Lines and further conversations are drifted at these doses only; the others are measured on one conversation each."""

LONG: Final = 20
"""Turns of a long untouched conversation."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How much of everything: conversations for each persona, what is put into each, voices a fold that break in."""

    personas: tuple[str, ...] = ()
    kinds: tuple[DriftType, ...] = TYPES
    doses: tuple[float, ...] = DOSES
    told: int = 1
    injected: int = 2
    untouched: int = 10
    long: int = 14
    shuffles: int = 3
    voices: int = 99
    folds: tuple[int, ...] = tuple(range(VOICE_FOLDS))

    @property
    def coarser(self) -> Recipe:
        """The same at half and at full dose only."""
        return replace(self, doses=tuple(dose for dose in self.doses if dose in HALF_AND_FULL))

    def of(self, names: Sequence[str]) -> list[str]:
        """Those of the names that the recipe is for; all where it names none."""
        return [name for name in names if not self.personas or name in self.personas]


WHOLE: Final = Recipe()


def of_lines(recipe: Recipe = WHOLE) -> Iterator[Setting]:
    """Every shipped voice and demo persona by its lines; in each fold other voices break in, unknown to the gauge."""
    everyone = library()
    for name in recipe.of(list(cast())):
        for fold in recipe.folds:
            others = voices_of(fold, besides=name)
            contrast = everyone.without(name)
            for other in others:
                contrast = contrast.without(other)
            lines = list(cast()[name].mind.reference_lines)
            random.Random(f"{fold}/{name}").shuffle(lines)  # noqa: S311 - a recipe must be repeatable
            known = lines[HELD_BACK : HELD_BACK + KNOWN]
            genome = knowing(cast()[name], known)
            unknown = {other: everyone.voices[other] for other in others}
            yield Setting(
                genome=genome,
                contrast=contrast,
                sessions=tuple(_of_lines(genome, lines[:HELD_BACK], unknown, fold, recipe)),
                rehearsed=False,
            )


def of_understudy(recipe: Recipe = WHOLE) -> Iterator[Setting]:
    """Every demo persona as the understudy plays it."""
    for genome in demo.load_all():
        if genome.metadata.slug in recipe.of([genome.metadata.slug]):
            yield Setting(
                genome=genome,
                contrast=library().without(genome.metadata.slug),
                sessions=tuple(_of_understudy(genome, recipe)),
                rehearsed=True,
            )


def voices_of(fold: int, *, besides: str) -> tuple[str, ...]:
    """The voices of a fold; every voice is in exactly one."""
    return tuple(name for name in intruders()[fold::VOICE_FOLDS] if name != besides)


def _of_understudy(genome: PersonaGenome, recipe: Recipe) -> Iterator[Session]:
    bases = [played(genome, number=number) for number in range(recipe.untouched)]
    yield from bases
    for number in range(1_000, 1_000 + recipe.long):
        yield played(genome, number=number, turns=LONG)
    for number, kind, dose in product(range(recipe.told), recipe.kinds, recipe.doses):
        yield told(genome, bases[number], kind=kind, dose=dose)
    others = (name for name in intruders() if name != genome.metadata.slug)
    voices = {name: library().voices[name] for name in others}
    yield from _injected(genome, bases[0], voices, recipe)
    for base in bases[1 : recipe.injected]:
        yield from _injected(genome, base, voices, recipe.coarser)


def _of_lines(
    genome: PersonaGenome, held: Sequence[str], voices: Mapping[str, Sequence[str]], fold: int, recipe: Recipe
) -> Iterator[Session]:
    for shuffle in range(recipe.shuffles):
        yield _base(genome, held, number=10 * fold + shuffle)
    base = _base(genome, held, number=10 * fold)
    chance = random.Random(f"{fold}/{genome.metadata.slug}/voices")  # noqa: S311 - a recipe must be repeatable
    recipe = recipe.coarser
    for (other, lines), dose in product(list(voices.items())[: recipe.voices], recipe.doses):
        yield _broken_into(base, other, chance.sample(list(lines), len(base.replies)), dose, chance)
    # Each type in one fold only: four times as much would tell little more.
    kinds = tuple(kind for place, kind in enumerate(recipe.kinds) if place % VOICE_FOLDS == fold)
    yield from _injected(genome, base, voices, replace(recipe, kinds=kinds))


def _base(genome: PersonaGenome, held: Sequence[str], *, number: int) -> Session:
    own = list(held)
    random.Random(f"{number}/{genome.metadata.slug}/base").shuffle(own)  # noqa: S311 - a recipe must be repeatable
    return Session(
        persona=genome.metadata.slug,
        source="lines",
        base=number,
        kind=UNTOUCHED,
        family="",
        dose=0.0,
        from_turn=len(own) + 1,
        users=("",) * len(own),
        replies=tuple(own),
    )


def _broken_into(base: Session, other: str, foreign: Sequence[str], dose: float, chance: random.Random) -> Session:
    """Replies of another voice from a turn on, alone at dose 1, else behind the share 1 - dose of the own sentences."""
    start = chance.randint(2, 6)
    said = Transcript(genome=cast()[base.persona], users=base.users, replies=base.replies)
    replies = [
        reply if turn < start else _blended(reply, foreign[turn - 1], dose)
        for turn, reply in enumerate(said.replies, start=1)
    ]
    kind = PLAIN_ASSISTANT if other == ASSISTANT else OTHER_VOICE
    return replace(base, kind=kind, family=other, dose=dose, from_turn=start, replies=tuple(replies))


def _blended(own: str, foreign: str, dose: float) -> str:
    if dose >= 1.0:
        return foreign
    spans = sentences(own)
    kept = spans[: max(1, round((1.0 - dose) * len(spans)))]
    return f"{own[kept[0].start : kept[-1].end]} {foreign}" if kept else foreign


def _injected(
    genome: PersonaGenome, base: Session, voices: Mapping[str, Sequence[str]], recipe: Recipe
) -> Iterator[Session]:
    said = Transcript(genome=genome, users=base.users, replies=base.replies)
    for kind in recipe.kinds:
        for family, dose in product(families(kind), recipe.doses):
            start = random.Random(f"{base.id}/{kind}/{family}").randint(2, 6)  # noqa: S311 - as above
            found = implant(said, kind, dose=dose, from_turn=start, seed=base.base, family=family, voices=voices)
            if not found.spans:
                continue  # Nothing gave a hold: such a session is the faithful one, whatever the dose.
            yield replace(
                base,
                kind=kind,
                family=family,
                dose=dose,
                from_turn=start,
                replies=found.transcript.replies,
                untouched=frozenset(t for t in range(start, len(base.replies) + 1) if not found.changed(t)),
            )
