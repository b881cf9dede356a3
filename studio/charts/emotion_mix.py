"""Which emotions were read, and which words moved the readings. Asks no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.statistics.estimate import Interval
from evals.statistics.moments import of_moments
from store.warehouse.emotion_questions import COMPARED, WALKED
from studio.charts.chart import Dots, Mark, Table
from studio.charts.emotion_time import NAMED
from studio.charts.words import counted, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.statistics.estimate import Estimate
    from store.warehouse.emotion_questions import Share, Whose, Word
    from studio.charts.chart import Tone

TONES: Final[dict[Whose, Tone]] = {"user": "quiet", "persona": "plain"}
"""Full dots are the persona's, open ones the user's."""

KEY: Final = "Full dots: the persona's replies; open ones: the user's words."


def drawn(turns: int) -> str:
    """What a chart says that rests on about so many turns of a longer history."""
    return f"Of more than {turns:,} turns whole conversations are drawn, so many turns in all."


def shares(found: Sequence[Share]) -> Dots:
    """How often each emotion was read, the user's and the persona's under each other."""
    labels = list(dict.fromkeys(one.label for one in sorted(found, key=lambda one: -one.moments.mean)))
    ordered = [one for label in labels for one in found if one.label == label]
    means = [of_moments(*one.moments, bounds=(0.0, 1.0)) for one in ordered]
    return Dots(
        title=_most(ordered, means),
        note="Share of the readings of a conversation, averaged over conversations, with its 95 % interval. "
        f"{drawn(WALKED)} {KEY}",
        axis="share of readings",
        marks=tuple(_mark(one.whose, one.label, mean, ()) for one, mean in zip(ordered, means, strict=True)),
        table=Table(
            head=("emotion", "whose", "share of readings, 95 % interval", "conversations"),
            rows=tuple(
                (one.label, NAMED[one.whose], share(mean), f"{mean.clusters:,}")
                for one, mean in zip(ordered, means, strict=True)
            ),
        ),
        span=(0.0, 1.0),
    )


def triggers(found: Sequence[Word]) -> Dots:
    """The words that moved most readings."""
    means = [of_moments(*one.moments, bounds=(0.0, 1.0)) for one in found]
    rows = list(zip(found, means, strict=True))
    return Dots(
        title=_loudest(rows),
        note="Share of the readings of a conversation that the word moved, averaged over conversations, with its 95 % "
        "interval. A word may move towards more than one emotion: shown is the reading that it stood in most often. "
        f"{drawn(COMPARED)} {KEY}",
        axis="share of readings",
        marks=tuple(
            _mark(one.whose, f"“{one.word}”", mean, (f"mostly {one.label}", counted(one.readings, "reading")))
            for one, mean in rows
        ),
        table=Table(
            head=("word", "whose", "mostly read as", "readings", "share of readings, 95 % interval"),
            rows=tuple((one.word, NAMED[one.whose], one.label, f"{one.readings:,}", share(mean)) for one, mean in rows),
        ),
    )


def _mark(whose: Whose, label: str, mean: Estimate, evidence: tuple[str, ...]) -> Mark:
    ends = (mean.low, mean.high) if isinstance(mean, Interval) else (None, None)
    return Mark(
        label=label,
        value=mean.value,
        low=ends[0],
        high=ends[1],
        of=NAMED[whose],
        tone=TONES[whose],
        evidence=(*evidence, counted(mean.clusters, "conversation")),
    )


def _most(found: Sequence[Share], means: Sequence[Estimate]) -> str:
    most = {
        whose: max(((mean.value or 0.0, one.label, mean) for one, mean in zip(found, means, strict=True)
                    if one.whose == whose), key=lambda each: each[:2], default=None)
        for whose in NAMED
    }  # fmt: skip
    persona, user = most["persona"], most["user"]
    if persona is None or user is None:
        return "Nothing was said in this span"
    return f"Most often the persona is {persona[1]}, {share(persona[2])}, and the user {user[1]}, {share(user[2])}"


def _loudest(rows: Sequence[tuple[Word, Estimate]]) -> str:
    if not rows:
        return "No word moved a reading in this span"
    told = [
        f"{NAMED[whose]}'s readings: “{first[0].word}”, {share(first[1])}"
        for whose in NAMED
        if (first := next((row for row in rows if row[0].whose == whose), None)) is not None
    ]
    return f"The words that moved most of {', and of '.join(told)}"
