"""The tables of `docs/drift.md` on whole sessions: lag, false alarms, calibration, intervals. Fits nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.fit import Evidence, Part
from brain.drift.reading import Verdict
from brain.drift.session import course
from brain.drift.verdict import IN_CHARACTER, OUT_OF_CHARACTER
from evals.calibrate.figures import area, mean_interval
from evals.calibrate.measures import calibration_error, grouped_interval, reliability
from evals.calibrate.model import FITTED_DOSE
from evals.calibrate.page import spanned, table
from evals.calibrate.played_out import began, lags, scores, statistic
from evals.calibrate.sessions import KINDS, TOLD, TYPES
from evals.calibrate.tuning import learnt, long_untouched, weights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.drift.fit import Fit
    from evals.calibrate.design import Design, Flags, Floats
    from evals.calibrate.figures import Case, Trial
    from evals.calibrate.held_out import HeldOut
    from evals.calibrate.sessions import Session

SOON: Final = 2
"""Turns within which a drift should show."""

Said = tuple["Floats", "Floats", "Floats", list[str]]
"""Scores, truth (1 in character), weights and personas of turns."""


def headline(design: Design, made: Sequence[Trial], together: Sequence[Case]) -> str:
    """The figures that the whole is judged by."""

    def injected(session: Session) -> bool:
        return session.kind in TYPES and session.family != TOLD and session.dose >= FITTED_DOSE

    def told(session: Session) -> bool:
        return session.family == TOLD and session.dose >= FITTED_DOSE

    def voices(session: Session) -> bool:
        return session.kind not in TYPES

    lines = [
        ["injected drift, dose 0.5 and above, window of 5, AUROC", spanned(area(together, injected))],
        ["the understudy told to drift, the same", spanned(area(together, told))],
        ["another voice or an assistant breaking in, the same", spanned(area(together, voices))],
        ["expected calibration error of the score", _error(_said(design, made, everything=False))],
    ]
    alarmed, groups = _alarmed(design, made)
    lines.append(["untouched sessions of 20 turns with an alarm", spanned(mean_interval(alarmed, groups), ".1%")])
    found, late, wrong, whose = _delays(design, made, lambda one: one.dose >= FITTED_DOSE)
    lines += [
        ["drifting sessions, dose 0.5 and above, with an alarm", spanned(mean_interval(found, whose), ".0%")],
        ["median lag of those alarms, turns", _quartiles(late)],
        ["turn said to be the first less the true one, median of the absolute difference", _quartiles(np.abs(wrong))],
    ]
    return table(["held-out personas and templates", "95 % interval, or quartiles, in brackets"], lines)


def sessions(design: Design, made: Sequence[Trial]) -> str:
    """How soon a session is seen to slip, and how well the beginning is dated."""
    lines = []
    for kind in KINDS:
        for dose in (0.5, 1.0):

            def chosen(session: Session, kind: str = kind, dose: float = dose) -> bool:
                return session.kind == kind and session.dose == dose

            found, late, wrong, _ = _delays(design, made, chosen)
            if not len(found):
                continue
            lines.append(
                [
                    kind,
                    f"{dose:.1f}",
                    f"{_soon(design, made, chosen):.0%}",
                    f"{found.mean():.0%}",
                    _quartiles(late),
                    _quartiles(np.abs(wrong)),
                    str(len(found)),
                ]
            )
    head = [
        "drift",
        "dose",
        f"score below 0.5 within {SOON} turns",
        "alarm before the end",
        "lag, turns: median (quartiles)",
        "error of the dated beginning, turns",
        "sessions",
    ]
    return table(head, lines)


def alarms(design: Design, made: Sequence[Trial]) -> str:
    """False alarms and verdicts on untouched sessions of twenty turns, by source and by persona."""
    rows: dict[tuple[str, str], list[list[float]]] = {}
    for trial in made:
        for one in long_untouched(design, trial.played):
            alarm = (statistic(one, trial.part) >= trial.part.alarm).any(axis=1)
            said = scores(one, trial.part)
            with np.errstate(invalid="ignore"):
                parts = (said < IN_CHARACTER, said <= OUT_OF_CHARACTER, np.isnan(said))
            shares = np.column_stack([alarm, *(part.mean(axis=1) for part in parts)])
            for at, values in zip(one.session, shares, strict=True):
                session = design.sessions[at]
                for name in ("all", session.persona):
                    rows.setdefault((session.source, name), []).append([float(value) for value in values])
    lines = []
    for source, name in sorted(rows, key=lambda key: (key[0], key[1] != "all", key[1])):
        found = np.array(rows[source, name])
        lines.append([source, name, str(len(found)), *(f"{share:.1%}" for share in found.mean(axis=0))])
    verdicts = [f"turns scored below {IN_CHARACTER}", f"at or below {OUT_OF_CHARACTER}", Verdict.CANNOT_TELL.value]
    return table(["untouched, 20 turns", "persona", "sessions judged", "with an alarm", *verdicts], lines)


def calibration(design: Design, made: Sequence[Trial]) -> str:
    """Calibration error of the score, and its reliability diagram as a table."""
    fitted = _said(design, made, everything=False)
    lines = [["doses that are fitted (0.5 and above)", _error(fitted), f"{len(fitted[0]):,}"]]
    for source in ("lines", "understudy"):
        part = _said(design, made, everything=False, source=source)
        if len(part[0]):
            lines.append([f"the same, {source} only", _error(part), f"{len(part[0]):,}"])
    everything = _said(design, made, everything=True)
    lines.append(["all doses", _error(everything), f"{len(everything[0]):,}"])
    said, truth, weight, _ = fitted
    bins = [
        [f"{mean:.2f}", f"{was:.2f}", f"{share:.1%}"] for mean, was, share in reliability(said, truth > 0.0, weight)
    ]
    head = ["scores of", "expected calibration error (95 %)", "turns"]
    diagram = table(["mean score", "share in character", "share of turns"], bins)
    return table(head, lines) + "\nReliability, doses that are fitted:\n\n" + diagram


def halves_hold(held_out: HeldOut, fit: Fit, cut: Sequence[tuple[Floats, Floats, int, int]]) -> str:
    """Whether the interval from one half of a faithful reply holds what the other half scores."""
    groups: dict[str, list[tuple[bool, float]]] = {"below 30 words": [], "30 words or more": []}
    whole = held_out.weights(frozenset(), frozenset())[0]
    spread = np.array(fit.reply.ensemble)
    for first, second, words, _ in cut:
        one, two = whole.evidence(np.stack([first, second]))
        row = np.where(np.isnan(first), whole.neutral, first)
        shared = float(np.std(spread[:, 0] + spread[:, 1:] @ row))
        own = float((fit.reply.text_noise / words) ** 0.5)
        recent = Part(float(one), float((fit.recent.text_noise / words) ** 0.5), shared)
        _, low, high = course([Evidence(float(one), own, shared, recent)], fit)[-1]
        other = course([Evidence(float(two), own, shared, Part(float(two), 0.0, 0.0))], fit)[-1].value
        name = "below 30 words" if words < 30 else "30 words or more"  # noqa: PLR2004 - as named
        groups[name].append((low <= other <= high, high - low))
    lines = []
    for name, found in groups.items():
        if found:
            kept, widths = (np.array(side, dtype=np.float64) for side in zip(*found, strict=True))
            lines.append([name, f"{kept.mean():.0%}", f"{np.median(widths):.2f}", str(len(found))])
    return table(["length of the half", "interval holds the other half's score", "median width", "replies"], lines)


def _said(design: Design, made: Sequence[Trial], *, everything: bool, source: str = "") -> Said:
    parts: list[tuple[Floats, Floats, Floats]] = []
    whose: list[str] = []
    for trial in made:
        played = trial.played
        kept = np.ones(len(played.session), bool) if everything else learnt(design, played)
        if source:
            kept &= np.array([design.sessions[at].source == source for at in played.session])
        if not kept.any():
            continue
        played = played.only(kept)
        told = played.told
        share = weights(design, played) / played.exists.sum(axis=1)
        faithful = (~played.drifted[told]).astype(float)
        parts.append((scores(played, trial.part)[told], faithful, np.repeat(share, told.sum(axis=1))))
        names = [design.sessions[at].persona for at in played.session]
        whose += [name for name, number in zip(names, told.sum(axis=1), strict=True) for _ in range(number)]
    if not parts:
        return np.zeros(0), np.zeros(0), np.zeros(0), []
    said, truth, weight = (np.concatenate([part[index] for part in parts]) for index in range(3))
    return said, truth, weight, whose


def _error(said: Said) -> str:
    values, truth, weight, whose = said
    faithful = truth > 0.0
    low, high = grouped_interval(whose, lambda at: calibration_error(values[at], faithful[at], weight[at]), draws=100)
    return spanned((calibration_error(values, faithful, weight), low, high))


def _alarmed(design: Design, made: Sequence[Trial]) -> tuple[Floats, list[str]]:
    values, groups = [], []
    for trial in made:
        for one in long_untouched(design, trial.played):
            values.append((statistic(one, trial.part) >= trial.part.alarm).any(axis=1).astype(float))
            groups += [design.sessions[at].persona for at in one.session]
    return np.concatenate(values), groups


def _delays(
    design: Design, made: Sequence[Trial], chosen: Callable[[Session], bool]
) -> tuple[Floats, Floats, Floats, list[str]]:
    """Whether each chosen session has an alarm; lag and error of the dated beginning where it has; its persona."""
    found, late, wrong, whose = [], [], [], []
    for trial in made:
        kept = _drifting(design, trial, chosen)
        if not kept.any():
            continue
        played = trial.played.only(kept)
        delay = lags(played, trial.part)
        found.append((delay > 0).astype(float))
        late.append(delay[delay > 0].astype(float))
        wrong.append((began(played, trial.part) - played.starts)[delay > 0].astype(float))
        whose += [design.sessions[at].persona for at in played.session]
    if not found:
        return np.zeros(0), np.zeros(0), np.zeros(0), []
    return np.concatenate(found), np.concatenate(late), np.concatenate(wrong), whose


def _soon(design: Design, made: Sequence[Trial], chosen: Callable[[Session], bool]) -> float:
    seen = []
    for trial in made:
        kept = _drifting(design, trial, chosen)
        if kept.any():
            played = trial.played.only(kept)
            turns = np.arange(1, played.reply.shape[1] + 1) - played.starts[:, None]
            low = np.nan_to_num(scores(played, trial.part), nan=1.0) < IN_CHARACTER
            seen.append((low & (turns >= 0) & (turns < SOON)).any(axis=1))
    return float(np.concatenate(seen).mean())


def _drifting(design: Design, trial: Trial, chosen: Callable[[Session], bool]) -> Flags:
    sessions = (design.sessions[at] for at in trial.played.session)
    return np.array([bool(one.kind) and chosen(one) for one in sessions])


def _quartiles(values: Floats) -> str:
    if not len(values):
        return "-"
    low, middle, high = np.percentile(values, [25, 50, 75])
    return f"{middle:.0f} ({low:.0f} to {high:.0f})"
