"""`personaforge quota …`: the plan, what is used of its limits, the time zone and the budgets."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from store.actor import Actor
from studio import cli_open
from studio.quotas import words

app = typer.Typer(help="The plan, what is used of its limits, the time zone and the budgets.")


@app.callback(invoke_without_command=True)
def show(context: typer.Context) -> None:
    """Show the plan, what is used of its limits and when they reset, and the budgets."""
    if context.invoked_subcommand is not None:
        return
    with cli_open.lab() as lab:
        standing = lab.quota()
        names = {card.id: card.name for card in lab.personas()}
        print(f"Plan {standing.tier.title}, time zone {standing.time_zone}, where it is {standing.at:%H:%M} now.")
        for limit in standing.limits:
            when = f"resets on {words.when(limit.resets_at, standing.time_zone)}" if limit.most else ""
            print(f"{words.limit_name(limit):30}{words.used(limit):20}{when}".rstrip())
        for state in standing.budgets:
            more = f" ({words.beside(state)})" if words.beside(state) else ""
            when = f"resets on {words.when(state.resets_at, state.zone)}"
            print(f"{words.budget_name(state, names):30}{words.spent(state):20}{when}{more}")
        if not standing.budgets:
            print("No budgets. Set one: personaforge quota budget 5")


@app.command()
def plans() -> None:
    """Show what each plan has."""
    with cli_open.lab() as lab:
        print(f"{'Plan':12}{'messages a day':>16}{'voice, min':>12}{'video, min':>12}  opens")
        for title, messages, voice, video, opens in words.tier_rows(lab.services.quotas.tiers):
            print(f"{title:12}{messages:>16}{voice:>12}{video:>12}  {opens}")


@app.command()
def zone(name: Annotated[str, typer.Argument(help="An IANA name, such as Europe/Oslo.")]) -> None:
    """Change the time zone in which your day and your month begin."""
    with cli_open.lab() as lab:
        user = lab.services.quotas.set_time_zone(lab.services.actor, name)
        print(f"Your day begins at midnight in {user.time_zone}.")


@app.command()
def budget(
    dollars: Annotated[str, typer.Argument(help="The most to spend, such as 5 or 0.25; `none` takes it away.")],
    *,
    each: Annotated[Literal["day", "month"], typer.Option(help="In a day or a month.")] = "day",
    persona: Annotated[str, typer.Option(help="On this persona alone, by slug or id; on all if not given.")] = "",
) -> None:
    """Set a budget, or take it away."""
    cap = None if dollars == "none" else words.microdollars(dollars)
    with cli_open.lab() as lab:
        whose = lab.persona(persona).card if persona else None
        lab.services.quotas.set_budget(lab.services.actor, each, cap, persona_id=whose.id if whose else "")
        told = "No budget any more" if cap is None else f"A budget of {words.dollars(cap)}"
        print(f"{told} a {each} for {whose.name if whose else 'all personas'}.")


@app.command()
def plan(name: Annotated[str, typer.Argument(help="One of those that `personaforge quota plans` lists.")]) -> None:
    """Change your plan: whoever may run this command owns the studio."""
    with cli_open.lab() as lab:
        mine = lab.services.actor.user_id
        user = lab.services.quotas.set_tier(Actor(mine, "admin"), mine, name)
        print(f"Your plan is {lab.services.quotas.tiers[user.tier].title} now.")
