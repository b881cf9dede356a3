"""A prompt as HTML: how its tokens are spent, what was left out, and each section's text. Calls no use case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.ui import chips
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from studio.prompts import ApiCount, PromptView, SectionView


def sections(view: PromptView) -> str:
    """The nine sections, each closed, with its length and whether it can be cached."""
    return f'<div class="pf-prompt">{"".join(map(_section, view.sections))}</div>'


def summary(view: PromptView) -> str:
    """The total, how it is made up, what is stable, and what was left out."""
    share = min(100.0, 100.0 * view.total / view.budget)
    stable = min(share, 100.0 * view.stable_tokens / view.budget)
    tone = "pf-bad" if view.over else "pf-good"
    rows = [(section.title, section.tokens) for section in view.sections]
    rows += [(f"Earlier turns ({view.turns})", view.turn_tokens), ("New words", view.word_tokens)]
    listed = "".join(f"<dt>{as_html(name)}</dt><dd>{tokens:,}</dd>" for name, tokens in rows)
    return (
        f'<div class="pf-state pf-spent"><p class="pf-finding">{view.total:,} of {view.budget:,} tokens'
        f"<small>{as_html(view.counter)}; set with PERSONAFORGE_PROMPT_TOKENS</small></p>"
        f'<div class="pf-bar {tone}" role="img" aria-label="{view.total} of {view.budget} tokens, '
        f'{view.stable_tokens} of them stable"><i style="width:{stable:.1f}%"></i>'
        f'<u style="width:{share - stable:.1f}%"></u></div>'
        f"<p><b>{view.stable_tokens:,}</b> tokens are stable: the same on every turn of a conversation, so that a "
        f"provider can keep them in its cache. The rest changes.</p>"
        f"{_left_out(view)}{_facts(view)}<dl>{listed}</dl></div>"
    )


def counted(count: ApiCount | None, view: PromptView) -> str:
    """What the model's own service counted beside the estimate."""
    if count is None:
        return '<p class="pf-note">This model has no service that counts.</p>'
    return (
        f'<div class="pf-state"><p><b>{count.total:,}</b> tokens counted by the API for {as_html(count.model)} '
        f"(estimated: {view.total:,}), of which <b>{count.stable:,}</b> are the stable part and one message.</p></div>"
    )


def _section(section: SectionView) -> str:
    mark = chips.chip("stable", style="pf-good", shape=True) if section.stable else chips.chip("changes")
    body = f'<pre dir="auto">{as_html(section.text)}</pre>' if section.text else '<p class="pf-note">Empty.</p>'
    return (
        f"<details><summary><b>{as_html(section.title)}</b><span>{section.tokens:,} tokens</span>{mark}</summary>"
        f"{body}</details>"
    )


def _left_out(view: PromptView) -> str:
    items = "".join(f"<li>{one.number} of {one.of} {as_html(one.what)}</li>" for one in view.trimmed)
    left = f'<p class="pf-eyebrow">Left out</p><ul class="pf-quotes">{items}</ul>' if items else (
        '<p class="pf-note">Nothing was left out.</p>')  # fmt: skip
    if not view.over:
        return left
    return left + (
        f'<div class="pf-problem" role="status">Still {view.over:,} tokens too long: constitution, rules and the '
        "anchor are never shortened. Allow more tokens, or shorten the persona's backstory and beliefs.</div>"
    )


def _facts(view: PromptView) -> str:
    told = [f"Turn {view.turn}"]
    if view.temperature is not None:
        told.append(f"temperature {view.temperature:.2f}{', derived from the traits' if view.derived else ''}")
    if view.reminder:
        told.append(f"the anchor's reminder at {view.reminder:.2f}")
    if not view.words.strip():
        told.append("no words yet, so nothing is recalled")
    degraded = f'<p class="pf-note">{as_html(view.degraded)}</p>' if view.degraded else ""
    return f'<p class="pf-note">{as_html("; ".join(told))}.</p>{degraded}'
