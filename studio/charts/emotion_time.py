"""How the user's and the persona's emotion went: over days, and over the turns of a conversation. Asks no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.statistics.estimate import Interval
from evals.statistics.moments import of_moments
from studio.charts.chart import Point, Table
from studio.charts.kinds.lines import Line, Lines
from studio.charts.kinds.path import NAMES, SPANS, Path, Stop, Way
from studio.charts.words import MINUS, counted, estimate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

    from evals.statistics.estimate import Estimate
    from store.warehouse.emotion_questions import Axis, Felt, Moments, Span, Whose

NAMED: Final[Mapping[Whose, str]] = {"user": "the user", "persona": "the persona"}
FEWEST: Final = 5
"""Conversations that a stop of a trajectory needs, where any turn has as many."""

HIGHER: Final[Mapping[Axis, tuple[str, str]]] = {
    "valence": ("more pleasant", "less pleasant"),
    "arousal": ("more aroused", "calmer"),
    "dominance": ("more in control", "less in control"),
}


def course(felt: Sequence[Felt], apart: Mapping[Axis, Moments], *, axis: Axis, span: Span, zone: tzinfo) -> Lines:
    """The mean of an axis in each span of time, of both, and how far the persona is from its users."""
    bounds = SPANS[NAMES.index(axis)]
    found = [(one, of_moments(*one.moments, bounds=bounds)) for one in felt]
    return Lines(
        title=_apart(axis, apart.get(axis)),
        note=f"Mean {axis} of the conversations of each {span}, every conversation counting once, with its 95 % "
        f"interval; no interval for fewer than {FEWEST}. Valence goes from {MINUS}1 (unpleasant) to 1, arousal and "
        "dominance from 0 to 1. What the user felt is read from their words; what the persona felt from its tag, or "
        "its words where it gave none.",
        across=span,
        axis=axis,
        lines=tuple(
            Line(name=name, points=tuple(_point(one, mean) for one, mean in found if one.whose == whose))
            for whose, name in NAMED.items()
        ),
        table=Table(
            head=(span, "whose", f"{axis}, 95 % interval", "conversations"),
            rows=tuple(
                (f"{_local(one.at, zone):%Y-%m-%d %H:%M}", NAMED[one.whose], estimate(mean), f"{mean.clusters:,}")
                for one, mean in found
            ),
        ),
        span=_shown(found, bounds),
        days=zone,
    )


def trajectory(felt: Sequence[Felt]) -> Path:
    """Where both stand at each turn of a conversation in valence, arousal and dominance."""
    most = max((one.moments.conversations for one in felt), default=0)
    enough = [one for one in felt if one.moments.conversations >= min(FEWEST, most)]
    ways = tuple(Way(name=name, stops=_stops([one for one in enough if one.whose == whose]))
                 for whose, name in NAMED.items())  # fmt: skip
    return Path(
        title=_moved(enough),
        note="Means over conversations at each turn; the large dot is the first turn. The planes beside the space are "
        "the two in which the ways spread most. A turn that fewer than "
        f"{FEWEST} conversations reach is left out where others reach more, and so is everything after the sixtieth; "
        "the table gives the interval of each figure.",
        ways=ways,
        planes=_planes(ways),
        table=Table(
            head=("whose", "turn", *(f"{name}, 95 % interval" for name in NAMES), "conversations"),
            rows=_rows(enough),
        ),
    )


def _apart(axis: Axis, moments: Moments | None) -> str:
    if moments is None:
        return "Nothing was said in this span"
    found = of_moments(*moments)
    if not isinstance(found, Interval):
        return f"How the persona differs from its users in {axis} cannot be told: {found.reason}"
    if found.low <= 0.0 <= found.high:
        return f"No difference in {axis} between the persona and its users can be told: {estimate(found, signed=True)}"
    return f"The persona is {HIGHER[axis][found.value < 0]} than its users: {axis} {estimate(found, signed=True)}"


def _point(one: Felt, mean: Estimate) -> Point:
    ends = (mean.low, mean.high) if isinstance(mean, Interval) else (None, None)
    return Point(
        at=one.at.timestamp() if not isinstance(one.at, int) else float(one.at),
        value=mean.value,
        low=ends[0],
        high=ends[1],
        evidence=(counted(mean.clusters, "conversation"),),
    )


def _local(at: datetime | int, zone: tzinfo) -> datetime:
    if isinstance(at, int):
        raise TypeError("a span of time begins at a moment")
    return at.astimezone(zone)


def _shown(found: Sequence[tuple[Felt, Estimate]], bounds: tuple[float, float]) -> tuple[float, float]:
    """What the axis shows: all values and intervals with some room, within what there can be."""
    values = [one for _, mean in found for one in _ends(mean)]
    if not values:
        return bounds
    return max(min(values) - 0.05, bounds[0]), min(max(values) + 0.05, bounds[1])


def _ends(mean: Estimate) -> tuple[float, ...]:
    if isinstance(mean, Interval):
        return mean.low, mean.high
    return () if mean.value is None else (mean.value,)


def _stops(felt: Sequence[Felt]) -> tuple[Stop, ...]:
    by_turn: dict[int, dict[Axis, Moments]] = {}
    for one in felt:
        if isinstance(one.at, int):
            by_turn.setdefault(one.at, {})[one.axis] = one.moments
    return tuple(
        Stop(
            turn=turn,
            vad=(axes["valence"].mean, axes["arousal"].mean, axes["dominance"].mean),
            conversations=axes["valence"].conversations,
        )
        for turn, axes in sorted(by_turn.items())
    )


def _planes(ways: Sequence[Way]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The two planes of the three in which the points cover the largest area, the larger first."""

    def reach(at: int) -> float:
        values = [stop.vad[at] for way in ways for stop in way.stops]
        return max(values) - min(values) if values else 0.0

    ordered = sorted(((0, 1), (0, 2), (1, 2)), key=lambda plane: -reach(plane[0]) * reach(plane[1]))
    return ordered[0], ordered[1]


def _rows(felt: Sequence[Felt]) -> tuple[tuple[str, ...], ...]:
    cells: dict[tuple[Whose, int], list[str]] = {}
    count: dict[tuple[Whose, int], int] = {}
    for one in felt:
        if isinstance(one.at, int):
            bounds = SPANS[NAMES.index(one.axis)]
            cells.setdefault((one.whose, one.at), []).append(estimate(of_moments(*one.moments, bounds=bounds)))
            count[one.whose, one.at] = one.moments.conversations
    return tuple((NAMED[key[0]], str(key[1]), *found, f"{count[key]:,}") for key, found in cells.items())


def _moved(felt: Sequence[Felt]) -> str:
    """Where the persona's valence was at its first and its last stop."""
    own = [one for one in felt if (one.whose, one.axis) == ("persona", "valence")]
    if not own:
        return "Nothing was said in this span"
    first, last = (of_moments(*one.moments, bounds=SPANS[0]) for one in (own[0], own[-1]))
    if own[0].at == own[-1].at:
        return f"There is one turn only: the persona's valence is {estimate(first)}"
    return f"The persona's valence is {estimate(first)} at turn {own[0].at} and {estimate(last)} at turn {own[-1].at}"
