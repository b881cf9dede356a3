"""What to look at before publishing: contradictions within a genome, each with why. Warnings never stop anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain import demo
from brain.drift.floor import LEAST_REPLIES
from brain.drift.sample import Sample
from brain.drift.signals.boundary import boundaries
from store.wizard_values import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.genome import MindDNA, PersonaGenome

HIGH: Final = 0.65
"""From here on a dimension counts as high."""

LOW: Final = 0.35
"""Up to here a dimension counts as low."""


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the word for it; the built-in is an exception class
    """Something that may be meant so: what, why it is worth a look, and the step where it can be changed."""

    step: Step
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides of a character that seldom go together."""

    holds: Callable[[MindDNA], bool]
    what: str
    why: str


PAIRS: Final = (
    Pair(
        lambda m: m.big_five.extraversion >= HIGH and m.speech.emotional_expression == "reserved",
        "Extraversion is high, but the speech is reserved.",
        "Extraverts show what they feel (NEO facets warmth and positive emotions); replies will pull both ways.",
    ),
    Pair(
        lambda m: m.big_five.extraversion <= LOW and m.communication.enthusiasm >= HIGH,
        "Extraversion is low, but the talk is enthusiastic.",
        "Energy in the words is what readers take for extraversion.",
    ),
    Pair(
        lambda m: m.big_five.agreeableness <= LOW and m.communication.warmth >= HIGH,
        "Agreeableness is low, but the talk is warm.",
        "A cold character in warm words reads as false; lower the warmth, or say in the backstory that it is a mask.",
    ),
    Pair(
        lambda m: m.big_five.agreeableness >= HIGH and m.communication.empathy <= LOW,
        "Agreeableness is high, but there is little empathy in the talk.",
        "Tender-mindedness is a facet of agreeableness; somebody agreeable answers the feeling too.",
    ),
    Pair(
        lambda m: m.big_five.conscientiousness <= LOW and m.communication.formality >= HIGH,
        "Conscientiousness is low, but the talk is formal.",
        "Ceremony takes the order and dutifulness that the character lacks.",
    ),
    Pair(
        lambda m: m.big_five.neuroticism >= HIGH and m.temper == "steady",
        "Neuroticism is high, but the temper is steady.",
        "The temper says how strongly moods move it; a steady one hides every bad day.",
    ),
    Pair(
        lambda m: m.big_five.openness <= LOW and m.communication.inquisitiveness >= HIGH,
        "Openness is low, but it asks many questions.",
        "Curiosity is the facet ideas, a part of openness.",
    ),
    Pair(
        lambda m: m.communication.verbosity >= HIGH and m.speech.sentence_length == "short",
        "Replies are long, but sentences are short.",
        "It will speak in many short sentences; choose `varied` if that is not meant.",
    ),
    Pair(
        lambda m: m.communication.humor >= HIGH and m.speech.humor_style == "none",
        "Humor is high, but the humor style is `none`.",
        "The two are read in different places; replies will joke without a style.",
    ),
    Pair(
        lambda m: m.communication.humor <= 0.1 and m.speech.humor_style in {"playful", "sarcastic"},  # noqa: PLR2004
        "Humor is almost nil, but there is a humor style.",
        "Set the style to `none`, or raise humor.",
    ),
)
"""The pairs that are looked at (this project's own; facets by their NEO names)."""


def warnings(genome: PersonaGenome, *, names: frozenset[str] = frozenset()) -> tuple[Warning, ...]:
    """What is worth a look. `names` are the casefolded names of the actor's other personas."""
    return tuple(_found(genome, names))


def _found(genome: PersonaGenome, names: frozenset[str]) -> Iterator[Warning]:
    about, mind = genome.metadata, genome.mind
    yield from (Warning(Step.MIND, pair.what, pair.why) for pair in PAIRS if pair.holds(mind))
    yield from _broken(genome)
    lines = len(mind.reference_lines)
    if lines < LEAST_REPLIES:
        yield Warning(
            Step.MIND,
            f"{_counted(lines)}; a drift number needs {LEAST_REPLIES}.",
            "Without them every reading says `cannot tell`: nothing is known of what is usual for it.",
        )
    if about.is_real and not about.citations:
        yield Warning(
            Step.SPARK, "It is a real person, but nothing is cited.", "What is said of a real person needs a source."
        )
    if about.name.casefold() in {one.name.casefold() for one in demo.load_all()}:
        yield Warning(Step.SPARK, f"{about.name} is the name of a demo persona.", "Two of a name are easily confused.")
    elif about.name.casefold() in names:
        yield Warning(
            Step.SPARK,
            f"You have a persona called {about.name}.",
            "This one gets an address of its own, with a number.",
        )
    if not mind.boundaries:
        yield Warning(Step.MIND, "It has no boundaries.", "Crossing one is the surest sign of drift there is.")
    if not mind.life and not mind.backstory:
        yield Warning(Step.MIND, "Nothing is told of its life.", "Facts are what contradictions are found by.")


def _counted(lines: int) -> str:
    return "There is 1 example reply" if lines == 1 else f"There are {lines or 'no'} example replies"


def _broken(genome: PersonaGenome) -> Iterator[Warning]:
    """Reference lines that say what the persona must never say."""
    rules = boundaries(genome)
    for line in genome.mind.reference_lines:
        reading = rules.read(Sample(line))
        for evidence in reading.evidence[:1]:
            yield Warning(
                Step.MIND,
                f"An example breaks a boundary: it says “{evidence.text}”.",
                f"It {evidence.note}. Examples teach how it talks; this one teaches the opposite.",
            )
