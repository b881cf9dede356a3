"""`personaforge demo-data`: a made history to try dashboards on, the truth about it, and its end."""

from __future__ import annotations

import csv
import sys
import time
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from brain.errors import InvalidInput
from studio import cli_open

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from studio.demo_history.service import DemoHistories, Expected, Stage
    from studio.lab import Lab


_STAGES: Final[Mapping[Stage, str]] = {
    "played": "versions played",
    "written": "turns written",
    "tried": "runs of a suite played",
    "copied": "turns copied into the warehouse",
}


def demo_data(
    *,
    turns: Annotated[int | None, typer.Option(help="How many turns to make, to 10,000,000.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed and turns, same history but for its dates.")] = 7,
    days: Annotated[int, typer.Option(help="Over how many days, up to today.")] = 120,
    yes: Annotated[bool, typer.Option("--yes", help="Make it beside conversations that were really held.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Erase exactly what was made.")] = False,
    truth: Annotated[bool, typer.Option("--truth", help="List as CSV where drift was put in on purpose.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the list here instead.")] = None,
) -> None:
    """Make a history to try dashboards on: played by the understudy, labelled, with drift at known places."""
    if sum((turns is not None, remove, truth)) != 1:
        raise InvalidInput("Say one thing to do.", next_step="Give --turns N, --truth or --remove.")
    with cli_open.lab() as lab:
        demo = lab.services.demo
        if truth:
            _list(lab, out)
        elif remove:
            _remove(lab)
        else:
            _make(lab, demo, turns or 0, seed=seed, days=days, mix=yes)


def _make(lab: Lab, demo: DemoHistories, turns: int, *, seed: int, days: int, mix: bool) -> None:
    expected = demo.expected(turns)
    print(_told(expected), flush=True)
    began = time.monotonic()
    try:
        made = demo.make(lab.services.actor, turns, seed=seed, span=days, mix=mix, progress=_shown())
    except KeyboardInterrupt:
        print("\nStopped. What is written is kept: the same command goes on, --remove erases it.", file=sys.stderr)
        raise typer.Exit(130) from None
    print(
        f"{made.turns_there:,} turns in {made.sessions_there:,} conversations and {made.runs_there:,} runs of a suite, "
        f"in {time.monotonic() - began:.0f} s. "
        "They are labelled 'demo'. Where drift is: personaforge demo-data --truth. To erase them: --remove."
    )


def _told(expected: Expected) -> str:
    low, high = (size / 1e9 for size in expected.bytes)
    quick, slow = (span / 60 for span in expected.seconds)
    free = "" if expected.free is None else f"; {expected.free / 1e9:.0f} GB are free"
    return (
        f"{expected.turns:,} turns will take {low:.2g} to {high:.2g} GB{free}, and {quick:.2g} to {slow:.2g} minutes "
        "(measured on other machines: an interval to plan with, no promise)."
    )


def _shown() -> Callable[[Stage, int, int], None]:
    """Prints how far it is, every other second."""
    last = [0.0]

    def show(stage: Stage, done: int, of: int) -> None:
        if time.monotonic() - last[0] > 2 or done == of:  # noqa: PLR2004 - seconds
            last[0] = time.monotonic()
            print(f"  {done:,} of {of:,} {_STAGES[stage]}", flush=True)

    return show


def _list(lab: Lab, out: Path | None) -> None:
    from store.demo_history import Truth

    names = [one.name for one in fields(Truth)]
    rows = ({**asdict(one), "at": one.at.isoformat()} for one in lab.services.demo.truth(lab.services.actor))
    try:
        with Path(out).open("w", encoding="utf-8", newline="") if out else sys.stdout as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise InvalidInput(
            f"The list could not be written to {str(out)!r}.", why=f"{error.strerror}.", next_step="Check the path."
        ) from error


def _remove(lab: Lab) -> None:
    removed = lab.services.demo.remove(lab.services.actor)
    print(f"{removed.turns:,} made turns in {removed.sessions:,} conversations and {removed.runs:,} runs were erased.")
    if removed.kept or removed.personas_kept or removed.runs_kept:
        print(
            f"{removed.kept} conversations, {removed.personas_kept} personas and {removed.runs_kept} runs stay: "
            "you went on with them, or something of yours refers to them."
        )
