"""What a verdict rests on, as HTML: each signal with value and distance, the words it points to, what was recalled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from studio.ui import chips, judge_panel, traits_panel
from studio.ui.safe_text import as_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.drift.reading import DriftReading, Evidence, SignalReading
    from brain.emotion.reading import EmotionReading
    from brain.memory.memory import Recall
    from brain.turn import TurnResult
    from studio.traits import ShownTraits

FULL_BAR: Final = 4.0
"""The distance, in standard deviations, at which a bar is full."""

_MARKED: Final = 1.0
_FAR: Final = 2.0


def panel(turn: TurnResult, *, traits: ShownTraits | None = None) -> str:
    """Everything a reader needs to judge the verdict of one reply, and the traits it shows."""
    return (
        f'<div class="pf-evidence" role="region" aria-label="Evidence for turn {turn.index}">'
        f'<div class="pf-eyebrow">Evidence · turn {turn.index}</div>'
        f"{_reason(turn.drift)}{_marked_reply(turn)}{_signals(turn.drift)}{judge_panel.panel(turn)}"
        f"{_emotions(turn)}{traits_panel.panel(traits)}{_recalled(turn.recall)}{_fine_print(turn)}</div>"
    )


def spans(text: str, found: Iterable[tuple[int, int, str]]) -> str:
    """The text with `found` (start, end, note) highlighted, as HTML; overlapping spans keep the first."""
    pieces, at = [], 0
    for start, end, note in sorted(found):
        if start < at or end <= start or end > len(text):
            continue
        pieces.append(as_html(text[at:start]))
        pieces.append(f'<mark title="{as_html(note)}">{as_html(text[start:end])}</mark>')
        at = end
    return "".join(pieces) + as_html(text[at:])


def _reason(drift: DriftReading) -> str:
    return f'<p class="pf-reason">{chips.verdict(drift)} {as_html(drift.reason)}</p>'


def _marked_reply(turn: TurnResult) -> str:
    signals = (*turn.drift.signals, *(turn.judged.signals if turn.judged else ()))
    found = [(e.start, e.end, f"{s.name}: {e.note}") for s in signals for e in s.evidence]
    if not found:
        return ""
    return f'<blockquote class="pf-marked" dir="auto">{spans(turn.reply, found)}</blockquote>'


def _signals(drift: DriftReading) -> str:
    judged = sorted((s for s in drift.signals if s.assessed), key=lambda s: -(s.z if s.z is not None else -_FAR))
    told = [s for s in judged if s.evidence or (s.z or 0.0) >= _MARKED]
    quiet = [s for s in judged if s not in told]
    silent = [s for s in drift.signals if not s.assessed]
    if not drift.signals:
        return '<p class="pf-note">No signal was measured on this reply.</p>'
    head = (
        '<div class="pf-row pf-rowhead"><span>Signal</span><span>Distance from its own range</span>'
        "<span>Value</span></div>"
    )
    rest = "".join(map(_row, quiet))
    within = (
        f"<details><summary>{len(quiet)} more, none out of its own range</summary>{rest}</details>" if quiet else ""
    )
    unassessed = "".join(f"<li><b>{as_html(s.name)}</b>: not assessed. {as_html(s.reason)}</li>" for s in silent)
    return head + "".join(map(_row, told)) + within + (f'<ul class="pf-silent">{unassessed}</ul>' if silent else "")


def _row(signal: SignalReading) -> str:
    value = "" if signal.value is None else f"{signal.value:.3g}"
    expected = f"expected: {as_html(signal.expected)}" if signal.expected else ""
    rests = f"<small>{as_html(signal.note)}</small>" if signal.note else ""
    return (
        f'<div class="pf-row"><span><b>{as_html(signal.name)}</b><small>{expected}</small>{rests}</span>'
        f"{_bar(signal.z)}"
        f"<span>{value} <small>{as_html(signal.unit)}</small></span>{_words(signal.evidence)}</div>"
    )


def _bar(z: float | None) -> str:
    if z is None:
        return "<span><small>has no range to compare with</small></span>"
    strength = min(1.0, max(0.0, z) / FULL_BAR)
    style = "pf-bad" if z >= _FAR else "pf-warn" if z >= _MARKED else "pf-good"
    return f'<span class="pf-z"><i class="{style}" style="width:{100 * strength:.0f}%"></i><em>{z:+.1f} SD</em></span>'


def _words(evidence: tuple[Evidence, ...]) -> str:
    if not evidence:
        return ""
    quoted = "".join(f"<li><q>{as_html(e.text)}</q> {as_html(e.note)}</li>" for e in evidence[:6])
    more = f"<li>and {len(evidence) - 6} more</li>" if len(evidence) > 6 else ""  # noqa: PLR2004 - shown above
    return f'<ul class="pf-quotes">{quoted}{more}</ul>'


def _emotions(turn: TurnResult) -> str:
    return (
        f'<div class="pf-two">{_emotion("You", turn.user_emotion)}{_emotion("The persona", turn.persona_emotion)}</div>'
    )


def _emotion(who: str, reading: EmotionReading) -> str:
    vad = reading.vad
    stands = f" (stands for: {reading.primary.value})" if reading.name else ""
    words = ", ".join(f"“{t.text}”" for t in reading.triggers[:5])
    others = ", ".join(f"{label.value} {share:.2f}" for label, share in reading.secondary[:3])
    parts = (
        f"{reading.tier} tier",
        f"valence {vad.valence:+.2f} · arousal {vad.arousal:.2f} · dominance {vad.dominance:.2f}",
        _mood(reading),
        others and f"also {others}",
        words and f"from {words}",
        _agreement(reading),
        reading.note,
    )
    return (
        f"<p><b>{who}: {as_html(reading.label)}</b>{stands} {reading.confidence:.2f} "
        f"<small>{as_html(' · '.join(part for part in parts if part))}</small></p>"
    )


def _mood(reading: EmotionReading) -> str:
    if reading.trend == "unknown":
        return ""
    slope = reading.slope
    step = f"{slope.value:+.2f} ± {slope.error:.2f} (standard error) a message"
    return f"mood {reading.trend}, {step}, over {slope.readings} messages"


def _agreement(reading: EmotionReading) -> str:
    """Whether the words alone say what the persona said of itself."""
    if reading.heard is None:
        return ""
    label, share = reading.heard
    if label is reading.primary:
        return "the words alone say the same"
    return f"the words alone read as {label.value} {share:.2f}"


def _recalled(recall: Recall) -> str:
    if not recall.memories and not recall.degraded:
        return '<p class="pf-note">Nothing was recalled for this reply.</p>'
    rows = "".join(
        f"<li>{as_html(r.memory.content)} <small>relevance {r.relevance:.2f} · importance {r.importance:.2f} · "
        f"recency {r.recency:.2f}</small></li>"
        for r in recall.memories
    )
    limited = f'<p class="pf-note">{as_html(recall.degraded)}</p>' if recall.degraded else ""
    return f'<div class="pf-eyebrow">Recalled</div><ul class="pf-quotes">{rows}</ul>{limited}'


def _fine_print(turn: TurnResult) -> str:
    drift, usage, tokens = turn.drift, turn.usage, turn.usage.tokens
    cost = "price unknown" if usage.dollars is None else f"${usage.dollars:.4f}"
    parts = (
        drift.interval,
        f"calibration {drift.calibration}" if drift.calibration else "not calibrated",
        f"source {drift.source}",
        f"seed {turn.seed}",
        f"{tokens.input + tokens.cache_read + tokens.cache_write} tokens in, {tokens.output} out",
        cost,
        f"overhead {usage.overhead_ms:.1f} ms",
    )
    return f'<p class="pf-fine">{as_html(" · ".join(part for part in parts if part))}</p>'
