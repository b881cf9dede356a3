"""`personaforge persona verify` and `consent`: what real persons are owed. Knows no page.

A studio without accounts has one person at its command line, who owns the database: there, and only there, they are the
admin. Pages and API ask as a member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from store.actor import LOCAL_USER_ID, Actor
from studio import cli_open

if TYPE_CHECKING:
    from store.values import ConsentKind

Persona = Annotated[str, typer.Argument(help="Slug or id of a persona.")]
ADMIN = Actor(LOCAL_USER_ID, "admin")


def verify(
    persona: Persona,
    *,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the verification back.")] = False,
) -> None:
    """Say that a persona stands for the real person it names; from then on only an admin changes it."""
    with cli_open.lab() as lab:
        card = lab.services.library.find(ADMIN, persona).card
        now = lab.services.real_persons.verify(ADMIN, card.id, verified=not withdraw)
    typer.echo(f"{now.slug}: {'verified' if now.verified_at else 'not verified'}")


def consent(
    persona: Persona,
    *,
    given_by: Annotated[str, typer.Option(help="Who agreed.")] = "",
    statement: Annotated[str, typer.Option(help="Their words, or the document that holds them.")] = "",
    kind: Annotated[str, typer.Option(help="`voice` or `likeness`.")] = "voice",
    revoke: Annotated[str | None, typer.Option(help="Id of a consent to take back.")] = None,
) -> None:
    """Record that somebody agreed to be copied, or list and revoke what is recorded."""
    with cli_open.lab() as lab:
        card, ours = lab.services.library.find(ADMIN, persona).card, lab.services.real_persons
        if revoke is not None:
            ours.revoke(ADMIN, revoke)
        elif given_by or statement:
            wanted: ConsentKind = "likeness" if kind == "likeness" else "voice"
            ours.consent(ADMIN, card.id, wanted, given_by=given_by, statement=statement)
        for one in ours.consents(ADMIN, card.id):
            ended = f", revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else ""
            typer.echo(f"{one.id}  {one.kind} by {one.given_by}, {one.recorded_at:%Y-%m-%d}{ended}: {one.statement}")
