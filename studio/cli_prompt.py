"""`personaforge prompt`: what a model is given to read. Knows no page."""

from __future__ import annotations

from typing import Annotated

import typer

from studio import cli_open


def prompt(
    persona: Annotated[str, typer.Argument(help="Slug or id of the persona.")] = "albert-einstein",
    *,
    session: Annotated[str | None, typer.Option(help="The next turn of this conversation instead.")] = None,
    say: Annotated[str, typer.Option(help="What the user says next; it decides what is recalled.")] = "",
    version: Annotated[str | None, typer.Option(help="Version id; the newest if not given.")] = None,
    mode: Annotated[str, typer.Option(help="One of the persona's modes.")] = "",
    model: Annotated[str | None, typer.Option(help="`understudy` or `anthropic/<model>`.")] = None,
    short: Annotated[bool, typer.Option("--short", help="Print the sections' lengths only.")] = False,
) -> None:
    """Print the system prompt by section, with its length in tokens and what was left out of it."""
    with cli_open.lab() as lab:
        if not lab.personas():
            lab.load_demo()
        view = lab.prompt(persona, session=session, words=say, version=version, mode=mode, model=model)
    for section in view.sections:
        mark = "stable" if section.stable else "changes"
        typer.echo(f"== {section.title} ({section.tokens} tokens, {mark})")
        if not short and section.text:
            typer.echo(f"{section.text}\n")
    typer.echo(f"== Earlier turns: {view.turns} ({view.turn_tokens} tokens). New words: {view.word_tokens} tokens")
    typer.echo(f"{view.total} of {view.budget} tokens, {view.counter}; {view.stable_tokens} of them stable")
    for left in view.trimmed:
        typer.echo(f"Left out: {left.number} of {left.of} {left.what}")
    if view.over:
        typer.echo(f"Still {view.over} tokens too long: constitution, rules and the anchor are never shortened.")
