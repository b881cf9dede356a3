"""What a wizard session stands for at this moment: a whole genome, and what is still wrong with it. Knows no store.

Steps that were never opened are filled by the draft, so a session can be published from any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, Literal

from brain import drafting
from brain.drafting.pasted import fields as read_fields
from brain.drafting.pasted.text import read as read_text
from brain.genome import read
from store.wizard_values import Part, Step
from studio.media.visual.casting import face_of
from studio.wizard import mind, pasting, spark, visual, voice
from studio.wizard.overlay import Problem, put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from brain.genome import PersonaGenome
    from store.wizard_values import WizardSession

State = Literal["empty", "suggested", "yours", "mend"]
"""Of a step: nothing there; filled by the draft; with words of the user's; with something to mend."""

MODULES: Final = {Step.VISUAL: visual, Step.VOICE: voice, Step.MIND: mind}
"""The steps between the first and the last, in order. Each has PART, `apply` and `problems`."""

KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Draft:
    """The genome as it would be published now, and the problems of each step. With problems it is not published."""

    genome: PersonaGenome
    problems: Mapping[Step, tuple[Problem, ...]]

    @property
    def ready(self) -> bool:
        """Whether it can be published."""
        return not any(self.problems.values())

    def problem(self, step: Step, field: str) -> str:
        """What is wrong with a field; empty if nothing is."""
        return next((one.what for one in self.problems.get(step, ()) if one.field == field), "")


def of(session: WizardSession) -> Draft:
    """The draft of a session, the same for the same revision; made once for the revisions used last."""
    return _made(_Key(session))


def sketch(words: str, *, seed: int) -> PersonaGenome:
    """The genome that words and a seed give, with nothing written over it."""
    concept = drafting.read(words)
    genome = drafting.complete(drafting.draft(concept, seed=seed), concept, seed=seed)
    return genome.model_copy(update={"visual": face_of(genome, words=concept.text, seed=seed)})


def sketch_text(text: str, *, seed: int) -> PersonaGenome:
    """The genome of a text as the rules read it: what was read and measured, and drafted around it."""
    reading = read_text(text)
    concept, found = read_fields.concept(reading, text), read_fields.fields(reading, text)
    first = spark.over(drafting.draft(concept, seed=seed), found.spark)
    genome = drafting.complete(first, concept, seed=seed, heard=read_fields.heard(reading))
    genome = genome.model_copy(update={"visual": face_of(genome, words=concept.text, seed=seed)})
    return mind.apply(voice.suited(genome), found.measured | found.mind)[0]


def state(session: WizardSession, draft: Draft, step: Step) -> State:
    """How far a step is."""
    if draft.problems.get(step):
        return "mend"
    if step is Step.REVIEW:
        return "suggested" if draft.ready else "mend"
    fields = session.fields[Part(step.value)]
    if any(field.by == "user" for field in fields.values()):
        return "yours"
    return "suggested"


class _Key:
    """A session as a key: equal for equal id and revision."""

    def __init__(self, session: WizardSession) -> None:
        self.session = session
        self._key = (session.id, session.revision)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._key == other._key


@lru_cache(KEPT)
def _made(key: _Key) -> Draft:
    session = key.session
    told = _values(session, Part.SPARK)
    found: dict[Step, tuple[Problem, ...]] = {}
    wrong: tuple[Problem, ...] = ()
    if session.base:
        genome, wrong = spark.apply(read(session.base), told)
    else:
        words = str(told.get("concept") or told.get("description") or "")
        concept, heard = pasting.begun_from(session) or (drafting.read(words), drafting.hear(words))
        first = spark.over(drafting.draft(concept, seed=session.seed), told)
        genome = drafting.complete(first, concept, seed=session.seed, heard=heard)
        # The session counts in the seed of the face: who writes the same sentence twice gets two persons.
        seed = int.from_bytes(blake2b(f"{session.id}:{session.seed}".encode(), digest_size=4).digest())
        genome = genome.model_copy(update={"visual": face_of(genome, words=concept.text, seed=seed)})
        genome = voice.suited(genome)
    found[Step.SPARK] = (*wrong, *spark.problems(genome, told))
    for step, module in MODULES.items():
        values = _values(session, module.PART)
        genome, wrong = module.apply(genome, values)
        found[step] = (*wrong, *module.problems(genome, values))
    genome, wrong = put(genome, "motion", _values(session, Part.MOTION))
    found[Step.MIND] += wrong
    return Draft(genome=genome, problems=found)


def _values(session: WizardSession, part: Part) -> dict[str, JsonValue]:
    return {name: field.value for name, field in session.fields[part].items()}
