"""`personaforge judge`: ask a language model about the replies of a conversation. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from studio import cli_open

if TYPE_CHECKING:
    from studio.judging import Judged


def judge(
    session: Annotated[str, typer.Argument(help="Id of the conversation.")],
    *,
    turn: Annotated[list[int] | None, typer.Option(help="A turn to judge; may be repeated. All if not given.")] = None,
    samples: Annotated[int, typer.Option(min=1, max=15, help="How often each question is asked.")] = 3,
    estimate: Annotated[bool, typer.Option("--estimate", help="Print what it would cost, and ask nothing.")] = False,
) -> None:
    """Ask the judge about replies, and keep what it says beside the local readings."""
    from brain.turn import TurnStatus

    with cli_open.lab() as lab:
        judging, actor = lab.services.judging, lab.services.actor
        turns = turn or [one.index for one in lab.resume(session).turns() if one.status is TurnStatus.COMPLETE]
        expected = [judging.estimate(actor, session, index, samples=samples) for index in turns]
        calls = sum(one.calls for one in expected)
        costs = [one.microdollars for one in expected]
        dollars = "at an unknown price" if None in costs else f"about ${sum(filter(None, costs)) / 1e6:.4f}"
        tokens = sum(one.tokens.input for one in expected)
        typer.echo(f"{len(turns)} turns, {calls} calls, {tokens:,} tokens to read (estimated), {dollars}")
        if estimate:
            return
        for index in turns:
            typer.echo(_line(judging.judge(actor, session, index, samples=samples)))


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
