"""What a dashboard can be narrowed to, and a window from the words of an address, a command or Python.

Knows no page and no store.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, TypeAlias

from brain.errors import InvalidInput
from store.warehouse.window import Window
from studio.charts.words import short
from studio.ui.safe_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from store.warehouse.offered import Offer

Day: TypeAlias = date | datetime | str
"""A day in somebody's zone, or a moment with a zone; or either in words, such as 2026-11-03 or 2026-11-03T10:00Z."""

DAY: Final = timedelta(days=1)
NAME: Final = 28
"""Characters of a persona's name before the number of its version."""

LABEL: Final = 48


@dataclass(frozen=True, slots=True)
class Offers:
    """What there is history of: names by id, the most of it first."""

    all: tuple[Offer, ...]

    @property
    def rows(self) -> int:
        """How many turns or entries there are in all."""
        return sum(one.rows for one in self.all)

    @property
    def first(self) -> datetime | None:
        """When the first was."""
        return min((one.first for one in self.all), default=None)

    @property
    def last(self) -> datetime | None:
        """When the last was."""
        return max((one.last for one in self.all), default=None)

    def personas(self) -> dict[str, str]:
        """Names by id; of two of one name with their slugs, of one that is gone its id."""
        found = {one.persona_id: one for one in self.all if one.persona_id}
        several = Counter(one.persona for one in found.values())
        return {
            key: f"persona {key[:8]}" if not one.persona
            else one.persona if several[one.persona] == 1 else f"{one.persona} ({one.slug})"
            for key, one in self._most(found).items()
        }  # fmt: skip

    def versions(self, personas: Sequence[str] = ()) -> dict[str, str]:
        """Name and number by id, of these personas or of all, by name and the newest first."""
        names = self.personas()
        found = {
            one.version_id: one for one in self.all if one.version_id and (not personas or one.persona_id in personas)
        }
        told = sorted(found.values(), key=lambda one: (names.get(one.persona_id, ""), -(one.number or 0)))
        return {
            one.version_id: f"{short(names.get(one.persona_id, 'a persona'), longest=NAME)} "
            f"{one.number or one.version_id[:8]}"
            for one in told
        }

    def models(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(dict.fromkeys(one.model for one in self.all if one.model))

    def modes(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(dict.fromkeys(one.mode for one in self.all if one.mode))

    def window(
        self,
        *,
        since: Day | None = None,
        until: Day | None = None,
        personas: Iterable[str] = (),
        versions: Iterable[str] = (),
        models: Iterable[str] = (),
        modes: Iterable[str] = (),
        zone: tzinfo,
    ) -> Window:
        """The window that these words mean; a day begins and ends in `zone`, and `until` is the last day of it.

        Personas by slug, name or id; versions by id or as `slug@number`. Raises InvalidInput for a word that names
        nothing, naming what there is.
        """
        begin, end = _moment(since, zone), _moment(until, zone, last=True)
        if begin is not None and end is not None and begin >= end:
            raise InvalidInput("The span ends before it begins.", next_step="Give a first day that is not the later.")
        return Window(
            since=begin,
            until=end,
            personas=tuple(_known(one, self._persona_words(), "persona") for one in personas),
            versions=tuple(_known(one, self._version_words(), "version") for one in versions),
            models=tuple(_known(one, {name: name for name in self.models()}, "model") for one in models),
            modes=tuple(_known(one, {name: name for name in self.modes()}, "mode") for one in modes),
        )

    def _most(self, found: Mapping[str, Offer]) -> dict[str, Offer]:
        """By how much there is of each, the most first."""
        rows: Counter[str] = Counter()
        for one in self.all:
            rows[one.persona_id] += one.rows
        return {key: found[key] for key, _ in rows.most_common() if key in found}

    def _persona_words(self) -> dict[str, str]:
        named = {name: key for key, name in self.personas().items()}
        slugs = {one.slug: one.persona_id for one in self.all if one.slug}
        return slugs | named | {one.persona_id: one.persona_id for one in self.all if one.persona_id}

    def _version_words(self) -> dict[str, str]:
        numbered = {f"{one.slug}@{one.number}": one.version_id for one in self.all if one.slug and one.number}
        return numbered | {one.version_id: one.version_id for one in self.all if one.version_id}


def labels(names: Mapping[str, str]) -> dict[str, str]:
    """Names on one line that fit a control, no two the same: a control tells its options apart by what it shows."""
    found: dict[str, str] = {}
    told: Counter[str] = Counter()
    for key, name in names.items():
        label = short(plain(name), longest=LABEL)
        told[label] += 1
        found[key] = label if told[label] == 1 else f"{label} ({told[label]})"
    return found


def moment(words: str) -> date | datetime:
    """A day or a moment from its words. Raises InvalidInput."""
    try:
        return date.fromisoformat(words) if len(words) == len("2026-11-03") else datetime.fromisoformat(words)
    except ValueError:
        raise InvalidInput(
            f"{words[:40]!r} is no day.", next_step="Write it as 2026-11-03, or as 2026-11-03T10:00+01:00."
        ) from None


def _moment(told: Day | None, zone: tzinfo, *, last: bool = False) -> datetime | None:
    if told is None or told == "":
        return None
    found = moment(told) if isinstance(told, str) else told
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=zone)
    try:
        return datetime.combine(found + DAY if last else found, time(), zone)
    except OverflowError:
        raise InvalidInput(f"{found!s} is too far away.", next_step="Give an earlier day.") from None


def _known(word: str, there: Mapping[str, str], what: str) -> str:
    if word in there:
        return there[word]
    names = ", ".join(list(there)[:8]) or "none yet"
    raise InvalidInput(f"There is no history of the {what} {word[:80]!r}.", next_step=f"There is: {names}.")
