"""`personaforge traits`: what the replies of a conversation show, and learning from them. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from studio import cli_open

if TYPE_CHECKING:
    from studio.traits import ShownTraits


def traits(
    session: Annotated[str, typer.Argument(help="Id of the conversation.")],
    *,
    model: Annotated[bool, typer.Option("--model", help="Read by the reader's model instead of by rules.")] = False,
    learn: Annotated[bool, typer.Option("--learn", help="Keep the moved traits as a new version.")] = False,
) -> None:
    """Print the behavioural traits each reply shows, and how the persona's traits would move."""
    with cli_open.lab() as lab:
        ours, actor, talk = lab.services.traits, lab.services.actor, lab.resume(session)
        for turn in talk.turns():
            if turn.reply:
                shown = (
                    ours.read(actor, session, turn.index) if model else ours.shown(actor, talk.session.version_id, turn)
                )
                typer.echo(f"turn {turn.index}: {_words(shown)}")
        for change in ours.proposal(actor, session).changes:
            before = "new" if change.before is None else f"{change.before:.3f}"
            kind = "core" if change.inherited else "specific"
            typer.echo(f"{change.name} ({kind}): {before} -> {change.after:.3f}, seen {change.seen:.2f}")
        if learn:
            version = ours.learn(actor, session)
            waits = lab.services.versions.waits
            typer.echo(f"Kept as version {version.number}: {version.message}" + (f". {waits}" if waits else ""))


def _words(shown: ShownTraits) -> str:
    told = "; ".join(f"{one.name} {one.intensity:.2f} (sure {one.confidence:.2f})" for one in shown.traits[:6])
    next_steps = " ".join(one.text for one in shown.suggestions)
    return f"{told or 'nothing to be seen'}. {next_steps}".strip()
