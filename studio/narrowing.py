"""Filters of the library from plain words, as the command line, the API and a page's address give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from brain.errors import InvalidInput
from brain.genome import Archetype
from store.values import PersonaFilter, PersonaSort, PersonaStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

KINDS: Final = ("real", "synthetic")
"""What a persona can be: a person who lives or lived, or not."""

OWNERS: Final[tuple[Literal["mine", "demo", "public"], ...]] = ("mine", "demo", "public")
"""Whose a persona can be, besides other people's."""

SORTS: Final[tuple[PersonaSort, ...]] = get_args(PersonaSort)
"""The ways to sort."""


def narrowed(
    *,
    archetypes: Sequence[str] = (),
    domains: Sequence[str] = (),
    tags: Sequence[str] = (),
    statuses: Sequence[str] = (),
    kind: str = "",
    owner: str = "",
) -> PersonaFilter:
    """The filter of these words; `deleted` among the statuses shows the deleted ones alone.

    Raises InvalidInput, naming what there is, for a word that is no archetype, status, kind or owner.
    """
    _known("archetype", archetypes, [one.value for one in Archetype])
    _known("status", statuses, [one.value for one in PersonaStatus])
    _known("kind", [kind] if kind else [], KINDS)
    _known("owner", [owner] if owner else [], OWNERS)
    return PersonaFilter(
        archetypes=tuple(archetypes),
        domains=tuple(domains),
        tags=tuple(tags),
        statuses=tuple(PersonaStatus(one) for one in statuses if one != PersonaStatus.DELETED.value),
        real=None if not kind else kind == "real",
        owner=next((one for one in OWNERS if one == owner), None),
        deleted=PersonaStatus.DELETED.value in statuses,
    )


def sort_of(word: str) -> PersonaSort:
    """The way to sort of this name. Raises InvalidInput, naming those there are."""
    found = next((one for one in SORTS if one == word), None)
    if found is None:
        raise InvalidInput(f"Personas cannot be sorted by {word!r}.", next_step=f"Sort by one of: {', '.join(SORTS)}.")
    return found


def _known(what: str, given: Sequence[str], there: Collection[str]) -> None:
    for one in given:
        if one not in there:
            raise InvalidInput(f"There is no {what} {one!r}.", next_step=f"Use one of: {', '.join(there)}.")
