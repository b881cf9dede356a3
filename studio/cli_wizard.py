"""`personaforge wizard …`: personas in the making. Knows no page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store.wizard_values import Part, Step, WizardStatus
from studio import cli_open

if TYPE_CHECKING:
    from store.wizard_values import WizardSession
    from studio.wizard.making import Begun, Wizard
    from studio.wizard.sources import Source

app = typer.Typer(no_args_is_help=True, help="Make personas: draft, look, publish.")

SessionId = Annotated[str, typer.Argument(help="Id of the wizard session.")]


@app.command()
def new(
    words: Annotated[str, typer.Argument(help="A sentence about the persona, or a longer brief.")] = "",
    *,
    seed: Annotated[int, typer.Option(min=0, help="Same words and seed, same offline draft.")] = 0,
    profile: Annotated[str, typer.Option(help="Begin from a profile, such as tutor or debate-ready.")] = "",
    text: Annotated[
        Path | None,
        typer.Option(
            help="Begin from a file: a brief, an interview, somebody's own words. UTF-8.", dir_okay=False, exists=True
        ),
    ] = None,
    copy: Annotated[str, typer.Option(help="Begin as a copy of this persona: its slug or id.")] = "",
    name: Annotated[str, typer.Option(help="Its name; suggested if not given.")] = "",
    publish: Annotated[bool, typer.Option("--publish", help="Publish it as version 1 at once.")] = False,
) -> None:
    """Draft a persona from words, a text, a profile or another persona, and keep it as a session."""
    with cli_open.lab() as lab:
        wizard, actor = lab.services.wizard, lab.services.actor
        if copy:
            begun: Begun = wizard.copy(actor, lab.persona(copy).card.id)
        else:
            begun = wizard.begin(actor, _source(words, profile, text), seed=seed)
        session = begun.session
        _tell(session)
        if begun.note:
            print(begun.note)
        if name:
            session = wizard.keep(actor, session.id, Part.SPARK, {"name": name})
        _show(wizard, session)
        if publish:
            persona = wizard.publish(actor, session.id)
            print(f"\nPublished as {persona.card.slug}, version 1. Talk to it: personaforge chat {persona.card.slug}")
        else:
            print(f"\nGo on in the page, or: personaforge wizard publish {session.id}")


@app.command("list")
def list_them(
    *,
    status: Annotated[WizardStatus, typer.Option(help="Which ones.")] = WizardStatus.OPEN,
) -> None:
    """List personas in the making, the one changed last first."""
    with cli_open.lab() as lab:
        found = lab.services.wizard.list(lab.services.actor, status=status, limit=100).items
        for session in found:
            name = str(session.value(Part.SPARK, "name") or "Unnamed")
            print(f"{session.id}  {session.step.value:7} {session.updated_at:%Y-%m-%d %H:%M}  {name}")
        if not found:
            print(f'Nothing is {status.value}. Begin with `personaforge wizard new "…"`.')


@app.command()
def show(session: SessionId) -> None:
    """Print what a session stands for now, what is worth a look, and what is still wrong."""
    with cli_open.lab() as lab:
        wizard = lab.services.wizard
        _show(wizard, wizard.get(lab.services.actor, session))


@app.command()
def publish(session: SessionId) -> None:
    """Publish a session as version 1; asked again, it names the persona it became."""
    with cli_open.lab() as lab:
        persona = lab.services.wizard.publish(lab.services.actor, session)
        print(f"Published as {persona.card.slug}, version 1: {persona.version.message}.")


@app.command()
def abandon(session: SessionId) -> None:
    """Set a session aside; `restore` brings it back."""
    with cli_open.lab() as lab:
        lab.services.wizard.abandon(lab.services.actor, session)
        print("Set aside.")


@app.command()
def restore(session: SessionId) -> None:
    """Bring back a session that was set aside or deleted."""
    with cli_open.lab() as lab:
        lab.services.wizard.restore(lab.services.actor, session)
        print("It is open again.")


def _source(words: str, profile: str, text: Path | None) -> Source:
    from studio.wizard import sources

    if text is not None:
        return sources.text(text.read_text(encoding="utf-8", errors="replace"))
    return sources.profile(profile) if profile else sources.sentence(words)


def _tell(session: WizardSession) -> None:
    """What was read out of a text, by whom, and what was not found in it."""
    from studio.wizard import pasting

    reading = pasting.reading_of(session)
    if reading is None:
        return
    print(f"Read out of your text by {reading.by} ({pasting.FORMS[reading.form]}):")
    for what, values in pasting.told(reading):
        print(f"  {what}: {values}")
    for note in pasting.remarks(reading):
        print(f"  {note}")
    print("Everything else is drafted.\n")


def _show(wizard: Wizard, session: WizardSession) -> None:
    from studio.wizard.review import warnings

    draft = wizard.draft(session)
    about, mind = draft.genome.metadata, draft.genome.mind
    print(f"{about.name} · {about.archetype.value} · {about.pronouns} · {about.tagline}")
    print(about.description[:400])
    print(f"Traits: {', '.join(trait.name for trait in mind.traits)}")
    print(f"Story: {mind.backstory[:600]}")
    if mind.greetings:
        print(f"It says: {mind.greetings[0]}")
    by = f", drafted by {session.drafted_by}" if session.drafted_by else ""
    print(f"[session {session.id}, {session.status.value}{by}, seed {session.seed}]")
    for step in Step:
        for problem in draft.problems.get(step, ()):
            print(f"To mend in {step.value}, {problem.field}: {problem.what}")
    for one in warnings(draft.genome):
        print(f"Worth a look in {one.step.value}: {one.what} {one.why}")
