"""The whole persona on one page, as HTML: every word of it is text, escaped. Knows no session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.ui import emblem
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.genome import PersonaGenome

FACTORS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
LONGEST = 2_400


def sheet(genome: PersonaGenome, face: str = "") -> str:
    """The face at an address of our own, name, story, character, talk, knowledge, boundaries and examples."""
    mind = genome.mind
    parts = [
        _head(genome, face),
        _part("Story", f'<p dir="auto">{as_html(mind.backstory[:LONGEST])}</p>' if mind.backstory else ""),
        _part("Character", _bars(genome) + _list(trait.name for trait in mind.traits)),
        _part("Manner", _table(_manner(genome))),
        _part("It says", _quotes([*mind.greetings[:1], *mind.signature_phrases[:4]])),
        _part("Its life", _lines(fact.text for fact in mind.life)),
        _part("It believes", _lines(belief.statement for belief in mind.beliefs)),
        _part("It knows", _list(f"{field.name} {field.level:.0%}" for field in mind.knowledge)),
        _part("It never", _lines(boundary.rule for boundary in mind.boundaries)),
        _part("Quirks", _lines(mind.quirks)),
        _part("Modes", _list(mode.name for mode in mind.modes)),
        _part(
            f"How it answers ({len(mind.examples)} example replies)",
            "".join(
                f"<div class='pf-says'><small>{as_html(one.user)}</small><q dir='auto'>{as_html(one.reply)}</q></div>"
                for one in mind.examples[:6]
            ),
        ),
    ]
    own = f"--pf-own:{emblem.accent(genome.visual.appearance.accent)}"
    return f'<div class="pf-sheet" style="{own}">{"".join(parts)}</div>'


def _head(genome: PersonaGenome, face: str) -> str:
    about = genome.metadata
    kind = " · ".join(
        part for part in (about.archetype.capitalize(), about.pronouns, f"{genome.visual.appearance.age} years"
                          if genome.visual.appearance.age else "") if part
    )  # fmt: skip
    mark = emblem.emblem(about.name, about.slug, genome.visual.appearance.accent, size_rem=4.5)
    shown = f'<img class="pf-made" src="{as_html(face)}" alt="" width="112" height="112">' if face else mark
    return (
        f'<div class="pf-title">{shown}'
        f'<div><h2 dir="auto">{as_html(about.name)}</h2><p class="pf-kind">{as_html(kind)}</p></div></div>'
        f'<p class="pf-tagline" dir="auto">{as_html(about.tagline)}</p>'
        f'<p dir="auto">{as_html(about.description[:LONGEST])}</p>'
    )


def _bars(genome: PersonaGenome) -> str:
    levels = {name: float(getattr(genome.mind.big_five, name)) for name in FACTORS}
    return "".join(
        f'<div class="pf-meter"><span>{name.capitalize()}</span><i><u style="width:{level:.0%}"></u></i>'
        f"<em>{level:.2f}</em></div>"
        for name, level in levels.items()
    )


def _manner(genome: PersonaGenome) -> Iterable[tuple[str, str]]:
    speech = genome.mind.speech
    yield "Sentences", speech.sentence_length
    yield "Words", speech.vocabulary
    yield "Feeling", speech.emotional_expression
    yield "Humor", speech.humor_style
    yield "At rest", genome.mind.baseline.emotion.value


def _part(title: str, body: str) -> str:
    return f"<section><h3>{as_html(title)}</h3>{body}</section>" if body else ""


def _list(items: Iterable[str]) -> str:
    chips = "".join(f'<span class="pf-chip pf-quiet">{as_html(one)}</span>' for one in items)
    return f'<div class="pf-chips">{chips}</div>' if chips else ""


def _lines(items: Iterable[str]) -> str:
    rows = "".join(f'<li dir="auto">{as_html(one)}</li>' for one in items)
    return f"<ul>{rows}</ul>" if rows else ""


def _quotes(items: Iterable[str]) -> str:
    rows = "".join(f'<li><q dir="auto">{as_html(one)}</q></li>' for one in items)
    return f"<ul>{rows}</ul>" if rows else ""


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return '<dl class="pf-list">' + "".join(f"<dt>{t}</dt><dd>{as_html(v)}</dd>" for t, v in rows) + "</dl>"
