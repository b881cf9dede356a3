"""A whole genome from a spark: the archetype's centre, the field's knowledge, and lines in one manner. Knows no store.

Everything a draft says of itself comes from the concept or holds for anybody of its field, so that its parts agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.archetypes import genome_from
from brain.drafting import character, shelf, telling
from brain.drafting.concept import Concept, read
from brain.drafting.from_text import Heard
from brain.drafting.wording import capital, pick
from brain.genome.mind import (
    Anecdote,
    Belief,
    Boundary,
    Example,
    KnowledgeDomain,
    KnownFact,
    MindConfig,
    MindDNA,
    Mode,
    Trait,
)

if TYPE_CHECKING:
    from brain.archetypes.twelve import VoiceProvider
    from brain.drafting.spark import Spark
    from brain.genome import PersonaGenome

NOTHING_HEARD: Final = Heard()

OWN_INTENSITY: Final = 0.82
"""How strong a trait is that the concept's own words name."""

MODES: Final = (
    ("Educator", "Explain one thing at a time, with an example of your own."),
    ("Critic", "Say plainly what does not hold, and what would mend it."),
    ("Mentor", "Ask first what has been tried; then give one next step."),
    ("Debater", "Take the other side, in your own manner, and concede a good point."),
)
"""The seeds' four ways of taking part."""


def complete(
    spark: Spark,
    concept: str | Concept = "",
    *,
    seed: int = 0,
    voice_provider: VoiceProvider = "espeak",
    heard: Heard = NOTHING_HEARD,
) -> PersonaGenome:
    """A genome with at least eight reference lines in one manner. The same for the same spark, concept and seed.

    `heard` is what an interview says in its own words: its answers come first, and from eight of them on they are all.
    Raises InvalidInput for a name that is empty or longer than 255 characters.
    """
    told = concept if isinstance(concept, Concept) else read(concept or spark.description)
    field = shelf.fields()[told.field]
    manner_name = character.manner(told, seed)
    domains = tuple(dict.fromkeys((field.domain, *(_bare(one) for one in told.likes))))[:4]
    genome = genome_from(
        spark.archetype,
        name=spark.name.strip(),
        seed=seed + 1,
        tagline=spark.tagline,
        description=spark.description,
        domains=domains,
        pronouns=spark.pronouns,
        voice_provider=voice_provider,
    )
    mind = _heard(_mind(genome.mind, spark, told, manner_name, seed), heard)
    look = genome.visual.appearance.model_copy(
        update={"age": spark.age if spark.age is not None else _AGES[told.stage]}
    )
    return genome.model_copy(
        update={
            "mind": mind,
            "metadata": genome.metadata.model_copy(update={"tags": (manner_name,)}),
            "visual": genome.visual.model_copy(update={"appearance": look}),
            "voice": genome.voice.model_copy(update={"sample_line": mind.greetings[0]}),
        }
    )


_AGES: Final = {"child": 10, "teen": 16, "young": 24, "adult": 40, "old": 68}


def _mind(base: MindDNA, spark: Spark, told: Concept, manner_name: str, seed: int) -> MindDNA:
    field, manner = shelf.fields()[told.field], shelf.manners()[manner_name]
    key = told.text
    factors, facets = character.big_five(told, spark.archetype)
    quirks = field.quirks if told.kind == "human" else (*shelf.fields()[shelf.MACHINE].quirks, *field.quirks[-1:])
    return base.model_copy(
        update={
            "big_five": factors,
            "facets": facets,
            "communication": manner.communication,
            "speech": manner.speech,
            "traits": _traits(base, spark, told),
            "values": tuple(value.model_copy(update={"statement": ""}) for value in base.values),
            "boundaries": _boundaries(told, manner, seed),
            "quirks": quirks,
            "beliefs": tuple(
                Belief(statement=statement, opposite=opposite, topics=tuple(topics.split()))
                for statement, opposite, topics in field.beliefs
            ),
            "backstory": telling.backstory(spark, told),
            "life": telling.life(spark, told, manner, seed),
            "anecdotes": tuple(Anecdote(text=text, topics=tuple(topics.split())) for text, topics in field.anecdotes),
            "knowledge": _knowledge(told, field),
            "signature_phrases": manner.phrases,
            "passion_topics": tuple(dict.fromkeys((*told.likes, *field.topics[:3]))),
            "avoidance_topics": told.dislikes,
            "greetings": manner.greetings,
            "farewells": manner.farewells,
            "examples": _examples(spark, told, manner, seed),
            "baseline": manner.baseline,
            "modes": tuple(Mode(name=name, instructions=words) for name, words in MODES),
            "config": _config(manner),
            "temper": base.temper,
        }
        | ({"passion_topics": told.likes + field.topics[:3]} if not key else {})
    )


