"""An experiment as charts: what each change does, whose the variance is, the arms' means, what could be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.contrasts import CONVERSATION
from evals.scorers.score import bounds
from evals.statistics.estimate import Interval
from evals.statistics.power import Sensitivity
from evals.statistics.variance import NOISE
from studio.charts.chart import Dots, Mark, Table
from studio.charts.forest import p_words
from studio.charts.words import NONE, TO, between, counted, estimate, listed, lower, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.contrasts import Contrast, Experiment, Kind
    from evals.effects import Effect, Finding
    from evals.statistics.variance import Component
    from studio.charts.chart import Tone

NAMES: Final = {
    "effects": "What each change does",
    "variance": "Whose the variance is",
    "means": "The mean of each arm",
    "power": "What could be seen",
}
"""The charts of one score, by the names of their files, in their order."""

NO_TEST: Final = "no test"

_TONES: Final[Mapping[Finding, Tone]] = {"better": "good", "worse": "bad", "cannot tell": "quiet"}
_CALLED: Final = {CONVERSATION: "which conversation it is", NOISE: "noise"}


def charts(found: Experiment, score: str) -> dict[str, Dots]:
    """The charts of one score, by name."""
    kind = next(one for one in found.kinds if one.name == score)
    return {
        "effects": effects(found, kind),
        "variance": variance(kind),
        "means": means(found, kind),
        "power": power(found, kind),
    }


def effects(found: Experiment, kind: Kind) -> Dots:
    """Each change against the base level, right is better."""
    own = _own(found, kind.name)
    turn = 1.0 if kind.higher_is == "better" else -1.0
    return Dots(
        title=_finding(own, kind.name),
        note=f"{kind.name}: {kind.unit}; higher is {kind.higher_is}. A dot is the mean difference of conversations "
        "that differ in nothing else, turned so that right is better; the line is its 95 % interval, clustered by "
        "independent conversations. The reading goes by a sign-flip test after Holm over "
        f"{counted(found.tests, 'test')}: every change and every score. Triangle: worse. Hollow: cannot tell.",
        axis="worse ← difference → better",
        marks=tuple(_effect(contrast, effect, turn) for contrast, effect in own if effect.pairs),
        table=Table(
            head=("change", "reading", "before", "after", "difference, 95 % interval", "p, after Holm",
                  "pairs", "independent", "missing on one side", "would be seen in 80 %"),
            rows=tuple(_row(contrast, effect) for contrast, effect in own),
        ),
        line=0.0,
        line_words="no difference",
    )  # fmt: skip


def variance(kind: Kind) -> Dots:
    """How much of the variance of the score each factor brings."""
    parts = kind.split.components
    return Dots(
        title=_split(kind),
        note=f"Shares of the variance of {kind.name} over all conversations of all arms (Henderson's first method; "
        "95 % intervals by leaving out independent conversations). Noise is what none of these explains: chance, and "
        "that a change does more in one conversation than in another. What measures is the same in all arms, unless "
        "the line above says that it moved; a judge is a part of its own where judges are varied.",
        axis="share of the variance",
        marks=tuple(
            Mark(label=_CALLED.get(one.name, one.name), value=one.share, low=one.low, high=one.high,
                 tone="quiet" if one.low is None else "plain", why=one.reason)
            for one in parts
        ),
        table=Table(
            head=("of", "share, 95 % interval", "variance", "why"),
            rows=tuple((_CALLED.get(one.name, one.name), _share(one),
                        "not known" if one.variance is None else f"{one.variance:.3g}", one.reason) for one in parts),
        ),
        span=(0.0, 1.0),
    )  # fmt: skip


def means(found: Experiment, kind: Kind) -> Dots:
    """The mean of each arm, the base first."""
    rows = [(arm.words, arm.means[kind.name]) for arm in found.arms]
    known = sorted((one for one in rows if isinstance(one[1], Interval)), key=lambda one: one[1].value or 0.0)
    if len(known) > 1:
        (least, low), (most, high) = known[0], known[-1]
        title = f"{kind.name} lies between {estimate(low)} ({least}) and {estimate(high)} ({most})"
    else:
        title = f"{kind.name}: how sure the mean of an arm is cannot be told"
    return Dots(
        title=title,
        note="The mean of each arm over its own conversations with a 95 % interval. Whether two arms differ is told by "
        "the paired differences above, not by these intervals: they hold what makes some conversations hard for all.",
        axis=f"{kind.name} ({kind.unit})",
        marks=tuple(
            Mark(
                label=words,
                value=one.value,
                low=one.low if isinstance(one, Interval) else None,
                high=one.high if isinstance(one, Interval) else None,
                tone="plain" if isinstance(one, Interval) else "quiet",
                why="" if isinstance(one, Interval) else one.reason,
            )
            for words, one in rows
        ),
        table=Table(
            head=("arm", "mean, 95 % interval", "conversations", "missing"),
            rows=tuple((words, estimate(one), str(one.scores), str(one.missing)) for words, one in rows),
        ),
        span=bounds(kind.unit),
    )


def power(found: Experiment, kind: Kind) -> Dots:
    """The smallest difference that each comparison would have found."""
    own = [(contrast.short, effect.sensitivity) for contrast, effect in _own(found, kind.name)]
    known = [(words, one) for words, one in own if isinstance(one, Sensitivity)]
    if known:
        words, least = max(known, key=lambda one: one[1].smallest)
        needed = counted(least.cases_for_half, "independent conversation")
        title = (
            f"With this you can see a difference of {number(least.smallest)} in {kind.name} in each comparison below; "
            f"for half of it in {words} you need {needed}, not {least.cases:,}"
        )
    else:
        why = next((one.reason for _, one in own if not isinstance(one, Sensitivity)), "Nothing was compared.")
        title = f"What this could see in {kind.name} cannot be told: {lower(why)}"
    return Dots(
        title=title,
        note="The smallest true difference that would be found in 80 % of repetitions, at 5 % shared among all tests, "
        "from the spread of the differences that were seen; the line bounds it at 95 %, since the spread is estimated.",
        axis=f"smallest difference that is seen ({kind.unit})",
        marks=tuple(Mark(label=words, value=one.smallest, low=one.low, high=one.high) for words, one in known),
        table=Table(
            head=("change", "would be seen in 80 %", "independent", "needed for half of it", "why"),
            rows=tuple(
                (words, f"{number(one.smallest)} {between(one.low, one.high)}", f"{one.cases:,}",
                 f"{one.cases_for_half:,}", "")
                if isinstance(one, Sensitivity) else (words, "not known", str(one.clusters), NONE, one.reason)
                for words, one in own
            ),
        ),
    )  # fmt: skip


def _own(found: Experiment, score: str) -> list[tuple[Contrast, Effect]]:
    return [(one, one.effects[score]) for one in found.contrasts if score in one.effects]


def _finding(own: Sequence[tuple[Contrast, Effect]], score: str) -> str:
    if not own:
        return f"{score}: nothing can be held against each other yet"
    told = {what: [one.short for one, effect in own if effect.finding == what]
            for what in ("better", "worse", "no effect seen", "cannot tell")}  # fmt: skip
    parts = [f"better with {listed(told['better'])}"] * bool(told["better"])
    parts += [f"worse with {listed(told['worse'])}"] * bool(told["worse"])
    parts += [f"no effect seen of {listed(told['no effect seen'])}"] * bool(told["no effect seen"])
    parts += [f"cannot tell of {listed(told['cannot tell'])}"] * bool(told["cannot tell"])
    return f"{score}: {'; '.join(parts)}"


def _split(kind: Kind) -> str:
    known = sorted((one for one in kind.split.components if one.share is not None), key=lambda one: -(one.share or 0.0))
    if not known:
        why = kind.split.components[0].reason
        return f"Whose the variance of {kind.name} is cannot be told: {lower(why)}"
    told = [f"{_share(one)} {_CALLED.get(one.name, one.name)}" for one in known]
    return f"{kind.name} varies by {listed(told, most=len(told))}"


def _share(one: Component) -> str:
    if one.share is None:
        return "not known"
    if one.low is None or one.high is None:
        return f"{one.share:.0%} (no interval)"
    return f"{one.share:.0%} [{one.low:.0%} {TO} {one.high:.0%}]"


def _effect(contrast: Contrast, one: Effect, turn: float) -> Mark:
    found = one.difference
    ends = sorted((turn * found.low, turn * found.high)) if isinstance(found, Interval) else (None, None)
    why = "the same in every pair" if one.unmoved else "" if isinstance(found, Interval) else found.reason
    return Mark(
        label=contrast.short,
        value=None if found.value is None else turn * found.value,
        low=ends[0],
        high=ends[1],
        tone=_TONES.get(one.finding, "plain"),
        evidence=(f"instead of {contrast.before}", one.finding, _test(one)),
        why=why,
    )


def _row(contrast: Contrast, one: Effect) -> tuple[str, ...]:
    return (
        contrast.words,
        one.finding,
        NONE if one.before is None else number(one.before),
        NONE if one.after is None else number(one.after),
        "the same in every pair" if one.unmoved and one.pairs else estimate(one.difference, signed=True),
        _test(one),
        str(one.pairs),
        str(one.difference.clusters),
        str(one.missing),
        NONE if one.smallest is None else number(one.smallest),
    )


def _test(one: Effect) -> str:
    if one.p is None or one.adjusted is None:
        return NO_TEST
    return f"{p_words(one.p)}, {p_words(one.adjusted)}"
