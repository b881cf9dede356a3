"""`personaforge judge`: ask a language model about the replies of a conversation. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from brain.errors import InvalidInput
from studio import cli_open

if TYPE_CHECKING:
    from studio.judging import Judged
    from studio.judging_cost import TalkCost


def judge(
    session: Annotated[str, typer.Argument(help="Id of the conversation.")],
    *,
    turn: Annotated[list[int] | None, typer.Option(help="A turn to judge; may be repeated. All if not given.")] = None,
    samples: Annotated[int, typer.Option(min=1, max=15, help="How often each question is asked.")] = 3,
    budget: Annotated[float | None, typer.Option(min=0, help="Stop once it has cost so many US dollars.")] = None,
    estimate: Annotated[bool, typer.Option("--estimate", help="Print what it would cost, and ask nothing.")] = False,
) -> None:
    """Ask the judge about replies, and keep what it says beside the local readings."""
    from brain.turn import TurnStatus

    with cli_open.lab() as lab:
        judging, actor = lab.services.judging, lab.services.actor
        turns = turn or [one.index for one in lab.resume(session).turns() if one.status is TurnStatus.COMPLETE]
        expected = judging.talk_cost(actor, session, turns, samples=samples)
        typer.echo(_expected(expected))
        if estimate:
            return
        if budget is not None and expected.microdollars is None:
            raise InvalidInput(
                "A budget cannot be kept: nobody knows the price of the judge.",
                why="It is not in the table of prices.",
                next_step="Name it in the file of PERSONAFORGE_PRICES_FILE, or leave --budget out.",
            )
        spent = 0
        for done, index in enumerate(turns):
            if budget is not None and spent >= budget * 1_000_000:
                typer.echo(f"Stopped at the budget of ${budget:g}: {done} of {len(turns)} turns were judged.")
                return
            judged = judging.judge(actor, session, index, samples=samples)
            spent += judged.usage.cost_microdollars or 0
            typer.echo(_line(judged))


def _expected(cost: TalkCost) -> str:
    told = f"{cost.turns} turns, {cost.calls} calls, {cost.tokens_read:,} tokens to read (estimated), "
    if cost.microdollars is None:
        return told + "at an unknown price"
    low, high = cost.microdollars.low / 1e6, cost.microdollars.high / 1e6
    return told + f"about ${cost.microdollars.estimate / 1e6:.4f} (${low:.4f} to ${high:.4f}). {cost.source}"


def _line(done: Judged) -> str:
    from studio.transcripts import drift_words

    turn, usage = done.turn, done.usage
    cost = "price unknown" if usage.dollars is None else f"${usage.dollars:.4f}"
    judged = turn.judged or turn.drift
    lines = [f"turn {turn.index} · local {drift_words(turn.drift)}", f"  judge {drift_words(judged)} · {cost}"]
    lines.append(f"  both  {drift_words(done.combined)} · {judged.reason}")
    lines += [
        f"  {signal.name}: “{evidence.text}” {evidence.note}"
        for signal in judged.signals
        for evidence in signal.evidence
    ]
    return "\n".join(lines)