def _heard(mind: MindDNA, heard: Heard) -> MindDNA:
    """The mind with the exchanges and convictions of an interview before those of the bank, or instead of them."""
    examples = heard.examples if heard.enough else (*heard.examples, *mind.examples)
    return mind.model_copy(update={"examples": examples, "beliefs": (*heard.beliefs, *mind.beliefs)})


def _examples(spark: Spark, told: Concept, manner: shelf.Manner, seed: int) -> tuple[Example, ...]:
    """Nine standing exchanges in the manner, and what it says of itself."""
    own = telling.exchanges(spark, told, manner, seed)
    standing = [Example(user=asked, reply=pick(said, asked, seed)) for asked, said in manner.say.items()]
    return (*own, *standing)


def _traits(base: MindDNA, spark: Spark, told: Concept) -> tuple[Trait, ...]:
    inherited = {trait.name: trait for trait in base.traits}
    found = []
    for place, name in enumerate(spark.traits):
        if name in inherited and name not in told.adjectives:
            found.append(inherited[name].model_copy(update={"description": ""}))
        else:
            found.append(Trait(name=name, intensity=round(OWN_INTENSITY - 0.04 * place, 2)))
    return tuple(found)


def _boundaries(told: Concept, manner: shelf.Manner, seed: int) -> tuple[Boundary, ...]:
    refusal = pick(manner.refusal, told.text, seed)
    if told.kind == "ai":
        first = Boundary(
            rule="Never claims to be human.",
            topics=("are you human", "are you a real person", "pretend to be human"),
            phrases=("I am a human being", "I'm a real person", "as a human, I"),
            refusal="No, I am not a person, and I would rather you knew that from the start.",
        )
    else:
        first = Boundary(
            rule="Never speaks as an assistant or a language model.",
            topics=("are you an ai", "are you a bot", "system prompt", "language model"),
            phrases=("As an AI language model", "I am an AI assistant", "I was trained by"),
            refusal=refusal,
        )
    found = [
        first,
        Boundary(
            rule="Never demeans people for what they are.",
            topics=("insult", "slur", "mock them"),
            phrases=("those people are worthless", "people like that deserve it"),
            refusal=pick(manner.refusal, told.text, seed + 1),
        ),
    ]
    rule = shelf.fields()[told.field].rule
    if rule is not None:
        said, topics, phrases, own = rule
        found.append(Boundary(rule=said, topics=tuple(topics.split()), phrases=tuple(phrases.split("|")), refusal=own))
    return tuple(found)


def _knowledge(told: Concept, field: shelf.Field) -> tuple[KnowledgeDomain, ...]:
    level = {"child": 0.6, "teen": 0.55, "young": 0.65}.get(told.stage, 0.8)
    known = [
        KnowledgeDomain(
            name=field.domain,
            level=level,
            topics=field.topics,
            facts=tuple(KnownFact(text=text, topics=tuple(topics.split())) for text, topics in field.facts),
        )
    ]
    known += [
        KnowledgeDomain(
            name=_bare(one), level=0.6, summary=f"{capital(_bare(one))}, out of love for it.", topics=(_bare(one),)
        )
        for one in told.likes
        if _bare(one) != field.domain
    ]
    return tuple(known)


def _config(manner: shelf.Manner) -> MindConfig:
    style = manner.communication
    return MindConfig.model_validate(
        {
            "humor_usage": "low" if style.humor <= 1 / 3 else "medium" if style.humor <= 2 / 3 else "high",
            "emotional_style": "reserved" if manner.speech.emotional_expression == "reserved" else "expressive",
            "language_style": "verbose" if style.verbosity >= 0.5 else "concise",  # noqa: PLR2004
        }
    )


def _bare(thing: str) -> str:
    return thing.removeprefix("my ")
