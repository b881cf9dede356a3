"""`personaforge personas` and `personaforge persona …`: the library from the command line.

Exit codes: 0 done; 1 an error, or something that could not be done to one of several personas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from studio import cli_open
from studio.narrowing import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.values import PersonaAction, PersonaCard
    from studio.lab import Lab

app = typer.Typer(no_args_is_help=True, help="What is done to a persona as a whole. Each takes slugs or ids.")

Names = Annotated[list[str], typer.Argument(help="Slugs or ids of personas.")]


def personas(
    text: Annotated[str | None, typer.Argument(help="The same as --search.")] = None,
    *,
    search: Annotated[str | None, typer.Option(help="With all these words: name, domain, belief or any text.")] = None,
    archetype: Annotated[list[str] | None, typer.Option(help="Of this archetype; may be repeated.")] = None,
    domain: Annotated[list[str] | None, typer.Option(help="Of this domain; may be repeated.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="With this tag; may be repeated.")] = None,
    status: Annotated[
        list[str] | None, typer.Option(help="active, paused, archived or deleted; may be repeated.")
    ] = None,
    real: Annotated[bool | None, typer.Option("--real/--synthetic", help="Persons who live or lived, or not.")] = None,
    owner: Annotated[str, typer.Option(help="mine, demo or public.")] = "",
    sort: Annotated[str, typer.Option(help="newest, name, talked or most; a search gives the best first.")] = "newest",
    load_demo: Annotated[bool, typer.Option("--load-demo", help="Load the demo personas that are missing.")] = False,
) -> None:
    """List the personas, or search them."""
    with cli_open.lab() as lab:
        if load_demo:
            lab.load_demo()
        words = search or text
        cards = lab.personas(
            words,
            archetype=archetype or (),
            domain=domain or (),
            tag=tag or (),
            status=status or (),
            kind="" if real is None else KINDS[not real],
            owner=owner,
            sort=sort,
        )
        for card in cards:
            typer.echo(f"{card.slug:24} {card.name:24} {card.archetype:10} {_marks(card)}{card.tagline}")
        if not cards and words:
            typer.echo(f"No persona has {words!r} in it.")
        elif not cards and (archetype or domain or tag or status or real is not None):
            typer.echo("No persona fits.")
        elif not cards:
            typer.echo("No personas. Load the demo ones with `personaforge personas --load-demo`.")


@app.command()
def archive(names: Names) -> None:
    """Put personas away: the library shows them only when asked."""
    _each(names, "archive")


@app.command()
def pause(names: Names) -> None:
    """Mark personas as paused."""
    _each(names, "pause")


@app.command()
def activate(names: Names) -> None:
    """Make archived or paused personas active again."""
    _each(names, "activate")


@app.command()
def delete(names: Names) -> None:
    """Take personas out of sight; `restore` brings them back."""
    _each(names, "delete")


@app.command()
def restore(names: Names) -> None:
    """Bring deleted personas back as they were."""
    _each(names, "restore", lambda lab, name: lab.services.library.find_deleted(lab.services.actor, name))


@app.command()
def copy(persona: Annotated[str, typer.Argument(help="Slug or id of a persona.")]) -> None:
    """Make a persona of your own from another's newest version."""
    with cli_open.lab() as lab:
        made = lab.services.library.copy(lab.services.actor, lab.persona(persona).card.id)
    typer.echo(f"{made.card.slug}  {made.card.name}")


def _each(
    names: list[str],
    action: PersonaAction,
    find: Callable[[Lab, str], PersonaCard] = lambda lab, name: lab.persona(name).card,
) -> None:
    """All in one transaction, after every name was found."""
    with cli_open.lab() as lab:
        cards = [find(lab, name) for name in names]
        done = lab.services.library.act(lab.services.actor, [card.id for card in cards], action)
    for card, one in zip(cards, done, strict=True):
        now = one.card.status.value if one.card else str(one.problem)
        typer.echo(f"{card.slug}: {now}", err=one.problem is not None)
    if any(one.problem for one in done):
        raise typer.Exit(1)


def _marks(card: PersonaCard) -> str:
    marks = ["real person"] * card.is_real + [card.status.value] * (card.status.value != "active")
    return f"[{', '.join(marks)}] " if marks else ""
