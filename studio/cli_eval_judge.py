"""`personaforge eval qualify`: whether a judge can tell who is speaking, before anything is judged. Knows no page.

Exit codes: 0 it passed; 1 an error; 2 it did not pass, or could not be tested.
"""

from __future__ import annotations

from typing import Annotated

import typer

from studio import cli_open

FAILED = 2
SUITE = "in_character"
"""Any suite that asks a judge will do: only its personas count here."""


def add_to(app: typer.Typer) -> None:
    """Put the command under `eval`."""
    app.command()(qualify)


def qualify(
    judge: Annotated[str, typer.Argument(help="`anthropic/<model>`, or `local`, which needs no key.")],
    persona: Annotated[
        list[str] | None, typer.Argument(help="Slugs, parts of one, ids, or slug@version; all demo personas if none.")
    ] = None,
) -> None:
    """Test whether a judge can tell who is speaking among these personas; kept, so that it is paid for once."""
    from evals.calling import Meter
    from evals.harness import USUAL
    from evals.terms import terms
    from studio.judges import judge_of

    with cli_open.lab() as lab:
        if not lab.personas():
            lab.load_demo()
        evaluation = lab.services.evaluation
        order = evaluation.order(lab.services.actor, SUITE, persona or (), judge_model=judge)
        made = judge_of(evaluation.casting, order)
    if made is None:
        raise typer.BadParameter("Name a judge.")
    found = made.within(terms(USUAL, Meter())).qualification()
    typer.echo(found.told)
    if found.alike is not None:
        typer.echo(f"the same answer in both orders: {found.alike:.2f} of {found.lines} lines")
    cost = found.spent.microdollars
    money = "price unknown" if cost is None else f"${cost / 1_000_000:.4f}"
    typer.echo(f"{found.answered} of {found.asked} questions answered, {found.spent.calls} calls, {money}")
    if not found.passed:
        raise typer.Exit(FAILED)
