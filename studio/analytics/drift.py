"""How the personas' drift went over many turns, as charts. Knows no page and no SQL."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Final

from brain.errors import NotFound
from store.warehouse import drift_questions as questions
from store.warehouse import drift_signals as signals
from store.warehouse import drift_talks as talks
from store.warehouse.columns import SIGNALS
from store.warehouse.offered import offered
from studio.analytics.dashboard import Dashboard
from studio.analytics.kept import Kept
from studio.analytics.offers import Offers
from studio.charts import drift_course, drift_many, drift_sides, drift_survival
from studio.charts import drift_signals as drift_showing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from brain.turn import Turn
    from store import Store
    from store.actor import Actor
    from store.values import Session
    from store.warehouse.drift_questions import By, Overview
    from store.warehouse.drift_signals import Seen
    from store.warehouse.drift_talks import Began
    from store.warehouse.window import Window
    from studio.analytics.dashboard import Draws
    from studio.charts.chart import Dots
    from studio.charts.kinds.bars import Bars
    from studio.charts.kinds.heat import Heat
    from studio.charts.kinds.lines import Lines
    from studio.charts.kinds.panels import Panels

NAME: Final = "drift"
MOST_POINTS: Final = 120
"""Of more turns than this several are averaged to a point; in small multiples and maps of a third of it."""

TITLES: Final = {
    "course": "Over the turns",
    "days": "Day by day",
    "personas": "By persona",
    "versions": "By version",
    "models": "By model",
    "heat": "Signals over the turns",
    "drivers": "What drives it",
    "beyond": "Beyond the noise floor",
    "floor": "One signal against its floor",
    "facts": "Beliefs and facts",
    "onset": "Where it began",
    "compare": "Two versions",
}
"""Of the sections of a report."""

MOST_TURNS: Final = 150_000
"""Of more turns than this, what asks of all signals asks the last ones, and says so; long courses ask a sample."""

LEAST_TALKS: Final = 500
"""A sample holds about so many conversations at least."""

DIGITS: Final = 9
"""Of the number of a turn at most."""

MOST_BEGAN: Final = 500
"""So many conversations are listed at most."""

LIMITS: Final = (
    "The score is the calibrated probability that a reply is in character; what it rests on stands with every turn.",
    "An interval takes conversations for independent, not turns. It says nothing about words that nobody has said.",
    "A turn that could not be judged has no score: it is left out and counted, never taken for a good or a bad one.",
    "A conversation that ended is missing from then on: where what ends early drifts more, late turns look better.",
)


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """A turn to be read, its conversation, and who answered: name and accent colour."""

    turn: Turn
    talk: Session
    name: str
    accent: str


@dataclass(frozen=True, slots=True)
class DriftHistory:
    """The questions of the drift page, each a chart of what the actor may see within a window.

    All raise the StoreErrors.
    """

    store: Store
    kept: Kept = field(default_factory=Kept, repr=False, compare=False)

    def offers(self, actor: Actor) -> Offers:
        """What there is to narrow it to."""
        return Offers(offered(self.store.warehouse, actor))

    def mark(self) -> str:
        """While it stays the same, so do all answers, but for names."""
        return self.store.warehouse.mark()

    def overview(self, actor: Actor, window: Window) -> Overview:
        """How much there is, and in how many conversations drift began."""
        warehouse = self.store.warehouse
        return self.kept.get(
            warehouse.mark(), ("overview", actor, window), lambda: questions.overview(warehouse, actor, window)
        )

    def course(self, actor: Actor, window: Window, _: tzinfo | None = None) -> Lines:
        """The score over the turns of conversations, with the change point."""
        found = self.overview(actor, window)
        width, edge = _width(found), drift_course.edge_of(found)
        every = _every(found) if width > 1 else 1
        places = questions.course(self.store.warehouse, actor, window, width=width, every=every)
        change = questions.change(self.store.warehouse, actor, window, edge=edge)
        return drift_course.chart(found, places, change, edge=edge, width=width, every=every)

    def days(self, actor: Actor, window: Window, zone: tzinfo) -> Lines:
        """The score by day."""
        return drift_course.by_day(questions.days(self.store.warehouse, actor, window, zone=str(zone)), zone)

    def many(
        self, actor: Actor, window: Window, _: tzinfo | None = None, *, by: By = "persona", page: int = 1
    ) -> Panels:
        """A small course for each persona, version or model, the lowest first, some at a time."""
        warehouse = self.store.warehouse
        found = self.overview(actor, window)
        width = _width(found, most=MOST_POINTS // 3)
        every = _every(found) if width > 1 else 1
        groups = questions.groups(warehouse, actor, window, by=by)
        page = min(max(page, 1), max(1, -(-len(groups) // drift_many.PAGE)))
        first = (page - 1) * drift_many.PAGE
        ids = [one.of for one in groups[first : first + drift_many.PAGE]]
        courses = questions.courses(warehouse, actor, window, by=by, ids=ids, width=width, every=every)
        names = self._names(actor, by)
        return drift_many.chart(groups, courses, names, by=by, page=page, width=width, every=every)

    def heat(self, actor: Actor, window: Window, zone: tzinfo | None = None) -> Heat:
        """How far each signal lies from the floor, by turn."""
        width = _width(self.overview(actor, window), most=MOST_POINTS // 3)
        asked, told = self._lately(actor, window, zone)
        return drift_showing.heat(
            signals.heat(self.store.warehouse, actor, asked, width=width), width=width, lately=told
        )

    def drivers(self, actor: Actor, window: Window, zone: tzinfo | None = None) -> Dots:
        """Which signals are far from the floor in the turns that drift."""
        asked, told = self._lately(actor, window, zone)
        return drift_showing.drivers(signals.drivers(self.store.warehouse, actor, asked), lately=told)

    def beyond(self, actor: Actor, window: Window, zone: tzinfo | None = None) -> Dots:
        """How many turns lie far beyond the floor, by signal."""
        asked, told = self._lately(actor, window, zone)
        return drift_showing.beyond(self._beyond(actor, asked), lately=told)

    def floor(self, actor: Actor, window: Window, zone: tzinfo | None = None, *, signal: str = "") -> Bars:
        """The distances of one signal against the floor; without a name, of the one that is most often beyond it."""
        asked, told = self._lately(actor, window, zone)
        seen = self._beyond(actor, asked)
        worst = max(seen, key=lambda one: -1.0 if one.mean is None else one.mean).signal
        chosen = signal if signal in SIGNALS else worst
        counts = signals.spread(self.store.warehouse, actor, asked, signal=chosen)
        return drift_showing.spread(chosen, counts, seen, lately=told)

    def facts(self, actor: Actor, window: Window, _: tzinfo | None = None) -> Lines:
        """How long beliefs, facts and earlier replies last without a contradiction."""
        found = talks.survival(self.store.warehouse, actor, window)
        return drift_survival.facts(found, talks=self.overview(actor, window).talks)

    def onset(self, actor: Actor, window: Window, _: tzinfo | None = None) -> Lines:
        """How long conversations last before drift begins."""
        found = talks.survival(self.store.warehouse, actor, window)
        return drift_survival.onset(found, talks=self.overview(actor, window).talks)

    def began(self, actor: Actor, window: Window) -> tuple[Began, ...]:
        """The conversations in which drift began, the largest fall first, `MOST_BEGAN` of them at most."""
        return talks.began(self.store.warehouse, actor, window, most=MOST_BEGAN)

    def compare(self, actor: Actor, window: Window, _: tzinfo | None = None) -> Lines:
        """Two versions on the same axes: those that the window names, else the last two of the first such persona."""
        pair = self.pair(actor, window)
        if pair is None:
            return drift_sides.nothing()
        warehouse, names = self.store.warehouse, self._names(actor, "version")
        found = self.overview(actor, window)
        width = _width(found)
        every = _every(found) if width > 1 else 1
        courses = questions.courses(warehouse, actor, window, by="version", ids=pair, width=width, every=every)
        scores = talks.sides(warehouse, actor, window, before=pair[0], after=pair[1])
        return drift_sides.chart({one: names[one] for one in pair}, courses, scores, width=width, every=every)

    def pair(self, actor: Actor, window: Window) -> tuple[str, str] | None:
        """Which two versions are compared, the earlier first; None where there are no two."""
        named = tuple(dict.fromkeys(window.versions))
        if len(named) == 2:  # noqa: PLR2004 - a pair
            return named[0], named[1]
        numbers: dict[str, dict[int, str]] = {}
        for one in self.offers(actor).all:
            there = (not window.personas or one.persona_id in window.personas) and (
                not window.versions or one.version_id in window.versions
            )
            if one.number is not None and there:
                numbers.setdefault(one.persona_id, {})[one.number] = one.version_id
        several = next((found for found in numbers.values() if len(found) > 1), None)
        if several is None:
            return None
        before, after = sorted(several)[-2:]
        return several[before], several[after]

    def talk(self, actor: Actor, session_id: str) -> Lines:
        """One conversation, turn by turn. Raises NotFound for one that the actor may not see."""
        session = self.store.conversations.get(actor, session_id)
        width = max(1, -(-session.turn_count // MOST_POINTS)) if session.turn_count > MOST_POINTS * 8 else 1
        found = talks.talk(self.store.warehouse, actor, session_id, width=width)
        name = self._names(actor, "persona").get(session.persona_id, "A persona")
        return drift_course.of_talk(found, name=name, width=width)

    def turn(self, actor: Actor, named: str) -> OpenTurn:
        """One turn with its words, read from the database, by its id or as `conversation:number`. Raises NotFound."""
        session_id, colon, index = named.rpartition(":")
        if colon:
            number = int(index) if index.isascii() and index.isdecimal() and len(index) <= DIGITS else 0
            found = self.store.conversations.turns(actor, session_id, after=max(number, 1) - 1, limit=1)
            turn = next((one for one in found if one.index == number), None)
            if turn is None:
                raise NotFound("There is no such turn.", next_step="It may have been erased; choose another.")
        else:
            turn = self.store.conversations.turn(actor, named)
        talk = self.store.conversations.get(actor, turn.session_id)
        try:
            card = self.store.personas.get(actor, talk.persona_id).card
        except NotFound:
            return OpenTurn(turn, talk, "A persona that is gone", "")
        return OpenTurn(turn, talk, card.name, card.accent)

    def dashboard(self) -> Dashboard:
        """The page as a value."""
        charts: Mapping[str, Draws] = {
            "course": self.course,
            "days": self.days,
            "personas": self.many,
            "versions": partial(self.many, by="version"),
            "models": partial(self.many, by="model"),
            "heat": self.heat,
            "drivers": self.drivers,
            "beyond": self.beyond,
            "floor": self.floor,
            "facts": self.facts,
            "onset": self.onset,
            "compare": self.compare,
        }
        more: Mapping[str, Draws] = {f"floor {one}": partial(self.floor, signal=one) for one in SIGNALS}
        return Dashboard(
            name=NAME, title="Drift", charts=charts, more=more, titles=TITLES, offers=self.offers, limits=LIMITS
        )

    def _beyond(self, actor: Actor, window: Window) -> tuple[Seen, ...]:
        warehouse = self.store.warehouse
        return self.kept.get(
            warehouse.mark(), ("beyond", actor, window), lambda: signals.beyond(warehouse, actor, window)
        )

    def _lately(self, actor: Actor, window: Window, zone: tzinfo | None) -> tuple[Window, str]:
        """The last part of a window that has more turns than all signals can be asked of, and that it is no more."""
        if self.overview(actor, window).turns <= MOST_TURNS:
            return window, ""
        warehouse = self.store.warehouse
        since = self.kept.get(
            warehouse.mark(),
            ("lately", actor, window),
            lambda: questions.lately(warehouse, actor, window, most=MOST_TURNS),
        )
        if since is None:
            return window, ""
        local = since.astimezone(zone or UTC)
        told = f"Of the last {MOST_TURNS:,} turns, since {local.day} {local:%B %Y, %H:%M}. "
        return replace(window, since=since), told

    def _names(self, actor: Actor, by: By) -> dict[str, str]:
        offers = self.offers(actor)
        match by:
            case "persona":
                return offers.personas()
            case "version":
                return offers.versions()
            case "model":
                return {one: one for one in offers.models()}


def _width(found: Overview, *, most: int = MOST_POINTS) -> int:
    """How many turns are averaged to a point, so that there are at most so many points."""
    return max(1, -(-found.longest // most))


def _every(found: Overview) -> int:
    """One conversation in how many is asked where all would take too long, and enough of them are left."""
    every = -(-found.turns // MOST_TURNS)
    return every if every > 1 and found.talks >= LEAST_TALKS * every else 1
