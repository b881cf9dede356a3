"""The spark of a persona, drafted from a sentence: name, tagline, archetype, traits, and a hook for its story."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict

from brain.archetypes.twelve import archetype as profile_of
from brain.drafting import character, naming, shelf
from brain.drafting.concept import Concept, read
from brain.drafting.wording import Pronouns, called, capital, filled, first_sentence, pick
from brain.genome.metadata import Archetype

TRAITS: Final = 5
"""So many traits are suggested."""

LONGEST_DESCRIPTION: Final = 600


class Spark(BaseModel):
    """What the first step of the wizard holds."""

    model_config = ConfigDict(frozen=True)

    name: str
    tagline: str
    description: str
    archetype: Archetype
    traits: tuple[str, ...]
    backstory_hook: str
    pronouns: Pronouns
    age: int | None = None


def draft(text: str | Concept, *, seed: int = 0) -> Spark:
    """A spark from a sentence, or a text of any length; the same for the same words and seed, another for another seed.

    It uses the words' own facts first, then the archetypes and the bank. Nothing is asked of any service.
    """
    concept = text if isinstance(text, Concept) else read(text)
    pronouns = naming.pronouns(concept, seed)
    name = naming.name(concept, seed)
    which = character.archetype(concept, seed)
    field = shelf.fields()[concept.field]
    lines = shelf.fields()[shelf.MACHINE] if concept.kind == "ai" else field
    return Spark(
        name=name,
        tagline=filled(pick(_taglines(concept), f"tagline {concept.text}", seed), name, pronouns),
        description=describe(concept),
        archetype=which,
        traits=_traits(concept, which, seed),
        backstory_hook=filled(pick(lines.hooks, f"hook {concept.text}", seed), called(name), pronouns),
        pronouns=pronouns,
        age=concept.age,
    )


def describe(concept: Concept) -> str:
    """The concept in its own words, as a sentence; of a long text its beginning."""
    if not concept.text:
        return ""
    sentence = first_sentence(concept.text, longest=LONGEST_DESCRIPTION)
    return capital(sentence) + ("" if sentence[-1] in ".!?…" else ".")


def _taglines(concept: Concept) -> tuple[str, ...]:
    """Taglines of the field, and some with what it loves and hates."""
    own = []
    if concept.likes and concept.dislikes and concept.kind == "human":
        like, dislike = (one.replace("my ", "the ") for one in (concept.likes[0], concept.dislikes[0]))
        own = [f"All for {like}, nothing for {dislike}.", f"Talk about {like}. Not about {dislike}."]
    elif concept.likes and concept.kind == "human":
        like = concept.likes[0].replace("my ", "the ")
        own = [f"Ask about {like}, and take a chair."]
    elif concept.dislikes and concept.kind == "human":
        own = [f"No {concept.dislikes[0].replace('my ', '')}, please."]
    field = shelf.fields()[concept.field]
    machine = shelf.fields()[shelf.MACHINE].taglines if concept.kind == "ai" else ()
    offered = machine if concept.field == shelf.MACHINE else (*field.taglines, *machine[:1])
    return (*(one for one in own if len(one) <= 70), *offered)  # noqa: PLR2004 - a tagline fits on a card


def _traits(concept: Concept, which: Archetype, seed: int) -> tuple[str, ...]:
    """The concept's own adjectives first, then the archetype's strongest traits that do not gainsay them."""
    own = list(concept.adjectives)
    against = _opposites(concept)
    offered = [trait.name for trait in profile_of(which).traits if trait.name not in against]
    start = seed % max(1, len(offered) - 1)
    for one in (*offered[start:], *offered[:start]):
        if len(own) >= TRAITS:
            break
        if one not in own:
            own.append(one)
    return tuple(own[:TRAITS])


def _opposites(concept: Concept) -> frozenset[str]:
    """Adjectives that move a factor the other way than the concept's own do."""
    known = shelf.adjectives()
    moved = {move for word in concept.adjectives for move in known[word].moves}
    turned = {("-" if move[0] == "+" else "+") + move[1:] for move in moved}
    return frozenset(word for word, leaning in known.items() if turned & set(leaning.moves))
