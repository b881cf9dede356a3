"""What users and personas felt over many turns, as charts. Knows no page and no SQL.

Charts are loaded when one is drawn: what they compute with takes longer to load than the studio to start.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, get_args

from brain.errors import NotFound
from store.warehouse import emotion_questions as questions
from store.warehouse.asking import text
from store.warehouse.emotion_questions import Axis, Span
from store.warehouse.offered import offered
from studio.analytics.dashboard import Dashboard
from studio.analytics.offers import Offers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from brain.emotion.labels import VAD
    from store import Store
    from store.actor import Actor
    from store.warehouse.window import Window
    from studio.charts.chart import Dots, Matrix
    from studio.charts.kinds.flow import Flow
    from studio.charts.kinds.lines import Lines
    from studio.charts.kinds.path import Path

NAME: Final = "emotions"
VERSIONS: Final = 30
"""Versions whose distance from the baseline is shown, those with most replies."""

COURSES: Final[Mapping[Axis, str]] = {"valence": "course", "arousal": "arousal", "dominance": "dominance"}
"""The name of the chart that has an axis over time."""

_STEPS: Final = ((timedelta(days=3), "hour"), (timedelta(days=100), "day"), (timedelta(days=700), "week"))

LIMITS: Final = (
    "An emotion is read from words by a tier that is named, or told by the persona in a tag.",
    "How often each tier is right, and where it is weak (sarcasm, other registers and languages): docs/emotion.md.",
    "Every conversation counts once, however long it is; an interval takes conversations for independent, not turns.",
    "Turns without a reply, and turns that a fork copied, are left out.",
)


@dataclass(frozen=True, slots=True)
class EmotionHistory:
    """The questions of the emotions page, each a chart of what the actor may see within a window."""

    store: Store

    def offers(self, actor: Actor) -> Offers:
        """What there is to narrow it to. Raises the StoreErrors."""
        return Offers(offered(self.store.warehouse, actor))

    def any(self, actor: Actor, window: Window) -> bool:
        """Whether there is a reply in the window at all. Raises the StoreErrors."""
        return questions.edges(self.store.warehouse, actor, window) is not None

    def course(self, actor: Actor, window: Window, zone: tzinfo = UTC, *, axis: Axis = "valence") -> Lines:
        """An axis over time, the user's and the persona's. Raises the StoreErrors."""
        from studio.charts import emotion_time

        span = self._span(actor, window)
        warehouse = self.store.warehouse
        felt = questions.over_time(warehouse, actor, window, span=span, zone=str(zone), axis=axis)
        apart = questions.apart(warehouse, actor, window)
        return emotion_time.course(felt, apart, axis=axis, span=span, zone=zone)

    def trajectory(self, actor: Actor, window: Window, _: tzinfo = UTC) -> Path:
        """Both in valence, arousal and dominance at each turn of a conversation. Raises the StoreErrors."""
        from studio.charts import emotion_time

        return emotion_time.trajectory(questions.by_turn(self.store.warehouse, actor, window))

    def shares(self, actor: Actor, window: Window, _: tzinfo = UTC) -> Dots:
        """How often each emotion was read. Raises the StoreErrors."""
        from studio.charts import emotion_mix

        return emotion_mix.shares(questions.shares(self.store.warehouse, actor, window))

    def answers(self, actor: Actor, window: Window, _: tzinfo = UTC) -> Flow:
        """How the persona answers each emotion of the user's. Raises the StoreErrors."""
        from studio.charts import emotion_flow

        return emotion_flow.answers(questions.passages(self.store.warehouse, actor, window, whose="user"))

    def follows(self, actor: Actor, window: Window, _: tzinfo = UTC) -> Flow:
        """How the persona's emotions follow each other. Raises the StoreErrors."""
        from studio.charts import emotion_flow

        return emotion_flow.follows(questions.passages(self.store.warehouse, actor, window, whose="persona"))

    def trend(self, actor: Actor, window: Window, _: tzinfo = UTC) -> Dots:
        """How emotions move within conversations. Raises the StoreErrors."""
        from studio.charts import emotion_levels

        return emotion_levels.trend(questions.slopes(self.store.warehouse, actor, window))

    def triggers(self, actor: Actor, window: Window, _: tzinfo = UTC) -> Dots:
        """The words that moved most readings. Raises the StoreErrors."""
        from studio.charts import emotion_mix

        return emotion_mix.triggers(questions.triggers(self.store.warehouse, actor, window))

    def baseline(self, actor: Actor, window: Window, _: tzinfo = UTC) -> Dots:
        """How far replies lie from their persona's baseline. Raises the StoreErrors."""
        from studio.charts import emotion_levels

        there = questions.versions(self.store.warehouse, actor, window)
        found = questions.away(self.store.warehouse, actor, window, self._baselines(actor, there[:VERSIONS]))
        names = self.offers(actor).versions()
        return emotion_levels.baseline(found, names, left_out=len(there) - len(found))

    def agreement(self, actor: Actor, window: Window, _: tzinfo = UTC) -> Matrix:
        """What tags told against what words were read as, and which tier read. Raises the StoreErrors."""
        from studio.charts import emotion_tiers

        warehouse = self.store.warehouse
        return emotion_tiers.agreement(
            questions.tagged(warehouse, actor, window), questions.tiers(warehouse, actor, window)
        )

    def dashboard(self) -> Dashboard:
        """The page as a value."""
        return Dashboard(
            name=NAME,
            title="Emotions",
            charts={
                **{name: partial(self.course, axis=axis) for axis, name in COURSES.items()},
                "shares": self.shares,
                "trajectory": self.trajectory,
                "answers": self.answers,
                "follows": self.follows,
                "trend": self.trend,
                "baseline": self.baseline,
                "triggers": self.triggers,
                "agreement": self.agreement,
            },
            offers=self.offers,
            limits=LIMITS,
        )

    def sql(self, chart: str, window: Window, *, zone: tzinfo = UTC) -> str:
        """The SQL that a chart rests on, to be run by hand over the warehouse."""
        axis = next((one for one, name in COURSES.items() if name == chart), None)
        if axis is not None:
            told = "-- By day; the chart takes hours of a short history, weeks and months of a long one.\n"
            return told + text(questions.over_time_sql("day", axis), window, zone=str(zone))
        if chart == "baseline":
            return "-- With the baseline of each version's genome in the place of the example.\n" + text(
                questions.AWAY, window, versions_at_home=["the version's id"], valence=[0.0], arousal=[0.3],
                dominance=[0.5],
            )  # fmt: skip
        return text(_SQL[chart], window)

    def _span(self, actor: Actor, window: Window) -> Span:
        """So long spans that some dozens of them cover the history."""
        edges = questions.edges(self.store.warehouse, actor, window)
        long = timedelta() if edges is None else edges[1] - edges[0]
        found = next((span for most, span in _STEPS if long <= most), "month")
        return next(span for span in get_args(Span) if span == found)

    def _baselines(self, actor: Actor, versions: tuple[str, ...]) -> Mapping[str, VAD]:
        """By version; those of a persona that was deleted meanwhile are not among them."""
        found = {}
        for one in versions:
            with suppress(NotFound):
                found[one] = self.store.personas.version(actor, one)[1].mind.baseline.vad
        return found


_SQL: Final = {
    "trajectory": questions.BY_TURN,
    "shares": questions.SHARES,
    "answers": questions.ANSWERS,
    "follows": questions.FOLLOWS,
    "trend": questions.SLOPES,
    "triggers": questions.TRIGGERS,
    "agreement": questions.TAGGED,
}
