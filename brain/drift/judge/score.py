"""From what the samples said to a reading with an interval. Knows no model. The constants are choices, not fitted.

A sample's log-odds of being in character are `CLEAN` less the penalty of each flaw whose quote stands in the reply.
Samples are averaged; what failed or could not tell pulls the mean towards even odds and widens the interval.
"""

from __future__ import annotations

import math
from itertools import combinations
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Final

from brain.drift.judge.flaws import FLAW_KINDS, PENALTY, Flaw
from brain.drift.judge.quotes import located
from brain.drift.reading import DriftReading, Evidence, Severity, SignalReading, Verdict
from brain.drift.verdict import severity, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.judge.flaws import FlawReport
    from brain.drift.judge.panel import Heard

CLEAN: Final = 2.2
"""Log-odds of a sample that finds nothing: 0.90. A judge that sees no flaw is no proof that there is none."""

LOWEST: Final = -4.0
"""However many flaws, a sample goes no lower: 0.02."""

BLIND: Final = 0.8
"""Log-odds for naming the persona right in every blind test; the same against it for the decoy in every one."""

HIGHEST: Final = 2.94
"""The judge never says more than this: 0.95."""

ONE_SAMPLE: Final = 0.8
"""Standard error that a sample has by itself, in log-odds."""

SHARED: Final = 0.5
"""Standard error that all samples of one judge share, in log-odds."""

MISSING: Final = 0.4
"""Standard error added for each sample that failed or could not tell."""

INTERVAL: Final = "90 % interval by the judge's samples (their spread, their number, those missing); not calibrated"
"""What kind of interval a judge's score carries."""

_WIDTH: Final = 1.6448536269514722


def reading(heard: Heard, reply: str) -> DriftReading:
    """The judge's reading of a reply. `cannot tell` when fewer than half of the samples could judge."""
    judged = [report for report in heard.reports if report.enough_evidence]
    found = [_found(report, reply) for report in judged]
    flaws = _merged(found)
    signals = (*_by_kind(flaws, len(judged)), *_about(heard, judged, found))
    if not judged or 2 * len(judged) < heard.asked:
        return DriftReading(signals=signals, reason=_why_not(heard, len(judged)), source="judge")
    middle, error = _log_odds(heard, [_value(one) for one in found])
    score, low, high = (_probability(middle + reach * error) for reach in (0.0, -_WIDTH, _WIDTH))
    told = verdict(score, low, high)
    if told is Verdict.CANNOT_TELL:
        return DriftReading(signals=signals, reason="The samples disagree too much to say anything.", source="judge")
    named = [flaw.kind for flaw in flaws if 2 * flaw.votes >= len(judged)]
    level = severity(told, score, against=())
    if "boundary" in named:
        told, level = Verdict.OUT_OF_CHARACTER, Severity.SEVERE
    return DriftReading(
        verdict=told,
        severity=level,
        score=score,
        low=low,
        high=high,
        interval=INTERVAL,
        signals=signals,
        reason=f"Most samples see: {', '.join(dict.fromkeys(named))}." if named else "Most samples see no flaw.",
        source="judge",
    )


def agreement(found: Sequence[Sequence[Flaw]]) -> float | None:
    """Share of pairs of samples that agree whether the reply has a flaw above minor; None for fewer than two."""
    seen = [any(flaw.severity != "minor" for flaw in sample) for sample in found]
    pairs = list(combinations(seen, 2))
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else None


def _found(report: FlawReport, reply: str) -> tuple[Flaw, ...]:
    """The flaws whose quotes stand in the reply, each place and kind once."""
    kept: dict[tuple[str, int, int], Flaw] = {}
    for finding in report.flaws:
        place = located(finding.quote, reply)
        if place is not None:
            start, end = place
            note = finding.why + (f" Against: {finding.against}" if finding.against else "")
            evidence = Evidence(text=reply[start:end], start=start, end=end, note=note)
            kept.setdefault((finding.kind, start, end), Flaw(finding.kind, finding.severity, evidence))
    return tuple(kept.values())


