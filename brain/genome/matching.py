"""Which item of one list is which of another: by content, then by what names it, then by likeness.

Knows JSON values and no genome.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

NAMES: Final = ("id", "name", "rule", "statement", "title", "user", "text")
"""The keys by which an object in a list is known, the first that it has."""

ALIKE: Final = 0.55
"""From this ratio of common words on (`difflib`), two texts are one text that was changed."""

LARGEST: Final = 2_500
"""So many pairs are looked at for likeness; in longer lists what was reworded is one out and one in."""


_WORD: Final = re.compile(r"\s+|\S+\s*")


class Pair(NamedTuple):
    """An item before and after, by its places; None where it is not there."""

    before: int | None
    after: int | None
    moved: bool = False


def canonical(value: Any) -> str:
    """The value as text that is the same for the same JSON: `1` and `1.0` differ, the order of keys does not."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def title(item: Any) -> str:
    """What an item is known by: a text is itself, an object is its name, rule, statement or text."""
    if isinstance(item, dict):
        return next((item[key] for key in NAMES if isinstance(item.get(key), str) and item[key]), "")
    return item if isinstance(item, str) else canonical(item)


def matched(before: Sequence[Any], after: Sequence[Any]) -> tuple[Pair, ...]:
    """The pairs in the order of `after`, then what is gone. What slid because others came or went has not moved."""
    old, new = set(range(len(before))), set(range(len(after)))
    found: dict[int, int] = {}
    _take(found, old, new, lambda i: canonical(before[i]), lambda j: canonical(after[j]))
    _take(found, old, new, lambda i: title(before[i]) or None, lambda j: title(after[j]) or None)
    _take_alike(found, old, new, before, after)
    order = sorted(found)
    steady = _rising([found[j] for j in order])
    pairs = [Pair(found[j], j, found[j] not in steady) if j in found else Pair(None, j) for j in range(len(after))]
    return (*pairs, *(Pair(i, None) for i in sorted(old)))


def words_of(text: str) -> list[str]:
    """The text in words, each with the blanks behind it; joined they are the text."""
    return _WORD.findall(text)


def _take(
    found: dict[int, int],
    old: set[int],
    new: set[int],
    before: Callable[[int], Hashable | None],
    after: Callable[[int], Hashable | None],
) -> None:
    """Pair what has the same key, in order; the same key twice pairs first with first."""
    waiting: dict[Hashable, list[int]] = {}
    for i in sorted(old, reverse=True):
        if (key := before(i)) is not None:
            waiting.setdefault(key, []).append(i)
    for j in sorted(new):
        key = after(j)
        if key is not None and waiting.get(key):
            i = waiting[key].pop()
            found[j] = i
            old.discard(i)
            new.discard(j)


def _take_alike(
    found: dict[int, int], old: set[int], new: set[int], before: Sequence[Any], after: Sequence[Any]
) -> None:
    if len(old) * len(new) > LARGEST:
        return
    texts = {j: words_of(title(after[j])[:600]) for j in new}
    likely = []
    for i in old:
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(words_of(title(before[i])[:600]))
        for j in new:
            matcher.set_seq1(texts[j])
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
                likely.append((-matcher.ratio(), abs(i - j), i, j))
    for ratio, _, i, j in sorted(likely):
        if -ratio >= ALIKE and i in old and j in new:
            found[j] = i
            old.discard(i)
            new.discard(j)


def _rising(places: list[int]) -> set[int]:
    """The longest rising run among the places (patience sorting): what has kept its order."""
    tops: list[int] = []
    piles: list[int] = []
    back: list[int] = []
    for at, place in enumerate(places):
        pile = bisect_left(tops, place)
        if pile == len(tops):
            tops.append(place)
            piles.append(at)
        else:
            tops[pile], piles[pile] = place, at
        back.append(piles[pile - 1] if pile else -1)
    kept: set[int] = set()
    at = piles[-1] if piles else -1
    while at >= 0:
        kept.add(places[at])
        at = back[at]
    return kept
