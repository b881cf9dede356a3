"""Outcomes as samples of Inspect, and back again. Plays nothing.

What happened is kept with a score of its own, `whole`; each of our scorers keeps its scores beside their values.
"""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import chain
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Final

from inspect_ai.log import read_eval_log_samples
from inspect_ai.model import ChatMessageAssistant, ChatMessageUser
from inspect_ai.scorer import SampleScore, Value, metric
from inspect_ai.scorer import Score as Noted
from pydantic import TypeAdapter

from evals.outcome import Outcome
from evals.scorers.score import Score
from evals.spent import total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from inspect_ai.model import ChatMessage
    from inspect_ai.scorer import Metric

    from evals.record import Record

WHOLE: Final = "whole"
OUTCOME: Final = "outcome"
SCORES: Final = "scores"

_SCORES: Final = TypeAdapter(tuple[Score, ...])


def noted_outcome(outcome: Outcome) -> Noted:
    """Whether a case came out whole, with all of it but its scores; texts, since Inspect walks every tree it keeps."""
    why = "" if outcome.whole else outcome.record.problem or "A call failed."
    bare = outcome.model_copy(update={"scores": ()})
    return Noted(value=int(outcome.whole), explanation=why or None, metadata={OUTCOME: bare.model_dump_json()})


def noted_scores(scores: Sequence[Score]) -> Noted:
    """The scores of one of our scorers by name; a missing value is no number, and the explanation says why."""
    missing = "; ".join(f"{one.name}: {one.reason}" for one in scores if one.value is None)
    return Noted(
        value={one.name: math.nan if one.value is None else one.value for one in scores},
        explanation=missing or None,
        metadata={SCORES: _SCORES.dump_json(tuple(scores)).decode()},
    )


def transcript(record: Record) -> list[ChatMessage]:
    """The conversation, without what was asked beside it."""
    found: list[ChatMessage] = []
    for one in record.exchanges:
        found += [ChatMessageUser(content=one.user), ChatMessageAssistant(content=one.reply, source="generate")]
    return found


def outcome_of(noted: Mapping[str, Noted]) -> Outcome | None:
    """The outcome that the scores of a sample hold; None where the case was not played to its end."""
    kept = [one.metadata or {} for one in noted.values()]
    whole = next((one[OUTCOME] for one in kept if OUTCOME in one), None)
    if whole is None:
        return None
    bare = Outcome.model_validate_json(whole)
    scores = tuple(chain.from_iterable(_SCORES.validate_json(one[SCORES]) for one in kept if SCORES in one))
    return bare.model_copy(update={"scores": scores, "spent": bare.spent + total(one.spent for one in scores)})


def read(path: Path) -> Iterator[Outcome]:
    """The outcomes in an `.eval` log of this harness, one after another."""
    for sample in read_eval_log_samples(path, all_samples_required=False, resolve_attachments="full"):
        if (found := outcome_of(sample.scores or {})) is not None:
            yield found


@metric(name="mean")
def means() -> Metric:
    """The mean of each score over the conversations where it is known."""

    def over(scores: list[SampleScore]) -> Value:
        return {name: fmean(known) for name, known in _known(scores).items()}

    return over


@metric(name="standard error")
def errors() -> Metric:
    """The standard error of each mean, conversations counting as one each; none for fewer than two."""

    def over(scores: list[SampleScore]) -> Value:
        found = _known(scores).items()
        return {name: stdev(known) / math.sqrt(len(known)) for name, known in found if len(known) > 1}

    return over


def _known(scores: Sequence[SampleScore]) -> dict[str, list[float]]:
    found: defaultdict[str, list[float]] = defaultdict(list)
    for one in scores:
        if isinstance(one.score.value, dict):
            for name, value in one.score.value.items():
                if isinstance(value, int | float) and not math.isnan(value):
                    found[name].append(float(value))
    return found
