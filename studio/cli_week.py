"""`personaforge week`: the last seven days in five numbers, or what becomes of one persona."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from studio import cli_open

if TYPE_CHECKING:
    from evals.statistics.estimate import Estimate
    from studio.analytics.effectiveness import Effect


def week(
    *, persona: Annotated[str, typer.Option(help="Slug or id: what becomes of this persona with its users.")] = ""
) -> None:
    """Print the last seven days in five numbers, each with its interval and the week before."""
    with cli_open.lab() as lab:
        if persona:
            _effect(lab.services.effectiveness.of(lab.services.actor, lab.persona(persona).card.id))
            return
        found = lab.week()
        if found is None:
            print("Nothing was said yet.")
            return
        print(f"{found.middle:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC, your own conversations")
        for one in found.all:
            print(f"{one.name}: {one.value}, {one.interval}")
            print(f"    against the week before: {one.change}")


def _effect(found: Effect) -> None:
    use = found.use
    print(f"conversations: {use.talks:,}, turns: {use.turns:,}")
    print(f"came back on another day: {use.returned:,} of {use.people:,} users{_sure(found.returned)}")
    print(f"thumbs up: {use.up:,} of {use.thumbs:,}{_sure(found.liked)}")
    print(f"mean stars of {use.starred:,} rated replies: {_sure(found.stars, '.1f').lstrip(', ') or 'too few'}")
    for one in found.lengths:
        print(f"drift began, {one.words}: {one.began:,} of {one.talks:,}{_sure(one.share)}")


def _sure(found: Estimate, form: str = ".0%") -> str:
    from evals.statistics.estimate import Interval

    if not isinstance(found, Interval):
        return ""
    return f", {found.value:{form}}, {found.level:.0%} interval {found.low:{form}} to {found.high:{form}}"
