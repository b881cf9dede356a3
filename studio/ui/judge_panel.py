"""What the judge said of a reply, as HTML: its reading, the flaws with their words, and both readings as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.drift.judge.combine import INTERVAL, combined
from brain.drift.judge.flaws import FLAW_KINDS
from studio.ui import chips
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from brain.drift.reading import SignalReading
    from brain.turn import TurnResult
    from studio.judging import Estimate

_FLAWS: Final = frozenset(f"judge: {kind}" for kind in FLAW_KINDS)


def panel(turn: TurnResult) -> str:
    """The judge's part of the evidence; empty where it was not asked."""
    judged = turn.judged
    if judged is None:
        return ""
    flaws = "".join(
        f"<li><q>{as_html(evidence.text)}</q> <b>{as_html(signal.name.removeprefix('judge: '))}</b>, "
        f"{as_html(evidence.note)}</li>"
        for signal in judged.signals
        for evidence in signal.evidence
    )
    about = "; ".join(_told(signal) for signal in judged.signals if signal.name not in _FLAWS)
    both = combined(turn.drift, judged)
    return (
        '<div class="pf-eyebrow">The judge</div>'
        f'<p class="pf-reason">{chips.verdict(judged)} {as_html(judged.reason)}</p>'
        + (f'<ul class="pf-quotes">{flaws}</ul>' if flaws else "")
        + f'<p class="pf-note">{as_html(about)}. {as_html(judged.interval)}</p>'
        f'<p class="pf-reason">Both as one: {chips.verdict(both)} <small>{as_html(INTERVAL)}</small></p>'
    )


def price(estimate: Estimate) -> str:
    """What asking would take, in words."""
    cost = "price unknown" if estimate.microdollars is None else f"about ${estimate.microdollars / 1e6:.3f}"
    return f"{estimate.model}: {estimate.calls} calls, {estimate.tokens.input:,} tokens to read (estimated), {cost}."


def _told(signal: SignalReading) -> str:
    name = signal.name.removeprefix("judge: ")
    if signal.value is None:
        return f"{name}: {signal.reason}".rstrip(".")
    return f"{name}: {signal.value:.2g} {signal.unit}"
