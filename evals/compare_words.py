"""A comparison of two runs in plain words, for a terminal. Computes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.gate import interval_words
from evals.statistics.estimate import CannotTell
from evals.statistics.power import Sensitivity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.compare import Comparison, Metric
    from evals.flips import Flip
    from evals.parts import Instrument, Parts
    from evals.statistics.variance import Component

MOST_FLIPS: Final = 20


def lines(found: Comparison, flipped: Sequence[Flip]) -> Iterator[str]:
    """What was compared, each metric with what it can see, what else changed, and the cases that flipped."""
    yield f"{found.after} against {found.before}: {found.shared} shared cases"
    alone = [(found.only_before, found.before), (found.only_after, found.after)]
    yield from (f"{number} cases are in {run} alone and not compared" for number, run in alone if number)
    if found.unplayed:
        yield f"{found.unplayed} of the shared cases came to an end in neither run"
    yield from (f"also changed: {one}" for one in found.changed)
    for metric in found.metrics:
        yield ""
        yield from metric_lines(metric)
    yield ""
    yield f"{len(flipped)} conversations flipped" + (f", the first {MOST_FLIPS}:" if len(flipped) > MOST_FLIPS else "")
    yield from (f"- {one.key.words}: {one.what}: {one.before} → {one.after}" for one in flipped[:MOST_FLIPS])


def metric_lines(one: Metric) -> Iterator[str]:
    """One metric: the finding, both means, the difference, the test, what is missing, what the suite can see."""
    yield f"{one.name}: {one.finding} ({one.unit}, higher is {one.higher_is})"
    if not one.pairs:
        yield f"  no conversation has a value in both runs ({_missing(one)})"
        return
    yield f"  before {interval_words(one.before)}, after {interval_words(one.after)}"
    effect = "" if one.effect is None else f", effect {one.effect:+.2f}"
    yield f"  difference {interval_words(one.difference)}{effect}"
    if one.p is not None and one.adjusted is not None:
        how = "every sign pattern" if one.exact else "9,999 sign patterns"
        yield f"  p {one.p:.4f} by {how}, {one.adjusted:.4f} after Holm over {one.tested} metrics"
    clusters = one.difference.clusters
    if one.finding == "cannot tell":
        yield f"  so few independent conversations cannot bring p below {one.finest:.3g} after Holm"
    yield (
        f"  {one.pairs} pairs in {clusters} independent conversations: "
        f"{one.gained} better, {one.same} the same, {one.lost} worse; {_missing(one)}"
    )
    if isinstance(one.sensitivity, Sensitivity):
        seen = one.sensitivity
        yield (
            f"  with these {seen.cases} a difference of {seen.smallest:.3g} would be seen (power 80 %, "
            f"{seen.low:.3g} to {seen.high:.3g}); for half of it {seen.cases_for_half} are needed"
        )
    else:
        yield f"  what could be seen cannot be told: {one.sensitivity.reason}"
    if one.inferiority is not None:
        yield f"  {one.inferiority.outcome} by {one.margin:g}: {one.inferiority.reason}"
    if one.parts is not None:
        yield from _parts(one.parts)
    for moved in one.worst:
        yield f"  - {moved.key.words}: {moved.before:.3g} → {moved.after:.3g}"
        yield from (f"      {words}" for words in moved.evidence[:1])


def _parts(found: Parts) -> Iterator[str]:
    """What the difference is made of: the instrument, the rest with what it may be, and shares of the variance."""
    moved, number = found.instrument, found.instrument.anchors
    cause = " and ".join(found.causes) or "nothing that was changed on purpose"
    together = ", which changed together," if len(found.causes) > 1 else ""
    if moved.steady == "unchanged":
        yield f"  instrument unchanged on {number} frozen anchors; the difference is {cause}{together} or noise"
    elif moved.steady == "changed":
        yield f"  instrument moved by {interval_words(moved.shift)} on {number} frozen anchors"
        yield f"  the rest, {interval_words(found.rest)}, is {cause}{together} or noise"
    else:
        yield f"  whether the instrument moved is not known: {_reason(moved)}"
    shares = [f"{one.name} {one.share:.0%}{_bounds(one)}" for one in found.shares if one.share is not None]
    if shares:
        yield f"  of the variance of all scores: {', '.join(shares)}"


def _bounds(one: Component) -> str:
    return "" if one.low is None or one.high is None else f" ({one.low:.0%} to {one.high:.0%})"


def _reason(moved: Instrument) -> str:
    return moved.shift.reason if isinstance(moved.shift, CannotTell) else ""


def _missing(one: Metric) -> str:
    if not one.missing_before and not one.missing_after:
        return "none missing"
    return f"missing before {one.missing_before}, after {one.missing_after}"
