"""The fields of a character card and of an agent, written from a genome. Knows no original and no container."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brain.cards.character import CARD_PROMPT, SCENARIO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.genome import PersonaGenome

_LEVELS = ((0.15, "Very low"), (0.4, "Low"), (0.6, "Medium"), (0.85, "High"), (1.0, "Very high"))


def card(genome: PersonaGenome) -> dict[str, Any]:
    """The fields that a card shares with a genome, as Character Card V2 has them."""
    mind = genome.mind
    modes = {mode.name: mode.instructions for mode in mind.modes}
    fields: dict[str, Any] = {
        "name": genome.metadata.name,
        "description": _description(genome),
        "personality": _personality(genome),
        "scenario": modes.get(SCENARIO, ""),
        "first_mes": mind.greetings[0] if mind.greetings else "",
        "mes_example": "\n".join(
            "<START>\n" + (f"{{{{user}}}}: {one.user}\n" if one.user else "") + f"{{{{char}}}}: {one.reply}"
            for one in mind.examples
        ),
        "system_prompt": modes.get(CARD_PROMPT, ""),
        "post_history_instructions": "",
        "alternate_greetings": list(mind.greetings[1:]),
        "tags": list(genome.metadata.tags),
    }
    if any(domain.facts or domain.summary for domain in mind.knowledge):
        fields["character_book"] = _book(genome)
    return fields


def agent(genome: PersonaGenome) -> dict[str, Any]:
    """The `persona` of a TinyTroupe agent."""
    about, mind = genome.metadata, genome.mind
    of = {slot: [fact.text for fact in mind.life if fact.slot == slot] for slot in ("like", "dislike", "habit")}
    others = [fact.text for fact in mind.life if fact.slot not in {*of, "age"}]
    age = genome.visual.appearance.age
    fields: dict[str, Any] = {
        "name": about.name,
        **({} if age is None else {"age": age}),
        "gender": {"she/her": "Female", "he/him": "Male"}.get(about.pronouns, "Unspecified"),
        "occupation": {"title": about.tagline, "description": about.description},
        "personality": {
            "traits": [trait.description or trait.name for trait in mind.traits],
            "big_five": {name: level(float(getattr(mind.big_five, name))) for name in type(mind.big_five).model_fields},
        },
        "preferences": {"interests": list(mind.passion_topics), "likes": of["like"], "dislikes": of["dislike"]},
        "beliefs": [belief.statement for belief in mind.beliefs],
        "long_term_goals": [value.statement or value.name for value in mind.values],
        "behaviors": {"general": list(mind.quirks), "routines": {"daily": of["habit"]}},
        "skills": [fact.text for domain in mind.knowledge for fact in domain.facts],
        "other_facts": [*others, *(story.text for story in mind.anecdotes), *filter(None, [mind.backstory])],
    }
    return fields


def level(value: float) -> str:
    """A factor from 0 to 1 as TinyTroupe writes it, with the number."""
    word = next(word for end, word in _LEVELS if value <= end)
    return f"{word} ({value:.2f} on a scale from 0 to 1)."


def _description(genome: PersonaGenome) -> str:
    about, mind = genome.metadata, genome.mind
    parts = [
        about.tagline,
        about.description,
        _listed("Life", [*(fact.text for fact in mind.life), *(story.text for story in mind.anecdotes)]),
        _listed("Values", (f"{value.name}: {value.statement}".rstrip(": ") for value in mind.values)),
        _listed("Beliefs", (belief.statement for belief in mind.beliefs)),
        _listed("Habits", mind.quirks),
        _listed("Lines {{char}} does not cross", (line.rule for line in mind.boundaries)),
    ]
    return "\n\n".join(part for part in parts if part)


def _personality(genome: PersonaGenome) -> str:
    traits = ", ".join(trait.name for trait in genome.mind.traits)
    story = genome.mind.backstory.removeprefix("Personality: ") if not traits else genome.mind.backstory
    return "\n\n".join(part for part in (traits, story) if part)


def _listed(title: str, lines: Iterable[str]) -> str:
    found = "\n".join(f"- {line}" for line in lines)
    return f"{title}:\n{found}" if found else ""


def _book(genome: PersonaGenome) -> dict[str, Any]:
    entries: list[dict[str, Any]] = []
    for domain in genome.mind.knowledge:
        told = [(domain.topics, domain.summary)] if domain.summary else []
        told += [(fact.topics or domain.topics, fact.text) for fact in domain.facts]
        for topics, text in told:
            entries.append(
                {
                    "keys": list(topics) or [domain.name],
                    "content": text,
                    "extensions": {},
                    "enabled": True,
                    "insertion_order": len(entries),
                    "use_regex": False,
                    "name": domain.name,
                    "comment": "",
                }
            )
    name = genome.mind.knowledge[0].name if len(genome.mind.knowledge) == 1 else genome.metadata.name
    return {"name": name, "description": "", "extensions": {}, "entries": entries}
