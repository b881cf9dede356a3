"""The traits a reply shows, as HTML: small, with what to do next. Calls no use case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from brain.traits.agreement import Agreement
    from studio.traits import ShownTraits

MOST: Final = 5


def panel(shown: ShownTraits | None) -> str:
    """A line of traits, their agreement with the persona's own, and suggested next steps; empty without any."""
    if shown is None or not shown.traits:
        return ""
    standing = {one.trait.name: one.standing for one in shown.agreement.compared}
    rows = "".join(
        f"<li><b>{as_html(one.name)}</b> {one.intensity:.2f} <small>sure {one.confidence:.2f}"
        f"{_standing(standing.get(one.name, ''))}</small>{_words([e.text for e in one.evidence[:3]])}</li>"
        for one in shown.traits[:MOST]
    )
    steps = "".join(f"<li>{as_html(one.text)} <small>{as_html(one.because)}</small></li>" for one in shown.suggestions)
    return (
        f"<details><summary>Traits it shows ({len(shown.traits)})</summary>"
        f'<ul class="pf-quotes">{rows}</ul><p class="pf-note">{as_html(_agreement(shown.agreement))}</p>'
        f'<div class="pf-eyebrow">You might</div><ul class="pf-quotes">{steps}</ul></details>'
    )


def _standing(standing: str) -> str:
    return f" · {as_html(standing)}" if standing else ""


def _words(quoted: list[str]) -> str:
    return " " + ", ".join(f"<q>{as_html(words[:80])}</q>" for words in quoted) if quoted else ""


def _agreement(found: Agreement) -> str:
    if found.share is None or found.low is None or found.high is None:
        return "Read by rules. Too little is known to compare them with the persona's own."
    return (
        f"Read by rules, not calibrated. {found.share:.0%} of {found.judged} are the persona's own or usual for it "
        f"(90 % interval {found.low:.0%} to {found.high:.0%})."
    )
