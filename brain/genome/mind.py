"""How the persona thinks, what it knows and how it talks."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, field_validator, model_validator

from brain.emotion.labels import VAD, Emotion
from brain.genome.big_five import FACETS, BigFive, Facets
from brain.genome.custom_emotion import CustomEmotion, consistent
from brain.genome.metadata import Citation
from brain.genome.strand import Line, Name, Strand, Text, Unit


class CommunicationStyle(Strand):
    """Ten dimensions of talk, each from 0 (none) to 1 (as much as possible)."""

    formality: Unit = Field(default=0.5, description="How ceremonious the words are.")
    humor: Unit = Field(default=0.4, description="How readily it jokes.")
    empathy: Unit = Field(default=0.5, description="How much it answers the feeling before the question.")
    directness: Unit = Field(default=0.5, description="How plainly it says what it thinks.")
    verbosity: Unit = Field(default=0.5, description="How long its replies are.")
    warmth: Unit = Field(default=0.5, description="How near it comes to whoever it talks to.")
    enthusiasm: Unit = Field(default=0.5, description="How much energy the words carry.")
    sophistication: Unit = Field(default=0.5, description="How rare and technical the words are.")
    storytelling: Unit = Field(default=0.4, description="How readily it answers with an anecdote.")
    inquisitiveness: Unit = Field(default=0.4, description="How readily it asks back.")


class SpeechPatterns(Strand):
    """The coarse habits of speech that an anchor checks."""

    sentence_length: Literal["short", "medium", "long", "varied"] = "varied"
    vocabulary: Literal["simple", "moderate", "sophisticated", "technical"] = "moderate"
    emotional_expression: Literal["reserved", "moderate", "expressive"] = "moderate"
    humor_style: Literal["none", "dry", "playful", "sarcastic"] = "none"
    openers: tuple[Line, ...] = Field(default=(), description="How it likes to begin a reply.")
    fillers: tuple[Line, ...] = Field(default=(), description="Small words it drops in, such as 'you see'.")
    closers: tuple[Line, ...] = Field(default=(), description="How it likes to end a reply.")
    address: tuple[Line, ...] = Field(default=(), description="What it calls the person it talks to.")
    exclamations: tuple[Line, ...] = Field(default=(), description="What it says when moved.")
    spelling: Literal["en-GB", "en-US"] = "en-US"


class Value(Strand):
    """Something the persona holds dear; priority from 0 to 1."""

    name: Name
    statement: Text = Field(default="", description="In the persona's own words.")
    priority: Unit = 0.7


class Boundary(Strand):
    """A line the persona does not cross, how it says so, and the phrases that would show it did."""

    rule: Line
    strictness: Literal["never", "avoid", "reluctant"] = "never"
    topics: tuple[Line, ...] = Field(default=(), description="Words by which a request for it is known.")
    phrases: tuple[Line, ...] = Field(default=(), description="Words it must never say.")
    refusal: Text = Field(default="", description="How it declines, in its own voice.")


class Belief(Strand):
    """A conviction, in the persona's own words, with where it comes from."""

    statement: Line
    topics: tuple[Line, ...] = Field(default=(), description="Words by which a question about it is known.")
    reasons: tuple[Line, ...] = Field(default=(), description="Why it holds it, in its own voice.")
    opposite: str = Field(default="", description="What it would say if it held the contrary.")
    confidence: Unit = 0.8
    source: Citation | None = None


class KnownFact(Strand):
    """One thing the persona can tell, in its own voice."""

    text: Line
    topics: tuple[Line, ...] = Field(default=(), description="Words by which a question about it is known.")
    source: Citation | None = None


class KnowledgeDomain(Strand):
    """A field the persona knows, and how well (0 has heard of it, 1 world expert)."""

    name: Name
    level: Unit = Field(default=0.7, description="From has heard of it (0) to world expert (1).")
    summary: Text = ""
    topics: tuple[Line, ...] = Field(default=(), description="Words by which a question about it is known.")
    facts: tuple[KnownFact, ...] = ()


class LifeFact(Strand):
    """One fact of the persona's own life, in the first person; `slot` says what kind of fact."""

    slot: Literal[
        "birth",
        "age",
        "home",
        "family",
        "work",
        "education",
        "event",
        "like",
        "dislike",
        "habit",
        "appearance",
    ]
    text: Line
    topics: tuple[Line, ...] = Field(default=(), description="Words by which a question about it is known.")
    source: Citation | None = None


class Anecdote(Strand):
    """A short story the persona likes to tell, in its own voice."""

    text: Line
    topics: tuple[Line, ...] = Field(default=(), description="Words by which an occasion for it is known.")
    source: Citation | None = None


class Trait(Strand):
    """A named behavioural trait; `inherited` ones come with the archetype, the others are its own."""

    name: Name
    description: Text = ""
    intensity: Unit = 0.5
    inherited: bool = False
    source: Citation | None = None


class MemoryConfig(Strand):
    """What the persona keeps and for how long (Ebbinghaus retention, R = exp(-t/S))."""

    enabled: bool = True
    stability_days: float = Field(
        default=7.0, gt=0.0, le=3_650.0, allow_inf_nan=False, description="S of a new memory, in days."
    )
    recall_limit: int = Field(default=6, ge=0, le=50, description="Most memories that go into one prompt.")
    minimum_importance: Unit = Field(default=0.2, description="What is less important is not kept.")
    consolidation: bool = Field(default=True, description="Whether like memories are merged.")


