"""A bundle and its rescoring as lines of text for a terminal; control characters of what was said are left out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from brain.errors import NotFound
from brain.play import printable
from evals.record import Exchange
from evals.rescore import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.bundle.again import Differs, Rescored
    from evals.bundle.content import Bundle, Sent
    from evals.outcome import Measured, Outcome
    from evals.scorers.score import Score

MOST_SHOWN: Final = 20
"""Differences that are listed one by one."""


def overview(bundle: Bundle) -> Iterator[str]:
    """What the run was, and each case with its scores."""
    run = bundle.run
    order, made = run.order, run.environment
    yield f"Run {run.id}: suite {order.suite.name!r} on {', '.join(one.metadata.slug for one in order.genomes)}"
    yield f"model {order.model} · harness {run.harness} · {_when(bundle)}"
    packages = ", ".join(f"{name} {version}" for name, version in made.packages)
    yield f"drift fit {made.drift_fit} · scorers {made.scorers} · prices {made.prices} · Python {made.python}"
    yield packages
    missing = sum(bool(one.missing) for one in bundle.sent)
    yield f"{len(run.outcomes)} cases, {len(bundle.sent)} calls, {missing} without their prompt"
    for why in sorted({one.missing for one in bundle.sent if one.missing}):
        yield f"  {why}"
    for number, outcome in enumerate(run.outcomes, start=1):
        record = outcome.record
        yield f"\n{number}. {record.persona}, seed {record.seed}, {len(record.exchanges)} turns, case {record.case_id}"
        yield from (f"   {_score(one)}" for one in outcome.scores)


def conversation(bundle: Bundle, number: int) -> Iterator[str]:
    """The words of one case, counted from 1. Raises NotFound."""
    outcome = _outcome(bundle, number)
    read = {one.turn: one for one in outcome.measured}
    for one in spoken(outcome.record):
        if isinstance(one, Exchange):
            yield f"\nturn {one.turn}"
            yield f"> {_plain(one.user)}"
            yield _plain(one.reply)
            yield f"  [{_measured(read[one.turn])}]" if one.turn in read else "  [not read]"
        else:
            yield f"\nasked off the transcript after turn {one.asked.after}"
            yield f"> {_plain(one.asked.text)}"
            yield _plain(one.reply)
        if one.problem:
            yield f"  [{_plain(one.problem)}]"
    yield ""
    for score in outcome.scores:
        yield _score(score)
        yield from (f"    {_plain(line)}" for line in score.evidence)


def turn(bundle: Bundle, number: int, at: int) -> Iterator[str]:
    """What was sent and said at one turn of a case. Raises NotFound."""
    outcome = _outcome(bundle, number)
    found = [one for one in outcome.record.exchanges if one.turn == at]
    if not found:
        raise NotFound(
            f"Case {number} has no turn {at}.",
            why=f"It has {len(outcome.record.exchanges)}.",
            next_step="Choose one of these.",
        )
    sent = next((one for one in bundle.sent if (one.case, one.at, one.question) == (number - 1, at, "")), None)
    yield from _prompt(bundle, sent)
    exchange = found[0]
    yield "\n--- reply"
    call = exchange.call
    yield _plain(call.said if call is not None and call.said is not None else exchange.reply)
    if call is not None:
        yield f"[{call.stop or 'broken off'}, {call.tokens.input} tokens in, {call.tokens.output} out]"


def told(found: Rescored) -> Iterator[str]:
    """Whether it came out the same, and if not, what differs and by how much."""
    yield f"{len(found.outcomes)} cases, {found.scores} scores, {found.turns} turns read again; no model was asked."
    if found.asked:
        yield f"Given by a model, so taken as they were: {', '.join(found.asked)}."
    yield "Byte for byte the same." if found.identical else "Not the same."
    for one in found.versions:
        yield f"  {one.what}: {one.then} then, {one.now} now"
    if not found.identical and not found.versions:
        yield "  No version differs: the code was changed without one, or this machine counts in another way."
    if found.unlike:
        yield f"Replies of {len(found.unlike)} cases are read otherwise (tags, or where they end): {found.unlike[0]} …"
    yield from _by_name(found.differs)
    if found.prompts:
        yield f"{found.prompts} of {found.calls} prompts would be another one today."


def _by_name(differs: Sequence[Differs]) -> Iterator[str]:
    groups: dict[str, list[Differs]] = defaultdict(list)
    for one in differs:
        groups["drift of a turn" if one.what.startswith("turn ") else one.what].append(one)
    for name, ones in sorted(groups.items()):
        moved = [one.by for one in ones if one.by is not None]
        largest = f", by at most {max(moved):.6g}" if moved else ""
        yield f"{name}: {len(ones)} differ{largest}"
    for one in differs[:MOST_SHOWN]:
        way = f"{_number(one.before)} → {_number(one.after)}"
        yield f"  case {one.case_id} {one.what}: {way} ({', '.join(one.fields)})"
    if len(differs) > MOST_SHOWN:
        yield f"  and {len(differs) - MOST_SHOWN} more"


def _prompt(bundle: Bundle, sent: Sent | None) -> Iterator[str]:
    request = bundle.request(sent) if sent is not None else None
    if sent is None or request is None:
        yield f"The prompt is missing: {sent.missing if sent else 'the bundle has none of this turn'}"
        return
    yield f"--- system prompt (digest {sent.digest}, seed {sent.seed}, temperature {sent.temperature})"
    yield _plain(f"{request.stable}\n\n{request.changing}")
    for message in request.messages:
        yield f"\n--- {message.role}"
        yield _plain(message.text)


def _outcome(bundle: Bundle, number: int) -> Outcome:
    outcomes = bundle.run.outcomes
    if not 1 <= number <= len(outcomes):
        raise NotFound(
            f"There is no case {number}.", why=f"The bundle has {len(outcomes)}.", next_step="Choose one of these."
        )
    return outcomes[number - 1]


def _when(bundle: Bundle) -> str:
    began = bundle.run.began
    return f"{began:%Y-%m-%d %H:%M} UTC" if began else "no date"


def _score(score: Score) -> str:
    known = f"{score.value:.4f} {score.unit}" if score.value is not None else f"missing: {score.reason}"
    return _plain(f"{score.name}: {known} ({score.judged} of {score.of} {score.what})")


def _measured(read: Measured) -> str:
    if read.score is None:
        return _plain(f"{read.verdict.value}: {read.reason}")
    return f"{read.verdict.value} {_number(read.score)}, 90 % interval {_number(read.low)} to {_number(read.high)}"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}"


def _plain(text: str) -> str:
    return printable(text)
