"""The parts of the home page as HTML: the promise, a persona's card, how it measures, the empty house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.drift.reading import Verdict
from studio.ui import chips, emblem
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from store.values import PersonaCard

HERO = (
    '<div class="pf-hero"><div><h1>Make a persona. Talk to it. <em>Know</em> whether it stays itself.</h1>'
    "<p>Every reply is measured against the persona&rsquo;s own range: a score, its interval, and the turn at which it "
    "began to slip. No key, no network and no account needed.</p></div>"
    f"{emblem.ornament('personaforge')}</div>"
)

EMPTY = (
    '<div class="pf-empty"><b>No personas yet.</b><p>Load the six demo personas and come back to this page:</p>'
    "<p><code>personaforge personas --load-demo</code></p></div>"
)

NO_PERSONA = (
    '<div class="pf-empty"><b>No persona is named.</b><p>The address of this page names one: <code>?persona=</code> '
    "and its slug. Choose one in the library.</p></div>"
)

STEPS = (
    (
        "Signals, not impressions",
        "Boundary phrases, vocabulary, sentence length, assistant voice, likeness. Each points to its words.",
    ),
    (
        "Against its own range",
        "A signal counts by its distance from how this persona&rsquo;s faithful replies vary, never by a fixed guess.",
    ),
    (
        "A probability with an interval",
        "The score is the probability that a reply is in character, fitted on drift that was put in on purpose.",
    ),
    (
        "Honest silence",
        "Where there is too little to go on, the verdict is &ldquo;cannot tell&rdquo;, never a full mark.",
    ),
)


def card(persona: PersonaCard, portrait: str) -> str:
    """A persona's card, with the address of its portrait. Names and words are text, cut before they break the grid."""
    alt = as_html(f"Portrait of {persona.name}")
    domains = " · ".join(as_html(name) for name in persona.domains[:6])
    kind = as_html(persona.archetype.capitalize()) + (" · real person" if persona.is_real else "")
    return (
        f'<div class="pf-card"><img class="pf-portrait" src="{as_html(portrait)}" alt="{alt}" width="92" height="92">'
        f'<div><h3 dir="auto"><a class="pf-open" href="/persona?persona={as_html(persona.id)}" target="_self">'
        f'{as_html(persona.name)}</a></h3><div class="pf-kind">{kind}</div></div>'
        f'<div class="pf-tag" dir="auto">{as_html(persona.tagline)}</div><div class="pf-domains">{domains}</div></div>'
    )


def how_it_measures() -> str:
    """Four steps and the four verdicts."""
    steps = "".join(f"<div><b>{title}</b><p>{words}</p></div>" for title, words in STEPS)
    verdicts = "".join(chips.chip(v.value, style=chips.tone(v), shape=True) for v in Verdict)
    return f'<div class="pf-steps">{steps}</div><div class="pf-chips">{verdicts}</div>'
