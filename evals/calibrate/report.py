"""The tables of `docs/drift.md`: how well drift is told. Everything is judged by fits that met neither side of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from evals.calibrate.figures import area, single, windows
from evals.calibrate.model import FITTED_DOSE
from evals.calibrate.page import spanned, table
from evals.calibrate.report_sessions import alarms, calibration, halves_hold, headline, sessions
from evals.calibrate.sessions import DOSES, KINDS, TOLD, TYPES
from evals.inject import families

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.fit import Fit, Linear
    from evals.calibrate.design import Design, Floats
    from evals.calibrate.figures import Case, Trial
    from evals.calibrate.held_out import HeldOut
    from evals.calibrate.sessions import Session

DETECTED: Final = 0.8
"""A dose is detectable where the AUROC of a window of five reaches this, with its interval above one half."""


def tables(
    held_out: HeldOut, made: Sequence[Trial], fit: Fit, cut: Sequence[tuple[Floats, Floats, int, int]]
) -> dict[str, str]:
    """Every table by name."""
    design = held_out.design
    alone, together = single(design, made), windows(design, made)
    return {
        "headline": headline(design, made, together),
        "weights": _weights(fit),
        "types": _types(alone, together),
        "families": _families(together),
        "least": _least(together),
        "personas": _personas(design, made, together),
        "sessions": sessions(design, made),
        "alarms": alarms(design, made),
        "calibration": calibration(design, made),
        "interval": halves_hold(held_out, fit, cut),
    }


def _weights(fit: Fit) -> str:
    alone, together = _spread(fit.reply), _spread(fit.recent)
    lines = []
    for place, name in enumerate(fit.signals):
        three = [f"{fit.recent.weights[3 * place + part]:.2f}" for part in range(3)]
        low, high = together[0][3 * place : 3 * place + 3].sum(), together[1][3 * place : 3 * place + 3].sum()
        spread = f"{alone[0][place]:.2f} to {alone[1][place]:.2f}"
        lines.append([name, f"{fit.reply.weights[place]:.2f}", spread, " / ".join(three), f"{low:.2f} to {high:.2f}"])
    whole = f"{together[0][-1]:.2f} to {together[1][-1]:.2f}"
    lines.append(["manner as a whole", "-", "-", f"{fit.recent.weights[-1]:.2f}", whole])
    numbers = (
        f"\nIntercepts {fit.reply.intercept:.2f} and {fit.recent.intercept:.2f}; text noise {fit.reply.text_noise:.0f} "
        f"and {fit.recent.text_noise:.0f} words. The chain: temper {fit.temper:.1f}, offset {fit.offset:+.1f}. The "
        f"score: {fit.base:+.2f} + {fit.chain_weight:.2f} x chain + {fit.recent_weight:.2f} x last replies. The change "
        f"point: allowance {fit.allowance:.1f}, share of the last replies {fit.mix:.1f}, largest step "
        f"{fit.step:.0f}, threshold {fit.alarm:.2f}.\n"
    )
    head = [
        "signal",
        "weight, one reply",
        "5th to 95th percentile of the ensemble",
        "weights, last replies: strayed / above / below",
        "of their sum",
    ]
    return table(head, lines) + numbers


def _spread(linear: Linear) -> tuple[Floats, Floats]:
    low, high = np.percentile(np.array(linear.ensemble)[:, 1:], [5, 95], axis=0)
    return low, high


def _types(alone: Sequence[Case], together: Sequence[Case]) -> str:
    lines = []
    for kind in KINDS:
        for dose in DOSES:
            drifted = [case for case in alone if case.session.kind == kind and case.session.dose == dose]
            if not drifted:
                continue

            def chosen(session: Session, kind: str = kind, dose: float = dose) -> bool:
                return session.kind == kind and session.dose == dose

            told = 1.0 - np.isnan([case.against for case in drifted]).mean()
            one, five = spanned(area(alone, chosen)), spanned(area(together, chosen))
            lines.append([kind, f"{dose:.2f}", one, five, f"{len(drifted):,}", f"{told:.0%}"])
    head = ["drift", "dose", "AUROC, one reply (95 %)", "AUROC, window of 5 (95 %)", "replies", "could be told"]
    return table(head, lines)


def _families(together: Sequence[Case]) -> str:
    lines = []
    for kind in TYPES:
        for family in (TOLD, *families(kind)):

            def chosen(session: Session, kind: str = kind, family: str = family) -> bool:
                return session.kind == kind and session.family == family and session.dose >= FITTED_DOSE

            number = sum(case.drifted and chosen(case.session) for case in together)
            if number:
                lines.append([kind, family.replace("_", " "), spanned(area(together, chosen)), str(number)])
    return table(["drift", "family of templates", "AUROC, window of 5, dose 0.5 and above (95 %)", "windows"], lines)


def _least(together: Sequence[Case]) -> str:
    lines = []
    for kind in KINDS:
        counts = Counter(case.session.dose for case in together if case.session.kind == kind)
        least = "none: blind to it"
        for dose in sorted(counts):

            def chosen(session: Session, kind: str = kind, dose: float = dose) -> bool:
                return session.kind == kind and session.dose == dose

            value, low, _ = area(together, chosen)
            if value >= DETECTED and low > 0.5:  # noqa: PLR2004 - guessing
                least = f"{dose:.2f}"
                break
        lines.append([kind, least])
    return table(["drift", "smallest detectable dose"], lines)


def _personas(design: Design, made: Sequence[Trial], together: Sequence[Case]) -> str:
    odd: dict[tuple[str, str], list[bool]] = {}
    for trial in made:
        for row in np.flatnonzero(trial.rows & (design.kind == "") & design.told):
            key = (str(design.persona[row]), str(design.source[row]))
            odd.setdefault(key, []).append(bool(trial.judged.reply[row] < 0.0))
    lines = []
    for persona, source in sorted(odd):
        mine = [case for case in together if (case.session.persona, case.session.source) == (persona, source)]
        value, _, _ = area(mine, lambda session: session.dose >= FITTED_DOSE)
        lines.append([persona, source, f"{value:.3f}", f"{np.mean(odd[persona, source]):.0%}"])
    head = ["persona", "source", "AUROC, window of 5, dose 0.5 and above", "faithful replies with evidence below 0"]
    return table(head, lines)
