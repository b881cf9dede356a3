"""The way from one version of a persona to a later one, from parent to child. Knows no genome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.values import Version


def between(versions: Sequence[Version], first: int, last: int) -> tuple[Version, ...]:
    """The versions from number `first` to number `last`, each the parent of the next, both ends included.

    Versions of other branches are left out. Raises NotFound for a number that is not there, and InvalidInput where
    `first` is no forebear of `last`.
    """
    known = {one.number: one for one in versions}
    for number in (first, last):
        if number not in known:
            raise NotFound(
                f"There is no version {number}.",
                why=f"There are {', '.join(map(str, sorted(known)))}.",
                next_step="Choose two of these.",
            )
    by_id = {one.id: one for one in versions}
    way = [known[last]]
    while way[-1].number != first and way[-1].parent_id in by_id:
        way.append(by_id[way[-1].parent_id])
    if way[-1].number != first:
        raise InvalidInput(
            f"Version {last} was not made from version {first}.",
            why=f"It comes from {', '.join(str(one.number) for one in way[1:][::-1]) or 'none'}.",
            next_step="Choose one of these as the first, or the other way round.",
        )
    return tuple(reversed(way))
