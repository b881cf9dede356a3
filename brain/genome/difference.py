"""What differs between two genomes, field by field. Says it in words by way of `difference_words`; knows no store."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final, Literal

from brain.genome import difference_words as words
from brain.genome.matching import canonical, matched, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from brain.genome.genome import PersonaGenome

Kind = Literal["changed", "added", "removed", "moved"]
Path = tuple[str | int, ...]

LONG: Final = 80
"""From so many characters on a text is shown with its changed words instead of as a whole."""


EXACT: Final = 1_000_000
"""Up to so many pairs of words every word can begin a match; in longer texts one that stands everywhere cannot.

Ten thousand times the same word on both sides would otherwise be a hundred million comparisons.
"""


class _Missing:
    """There is no such key: something else than null."""


_MISSING: Final = _Missing()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text that both have, or only the older (`removed`) or the newer (`added`) one."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs.

    `path` is its place (`mind.beliefs.2.confidence`, places from 0, in the newer genome unless it is gone there);
    `before` and `after` are JSON values, None where there is none; `places` are those of an item that moved.
    """

    section: str
    path: Path
    kind: Kind
    label: str
    before: Any
    after: Any
    spans: tuple[Span, ...] = ()
    places: tuple[int, int] | None = None

    @property
    def words(self) -> str:
        """It in words: `openness 0.62 → 0.80`."""
        return words.sentence(self)


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs, in the order of the genome's own sections. False if nothing does."""

    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def summary(self) -> str:
        """One short line, fit for a version's message: `Openness up, two beliefs added`."""
        return words.summary(self.changes)

    @property
    def sections(self) -> Mapping[str, tuple[Change, ...]]:
        """The changes of each section that has any."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.section, []).append(change)
        return {section: tuple(changes) for section, changes in found.items()}


def difference(before: PersonaGenome, after: PersonaGenome) -> Difference:
    """What one would have to change in `before` to get `after`; nothing exactly where `content_hash` is equal.

    Counters (`stats`) do not count, as they do not for `content_hash`. Items of lists are matched by their content and
    by what names them, so that one which only slid down is not told as gone and new.
    """
    old, new = (genome.model_dump(mode="json", exclude={"stats"}) for genome in (before, after))
    found = sorted(_between(old, new, ()), key=lambda change: words.SECTIONS.index(change.section))
    return Difference(tuple(found))


def spans(before: str, after: str) -> tuple[Span, ...]:
    """Two texts as one, word by word: joined without the added spans it is the older, without the removed the newer."""
    old, new = words_of(before), words_of(after)
    found: list[Span] = []
    hasty = len(old) * len(new) > EXACT
    for kind, i, k, j, m in SequenceMatcher(a=old, b=new, autojunk=hasty).get_opcodes():
        if kind == "equal":
            found.append(Span("same", "".join(old[i:k])))
            continue
        if k > i:
            found.append(Span("removed", "".join(old[i:k])))
        if m > j:
            found.append(Span("added", "".join(new[j:m])))
    return tuple(found)


def _between(before: Any, after: Any, path: Path) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in (*before, *(key for key in after if key not in before)):
            yield from _between(before.get(key, _MISSING), after.get(key, _MISSING), (*path, key))
    elif _items(before) and _items(after) and (before or after):
        yield from _lists(before, after, path)
    elif isinstance(before, _Missing) or isinstance(after, _Missing) or canonical(before) != canonical(after):
        yield _change(path, before, after)


def _items(value: Any) -> bool:
    """Whether this is a list to be told item by item: of texts or of objects. One of numbers is a value of its own."""
    return isinstance(value, list) and all(isinstance(item, str | dict) for item in value)


def _lists(before: Sequence[Any], after: Sequence[Any], path: Path) -> Iterator[Change]:
    for pair in matched(before, after):
        if pair.before is None or pair.after is None:
            gone = _MISSING if pair.before is None else before[pair.before]
            come = _MISSING if pair.after is None else after[pair.after]
            yield _change((*path, (pair.before if pair.after is None else pair.after) or 0), gone, come)
            continue
        place = (*path, pair.after)
        if pair.moved:
            yield _moved(place, after[pair.after], (pair.before, pair.after))
        for change in _between(before[pair.before], after[pair.after], place):
            yield _named(change, path, after[pair.after], pair.after)


def _change(path: Path, before: Any, after: Any) -> Change:
    kind: Kind = "added" if isinstance(before, _Missing) else "removed" if isinstance(after, _Missing) else "changed"
    texts = isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > LONG
    return Change(
        section=words.section(path),
        path=path,
        kind=kind,
        label=words.label(path),
        before=None if isinstance(before, _Missing) else before,
        after=None if isinstance(after, _Missing) else after,
        spans=spans(before, after) if texts else (),
    )


def _moved(path: Path, item: Any, places: tuple[int, int]) -> Change:
    return Change(words.section(path), path, "moved", words.label(path), item, item, places=places)


def _named(change: Change, path: Path, item: Any, place: int) -> Change:
    """A change within an item, told with the item's name instead of its number."""
    if change.path == (*path, place) or not isinstance(item, dict):
        return change
    rest = change.path[len(path) + 1 :]
    return Change(
        change.section, change.path, change.kind, words.within(path, item, place, rest),
        change.before, change.after, change.spans, change.places,
    )  # fmt: skip
