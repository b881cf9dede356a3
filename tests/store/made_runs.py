"""Runs and outcomes for the store's tests, also for those that end in a process of their own. Knows no fixture."""

from __future__ import annotations

from brain.models.chat import TokenCount
from store.run_values import NewOutcome, NewRun, NewScore, RunSubject


def new_run(*subjects: RunSubject, total: int = 2) -> NewRun:
    """A run of a suite on these personas."""
    return NewRun(title="A run", suite="style", order='{"suite": "style"}', total=total, subjects=subjects)


def new_outcome(key: str, *, whole: bool = True, cost: int | None = 7, value: float | None = 0.5) -> NewOutcome:
    """How a case of two turns came out that is named after its key."""
    return NewOutcome(
        key=key, body=f'{{"key": "{key}"}}', whole=whole, case_id=f"case {key}", persona="ada", seed=3, talk="talk",
        turns=2, model="understudy", calls=2, tokens=TokenCount(input=10, output=4), microdollars=cost, seconds=0.5,
        scores=(
            NewScore(
                name="drift mean", value=value, unit="share", higher_is="better", judged=2, judged_of=2,
                reason="" if value is not None else "nothing was said",
            ),
        ),
    )  # fmt: skip
