"""What differs between two genomes, as HTML: by section, a line for each change, changed words marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome.difference import Change, Difference, Span

SHOWN: Final = 40
"""Changes of one section that are drawn; the rest are counted."""

_AROUND: Final = 60
_MARKS: Final = {"added": ("+", "added"), "removed": ("\N{MINUS SIGN}", "removed"), "moved": ("↕", "moved")}


def view(found: Difference) -> str:
    """The whole difference; a sentence where there is none."""
    if not found:
        return '<div class="pf-diff"><p class="pf-note">These two say the same.</p></div>'
    parts = "".join(_section(name, changes) for name, changes in found.sections.items())
    return f'<div class="pf-diff">{parts}</div>'


def _section(name: str, changes: Sequence[Change]) -> str:
    lines = "".join(_line(change) for change in changes[:SHOWN])
    more = f"<li><small>and {len(changes) - SHOWN} more</small></li>" if len(changes) > SHOWN else ""
    return f"<section><h4>{as_html(name)}</h4><ul>{lines}{more}</ul></section>"


def _line(change: Change) -> str:
    sign, kind = _MARKS.get(change.kind, ("→", "changed"))
    body = _words(change) if change.spans else as_html(change.words)
    return f'<li class="pf-{kind}"><i title="{kind}" aria-label="{kind}">{sign}</i><span dir="auto">{body}</span></li>'


def _words(change: Change) -> str:
    """A long text with what went struck through and what came underlined, and a few words around each."""
    last = len(change.spans) - 1
    marked = "".join(_span(span, first=at == 0, last=at == last) for at, span in enumerate(change.spans))
    return f"<b>{as_html(change.label)}</b> {marked}"


def _span(span: Span, *, first: bool, last: bool) -> str:
    if span.kind != "same":
        tag = "del" if span.kind == "removed" else "ins"
        return f"<{tag}>{as_html(span.text)}</{tag}>"
    text = span.text
    if len(text) <= 2 * _AROUND:
        return as_html(text)
    before, after = ("" if first else text[:_AROUND]), ("" if last else text[-_AROUND:])
    return f"{as_html(before)}…{as_html(after)}"