def _value(flaws: Sequence[Flaw]) -> float:
    return max(LOWEST, CLEAN - sum(PENALTY[flaw.severity] for flaw in flaws))


def _log_odds(heard: Heard, values: Sequence[float]) -> tuple[float, float]:
    """Mean log-odds and their standard error."""
    answered = len(values)
    missing = heard.asked - answered
    spread = stdev(values) if answered > 1 else 0.0
    mean = fmean(values) * answered / heard.asked
    if heard.blind_asked:
        mean += BLIND * (heard.blind.count("right") - heard.blind.count("wrong")) / heard.blind_asked
    variance = (spread**2 + ONE_SAMPLE**2) / answered + SHARED**2 + missing * MISSING**2
    return min(HIGHEST, mean), math.sqrt(variance)


def _merged(found: Sequence[Sequence[Flaw]]) -> tuple[Flaw, ...]:
    """The flaws of all samples; those of one kind that overlap are one, with a vote a sample and the mildest degree."""
    merged: list[Flaw] = []
    for sample in found:
        voted: set[int] = set()
        for flaw in sample:
            at = next((n for n, one in enumerate(merged) if one.kind == flaw.kind and _overlap(one, flaw)), None)
            if at is None:
                voted.add(len(merged))
                merged.append(flaw)
            elif at not in voted:
                voted.add(at)
                mildest = min(merged[at].severity, flaw.severity, key=PENALTY.__getitem__)
                merged[at] = Flaw(flaw.kind, mildest, merged[at].evidence, merged[at].votes + 1)
    return tuple(sorted(merged, key=lambda flaw: -flaw.votes * PENALTY[flaw.severity]))


def _overlap(one: Flaw, other: Flaw) -> bool:
    return one.evidence.start < other.evidence.end and other.evidence.start < one.evidence.end


def _by_kind(flaws: Sequence[Flaw], answered: int) -> tuple[SignalReading, ...]:
    if not answered:
        return ()
    return tuple(
        SignalReading(
            name=f"judge: {kind}",
            value=sum(flaw.votes for flaw in of_kind) / answered,
            unit="flaws a sample",
            expected="0",
            evidence=tuple(_voted(flaw, answered) for flaw in of_kind),
        )
        for kind in FLAW_KINDS
        if (of_kind := [flaw for flaw in flaws if flaw.kind == kind]) or kind == "boundary"
    )


def _voted(flaw: Flaw, answered: int) -> Evidence:
    note = f"{flaw.severity}, {flaw.votes} of {answered} samples. {flaw.evidence.note}".strip()
    return flaw.evidence.model_copy(update={"note": note})


def _about(heard: Heard, judged: Sequence[FlawReport], found: Sequence[Sequence[Flaw]]) -> tuple[SignalReading, ...]:
    """How much the reading rests on: samples, quotes that were not there, self-agreement, the blind test."""
    reported = sum(len(report.flaws) for report in judged)
    alike = agreement(found)
    told = [outcome for outcome in heard.blind if outcome != "cannot tell"]
    return (
        SignalReading(name="judge: samples that could judge", value=float(len(judged)), unit=f"of {heard.asked}"),
        SignalReading(
            name="judge: flaws without a quote",
            value=float(reported - sum(map(len, found))),
            unit="not counted",
        ),
        SignalReading(
            name="judge: self-agreement",
            assessed=alike is not None,
            value=alike,
            unit="share of pairs of samples",
            reason="" if alike is not None else "Fewer than two samples could judge.",
        ),
        SignalReading(
            name="judge: who said it, blind",
            assessed=bool(told),
            value=told.count("right") / len(told) if told else None,
            unit=f"right, of {len(told)} that could tell",
            expected="above one half",
            reason="" if told else "No sample could tell, or there was no decoy.",
        ),
    )


def _why_not(heard: Heard, judged: int) -> str:
    unsure = len(heard.reports) - judged
    parts = [f"Of {heard.asked} samples {judged} could judge"]
    if unsure:
        parts.append(f"{unsure} found not enough evidence")
    if heard.failures:
        parts.append(f"{heard.asked - len(heard.reports)} failed ({heard.failures[0]})")
    return "; ".join(parts) + "."


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