class Mode(Strand):
    """A way of taking part, such as Educator, Critic, Mentor or Debater."""

    name: Name
    enabled: bool = True
    instructions: Text = ""


class MindConfig(Strand):
    """The persona database's coarse switches, and which chat model plays the persona."""

    humor_usage: Literal["low", "medium", "high"] = "medium"
    emotional_style: Literal["reserved", "expressive"] = "expressive"
    voice_enabled: bool = False
    language_style: Literal["verbose", "concise"] = "concise"
    default_mode: str = Field(default="", description="Name of a mode; empty means the persona as itself.")
    strictness: Literal["relaxed", "standard", "strict"] = "standard"
    model: str = Field(default="", description="Chat model to use; empty means the studio's.")
    temperature: float | None = Field(default=None, ge=0.0, le=2.0, allow_inf_nan=False)


class Example(Strand):
    """One exchange as it should go. The replies are the reference lines that drift is measured against."""

    user: Text
    reply: Line


class EmotionalBaseline(Strand):
    """Where the persona rests when nothing moves it."""

    emotion: Emotion = Emotion.NEUTRAL
    vad: VAD = VAD(valence=0.0, arousal=0.3, dominance=0.5)


class Temper(StrEnum):
    """How strongly the persona takes on the mood of the conversation."""

    STEADY = "steady"
    RESPONSIVE = "responsive"
    VOLATILE = "volatile"


class AnchorEdits(Strand):
    """What is put in place of the anchor that follows from the genome; what is not given stays derived."""

    core_identity: Line | None = Field(default=None, description="Who the persona is, to follow 'you are'.")
    boundary_phrases: tuple[Line, ...] | None = Field(default=None, description="Never to be said.")
    signature_phrases: tuple[Line, ...] | None = Field(default=None, description="Said often.")
    immutable_traits: tuple[Name, ...] | None = Field(default=None, max_length=5, description="At most five.")
    sentence_length: Literal["short", "medium", "long", "varied"] | None = None
    vocabulary: Literal["simple", "moderate", "sophisticated", "technical"] | None = None
    emotional_expression: Literal["reserved", "moderate", "expressive"] | None = None
    humor_style: Literal["none", "dry", "playful", "sarcastic"] | None = None
    emotional_baseline: EmotionalBaseline | None = None
    passion_topics: tuple[Line, ...] | None = None
    avoidance_topics: tuple[Line, ...] | None = None


class MindDNA(Strand):
    """Personality, behaviour, knowledge and voice in words."""

    big_five: BigFive = BigFive()
    facets: Facets = Facets()
    communication: CommunicationStyle = CommunicationStyle()
    speech: SpeechPatterns = SpeechPatterns()
    traits: tuple[Trait, ...] = ()
    values: tuple[Value, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    quirks: tuple[Line, ...] = Field(default=(), description="Small habits that mark it.")
    beliefs: tuple[Belief, ...] = ()
    backstory: Text = ""
    life: tuple[LifeFact, ...] = ()
    anecdotes: tuple[Anecdote, ...] = ()
    knowledge: tuple[KnowledgeDomain, ...] = ()
    signature_phrases: tuple[Line, ...] = Field(default=(), description="Phrases it is known by.")
    passion_topics: tuple[Line, ...] = Field(default=(), description="What it loves to talk about.")
    avoidance_topics: tuple[Line, ...] = Field(default=(), description="What it steers away from.")
    greetings: tuple[Line, ...] = ()
    farewells: tuple[Line, ...] = ()
    examples: tuple[Example, ...] = Field(default=(), description="Exchanges that show how it talks.")
    baseline: EmotionalBaseline = EmotionalBaseline()
    anchor: AnchorEdits = Field(default=AnchorEdits(), description="Edits of the anchor that the genome gives.")
    emotions: tuple[CustomEmotion, ...] = Field(default=(), description="Emotion labels of its own, beside the 21.")
    temper: Temper = Temper.RESPONSIVE
    memory: MemoryConfig = MemoryConfig()
    modes: tuple[Mode, ...] = ()
    config: MindConfig = MindConfig()

    @field_validator("emotions")
    @classmethod
    def _emotions_are_consistent(cls, emotions: tuple[CustomEmotion, ...]) -> tuple[CustomEmotion, ...]:
        return consistent(emotions)

    @model_validator(mode="after")
    def _facets_follow_factors(self) -> MindDNA:
        """A facet that was not given takes its factor's level; a factor that was not given, its six facets' mean."""
        factors, facets = self.big_five.model_fields_set, self.facets.model_fields_set
        means = {
            name: self.facets.factor(name) for name in FACETS if name not in factors and facets.issuperset(FACETS[name])
        }
        levels = {name: means.get(name, getattr(self.big_five, name)) for name in FACETS}
        missing = {facet: levels[name] for name, six in FACETS.items() for facet in six if facet not in facets}
        if means:
            object.__setattr__(self, "big_five", self.big_five.model_copy(update=means))
        if missing:
            object.__setattr__(self, "facets", self.facets.model_copy(update=missing))
        return self

    @property
    def reference_lines(self) -> tuple[str, ...]:
        """Replies known to be in character, in the order given."""
        return tuple(example.reply for example in self.examples)
