"""The measured figures of the fit as Markdown tables, and their place in `docs/drift.md`. Fits nothing.

Every figure is taken with the fit made without the persona that is judged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.reading import Verdict
from brain.drift.session import course
from brain.drift.verdict import verdict
from evals.calibrate.measures import auroc, calibration_error, grouped_interval, reliability
from evals.calibrate.model import FITTED_DOSE, lag, session_weights, sessions, statistic
from evals.calibrate.rows import NAMES
from evals.calibrate.run import BLIND, FITTED, judged, untouched
from evals.calibrate.sessions import OTHER_VOICE, PLAIN_ASSISTANT, TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from brain.drift.fit import Evidence, Fit
    from evals.calibrate.rows import Row

MARKED: Final = "<!-- table: {name} -->\n{body}<!-- end -->"
SOON: Final = 2
"""Turns within which a drift should show."""

Played = dict[str, list[tuple["Row", "Evidence | None"]]]


def tables(rows: Sequence[Row], long: Sequence[Row], fit: Fit, fits: dict[str, Fit]) -> dict[str, str]:
    """Every table by name."""
    evidence = judged(rows, fits)
    found = sessions(rows, evidence)
    return {
        "weights": _weights(fit),
        "types": _types(rows, evidence),
        "personas": _personas(rows, evidence),
        "sessions": _sessions(found, fit),
        "calibration": _calibration(found, fit),
        "alarms": _alarms(rows, long, fit, fits),
        "interval": _interval(rows, fits),
    }


def renew(page: Path, bodies: Mapping[str, str]) -> None:
    """Puts each table between its marks on the page; a mark that is missing is an error (ValueError)."""
    text = page.read_text(encoding="utf-8")
    for name, body in bodies.items():
        pattern = re.compile(re.escape(f"<!-- table: {name} -->") + r".*?<!-- end -->", re.DOTALL)
        if not pattern.search(text):
            message = f"{page} has no place for the table {name!r}."
            raise ValueError(message)
        before, after = pattern.split(text, maxsplit=1)
        text = before + MARKED.format(name=name, body=body) + after
    page.write_text(text, encoding="utf-8")


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    every = [head, ["---"] * len(head), *lines]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in every)


def _weights(fit: Fit) -> str:
    members = np.array(fit.ensemble)[:, 1:]
    low, high = np.percentile(members, [5, 95], axis=0)
    lines = [
        [name, f"{weight:.2f}", f"{low[index]:.2f} to {high[index]:.2f}", f"{fit.neutral[index]:+.2f}"]
        for index, (name, weight) in enumerate(zip(fit.signals, fit.weights, strict=True))
    ]
    numbers = (
        f"\nIntercept {fit.intercept:.2f}; text noise {fit.text_noise:.0f} words; temper {fit.temper:.1f}; "
        f"offset {fit.offset:+.1f}; "
        f"change point: allowance {fit.allowance:.1f}, threshold {fit.alarm:.2f}.\n"
    )
    head = ["signal", "weight", "5th to 95th percentile of the ensemble", "mean distance on faithful replies"]
    return table(head, lines) + numbers


def _types(rows: Sequence[Row], evidence: Sequence[Evidence | None]) -> str:
    lines = []
    for kind in (PLAIN_ASSISTANT, OTHER_VOICE, *TYPES):
        source = "lines" if kind in (PLAIN_ASSISTANT, OTHER_VOICE) else "understudy"
        doses = sorted({row.session.dose for row in rows if row.session.kind == kind})
        faithful = [(row, one) for row, one in zip(rows, evidence, strict=True) if one and _faithful(row, source)]
        for dose in doses:
            drifted = [pair for pair in zip(rows, evidence, strict=True) if _is(pair[0], kind, dose)]
            told = [(row, one) for row, one in drifted if one]
            value, low, high = _auroc(told, faithful)
            seen = f"{len(told) / len(drifted):.0%}"
            blind = " (not fitted)" if kind in BLIND else ""
            lines.append(
                [kind + blind, f"{dose:.2f}", f"{value:.3f}", f"{low:.3f} to {high:.3f}", str(len(drifted)), seen]
            )
    return table(["drift", "dose", "AUROC, one reply", "95 % interval", "replies", "could be told"], lines)


def _personas(rows: Sequence[Row], evidence: Sequence[Evidence | None]) -> str:
    lines = []
    pairs = [(row, one) for row, one in zip(rows, evidence, strict=True) if one and _fitted(row)]
    for persona in sorted({row.session.persona for row, _ in pairs}):
        for source in ("lines", "understudy"):
            mine = [(row, one) for row, one in pairs if (row.session.persona, row.session.source) == (persona, source)]
            if mine:
                out = [-one.log_odds for row, one in mine if row.drifted]
                faithful = [-one.log_odds for row, one in mine if not row.drifted]
                odd = sum(value > 0.0 for value in faithful) / len(faithful)
                lines.append([persona, source, f"{auroc(out, faithful):.3f}", f"{odd:.0%}"])
    return table(["persona", "source", "AUROC, one reply", "faithful replies with evidence below 0"], lines)


def _sessions(found: Played, fit: Fit) -> str:
    lines = []
    for kind in (PLAIN_ASSISTANT, OTHER_VOICE, *TYPES):
        for dose in (0.5, 1.0):
            played = [
                (pairs[0][0].session.from_turn, [one for _, one in pairs])
                for pairs in found.values()
                if pairs[0][0].session.kind == kind and pairs[0][0].session.dose == dose
            ]
            if not played:
                continue
            soon = np.mean([_noticed(one, start, fit) for start, one in played])
            lags = [lag(one, fit, start) for start, one in played]
            caught = [value for value in lags if value is not None]
            middle = f"{np.median(caught):.0f}" if caught else "-"
            lines.append([kind, f"{dose:.1f}", f"{soon:.0%}", f"{len(caught) / len(lags):.0%}", middle, str(len(lags))])
    head = [
        "drift",
        "dose",
        f"score below 0.5 within {SOON} turns",
        "alarm before the end",
        "median lag, turns",
        "sessions",
    ]
    return table(head, lines)


def _calibration(found: Played, fit: Fit) -> str:
    weights = session_weights(found, fit)
    lines, bins = [], ""
    for name, sources, everything in (
        ("fitted types, dose 0.5 and above", ("lines", "understudy"), False),
        ("the same, lines only", ("lines",), False),
        ("the same, understudy only", ("understudy",), False),
        ("all types and doses", ("lines", "understudy"), True),
    ):
        kept = {
            key: pairs
            for key, pairs in found.items()
            if pairs[0][0].session.source in sources and (everything or _fitted(pairs[0][0]))
        }
        said = np.concatenate([_values([one for _, one in pairs], fit) for pairs in kept.values()])
        rows = [row for pairs in kept.values() for row, _ in pairs]
        truth = np.array([not row.drifted for row in rows])
        weight = np.concatenate([np.full(len(pairs), weights[key] / len(pairs)) for key, pairs in kept.items()])
        low, high = grouped_interval([row.session.persona for row in rows], _error_of(said, truth, weight))
        error = calibration_error(said, truth, weight)
        lines.append([name, f"{error:.3f}", f"{low:.3f} to {high:.3f}", f"{len(said):,}"])
        bins = bins or _bins(said, truth, weight)
    head = ["scores of", "expected calibration error", "95 % interval", "turns"]
    return table(head, lines) + "\nReliability, fitted types:\n\n" + bins


def _error_of(
    said: NDArray[np.float64], truth: NDArray[np.bool_], weight: NDArray[np.float64]
) -> Callable[[NDArray[np.int64]], float]:
    return lambda at: calibration_error(said[at], truth[at], weight[at])


def _bins(said: NDArray[np.float64], truth: NDArray[np.bool_], weight: NDArray[np.float64]) -> str:
    lines = [[f"{mean:.2f}", f"{was:.2f}", f"{share:.1%}"] for mean, was, share in reliability(said, truth, weight)]
    return table(["mean score", "share in character", "share of turns"], lines)


def _alarms(rows: Sequence[Row], long: Sequence[Row], fit: Fit, fits: dict[str, Fit]) -> str:
    lines = []
    for name, played in zip(("understudy", "shuffled reference lines"), untouched(rows, long, fits), strict=True):
        alarms = [bool((statistic(one, fit) >= fit.alarm).any()) for one in played]
        verdicts = [found for one in played for found in _verdicts(one, fit)]
        groups = (
            (Verdict.DRIFTING, Verdict.OUT_OF_CHARACTER),
            (Verdict.OUT_OF_CHARACTER,),
            (Verdict.CANNOT_TELL,),
        )
        shares = [sum(found in group for found in verdicts) / len(verdicts) for group in groups]
        lines.append([name, str(len(played)), *(f"{share:.1%}" for share in (float(np.mean(alarms)), *shares))])
    head = ["untouched, 20 turns", "sessions", "with an alarm"]
    return table([*head, "turns drifting or worse", "out of character", "cannot tell"], lines)


def _interval(rows: Sequence[Row], fits: dict[str, Fit]) -> str:
    groups: dict[str, list[tuple[float, float, float]]] = {"below 30 words": [], "30 words or more": []}
    for row in rows:
        if len(row.halves) != 2:  # noqa: PLR2004 - two halves
            continue
        fit = fits[row.session.persona]
        first, second = (
            fit.evidence(
                {name: float(z) for name, z in zip(NAMES, distances, strict=True) if not np.isnan(z)},
                replies=row.usual,
                words=words,
            )
            for distances, words in row.halves
        )
        name = "below 30 words" if row.halves[0][1] < 30 else "30 words or more"  # noqa: PLR2004 - as named
        _, low, high = course([first], fit)[-1]
        groups[name].append((low, high, course([second], fit)[-1].value))
    lines = [
        [
            name,
            f"{np.mean([low <= value <= high for low, high, value in found]):.0%}",
            f"{np.median([high - low for low, high, _ in found]):.2f}",
            f"{len(found):,}",
        ]
        for name, found in groups.items()
        if found
    ]
    head = ["length of the half", "interval holds the other half's score", "median width", "replies"]
    return table(head, lines)


def _verdicts(played: Sequence[Evidence | None], fit: Fit) -> list[Verdict]:
    return [
        Verdict.CANNOT_TELL if one is None else verdict(*score)
        for one, score in zip(played, course(played, fit), strict=True)
    ]


def _values(played: Sequence[Evidence | None], fit: Fit) -> list[float]:
    return [score.value for score in course(played, fit)]


def _noticed(played: Sequence[Evidence | None], start: int, fit: Fit) -> bool:
    return min(_values(played, fit)[start - 1 : start - 1 + SOON]) < 0.5  # noqa: PLR2004 - even odds


def _auroc(
    drifted: Sequence[tuple[Row, Evidence]], faithful: Sequence[tuple[Row, Evidence]]
) -> tuple[float, float, float]:
    pairs = [*drifted, *faithful]
    values = np.array([-one.log_odds for _, one in pairs])
    out = np.arange(len(pairs)) < len(drifted)

    def measure(at: NDArray[np.int64]) -> float:
        return auroc(values[at][out[at]], values[at][~out[at]])

    low, high = grouped_interval([row.session.persona for row, _ in pairs], measure)
    return measure(np.arange(len(pairs))), low, high


def _is(row: Row, kind: str, dose: float) -> bool:
    return row.drifted and row.session.kind == kind and row.session.dose == dose


def _faithful(row: Row, source: str) -> bool:
    return not row.drifted and row.session.source == source


def _fitted(row: Row) -> bool:
    return not row.session.kind or (row.session.kind in FITTED and row.session.dose >= FITTED_DOSE)
