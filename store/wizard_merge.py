"""Two browsers, one wizard session: which change is taken, and what is kept where they clash. Knows no database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from store.wizard_values import Change, Field, Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_RIVALS = 5
"""So many different rival values of a field are kept; more than two browsers at once are rare."""


def merged(
    fields: Mapping[Part, Mapping[str, Field]], changes: Sequence[Change], *, revision: int
) -> dict[Part, dict[str, Field]]:
    """The fields after the changes, which become part of `revision`.

    Changes to different fields never clash. A suggestion never replaces what the user wrote. What a user wrote
    without having seen what another browser wrote meanwhile is kept beside it as a rival.
    """
    found = {part: dict(fields[part]) for part in Part}
    for change in changes:
        here = found[change.part]
        old = here.get(change.name)
        new = _changed(old, change, revision)
        if new is None:
            here.pop(change.name, None)
        else:
            here[change.name] = new
    return found


def _changed(old: Field | None, change: Change, revision: int) -> Field | None:
    fresh = Field(value=change.value, by=change.by, revision=revision)
    if old is None:
        return None if change.clear else fresh
    if change.by == "suggested":
        return _by_draft(old, change, fresh)
    if old.by == "user" and old.revision > change.seen and (change.clear or old.value != change.value):
        return _beside(old, change)
    same = old.value == change.value and old.by == change.by and not old.rival
    return None if change.clear else old if same else fresh


def _by_draft(old: Field, change: Change, fresh: Field) -> Field | None:
    if old.by == "user":
        return old
    return None if change.clear else fresh


def _beside(old: Field, change: Change) -> Field:
    """The field with what somebody wrote who had not seen it."""
    if change.clear or change.value in old.rival or len(old.rival) >= MOST_RIVALS:
        return old
    return replace(old, rival=(*old.rival, change.value))
