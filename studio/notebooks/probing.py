"""Plays a chat probe: the same words to versions and models, repeated with seeds, each reply scored. Stores nothing.

Turns are played as the studio plays them (`brain.play`), with nothing remembered from other conversations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from brain.models.understudy import Understudy
from brain.play import Cue, Performance
from brain.state import initial
from brain.turn import Turn
from evals.statistics.estimate import Interval
from evals.statistics.interval import mean
from store.frame import Frame, of_records
from studio.seeds import turn_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from brain.genome import PersonaGenome
    from brain.models.chat import DriftInstruction
    from brain.play import Cast
    from brain.turn import TurnResult, Usage
    from evals.statistics.estimate import Estimate
    from store.frame import Cell, Kind
    from studio.casting import Casting

EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When every turn of a probe is dated: it does not depend on the clock."""

TURNS: Final[dict[str, Kind]] = {
    "arm": "text",
    "persona": "text",
    "version": "number",
    "model": "text",
    "repeat": "number",
    "seed": "number",
    "turn": "number",
    "said": "text",
    "reply": "text",
    "verdict": "text",
    "score": "number",
    "low": "number",
    "high": "number",
    "emotion": "text",
    "cost_microdollars": "number",
    "problem": "text",
}
MEANS: Final[dict[str, Kind]] = {
    "arm": "text",
    "persona": "text",
    "version": "number",
    "model": "text",
    "score": "number",
    "low": "number",
    "high": "number",
    "conversations": "number",
    "turns": "number",
    "not_judged": "number",
    "cost_microdollars": "number",
    "why": "text",
}


@dataclass(frozen=True, slots=True)
class Arm:
    """One version played by one model."""

    genome: PersonaGenome
    genome_hash: str
    persona_id: str
    version: int
    version_id: str
    model: str

    @property
    def label(self) -> str:
        """What tells it from the other arms of its persona."""
        return f"version {self.version}, {self.model}"


@dataclass(frozen=True, slots=True)
class Played:
    """A probe as far as it was played: a row a turn, and the mean of each arm with its interval."""

    turns: Frame
    means: Frame
    finished: bool


def play(
    casting: Casting,
    arms: Sequence[Arm],
    words: Sequence[str],
    *,
    repeats: int,
    seed: int,
    drift: DriftInstruction | None = None,
    spent: Callable[[Arm, Usage], None],
    progress: Callable[[int, int], None] = lambda _, __: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Played:
    """Say the words, turn by turn, in `repeats` conversations an arm; `spent` hears of every call.

    Every arm hears the same words with the same seeds, which takes chance out of their difference for a model that
    takes a seed. Raises ModelUnknown and ModelUnauthorised before anything is said.
    """
    casts = [cast(casting, arm) for arm in arms]
    rows: list[dict[str, Cell]] = []
    total = len(arms) * repeats * len(words)
    for repeat in range(repeats):
        for arm, who in zip(arms, casts, strict=True):
            for said, result in _conversation(who, words, seed + repeat, drift, cancelled):
                spent(arm, result.usage)
                rows.append(_row(arm, repeat + 1, seed + repeat, said, result))
                progress(len(rows), total)
            if cancelled():
                return _played(arms, rows, finished=False)
    return _played(arms, rows, finished=True)


def cast(casting: Casting, arm: Arm) -> Cast:
    """Who plays and reads an arm; the understudy makes no pauses, since nobody watches it type."""
    made = casting.cast(arm.genome, genome_hash=arm.genome_hash, model_id=arm.model)
    return replace(made, model=Understudy()) if arm.model == "understudy" else made


def _conversation(
    who: Cast, words: Sequence[str], seed: int, drift: DriftInstruction | None, cancelled: Callable[[], bool]
) -> Iterator[tuple[str, TurnResult]]:
    turns: list[Turn] = []
    state = initial(who.genome)
    for index, said in enumerate(words, start=1):
        if cancelled():
            return
        cue = Cue(index=index, user_text=said, state=state, history=turns, seed=turn_seed(seed, index), drift=drift)
        performance = Performance(who, cue)
        for _ in performance.words(cancelled=cancelled):
            pass
        result = performance.result()
        turns.append(Turn.model_construct(**dict(result), id=str(index), session_id="", created_at=EPOCH))
        state = result.state
        yield said, result


def _row(arm: Arm, repeat: int, seed: int, said: str, result: TurnResult) -> dict[str, Cell]:
    drift = result.drift
    return {
        "arm": arm.label,
        "persona": arm.genome.name,
        "version": arm.version,
        "model": arm.model,
        "repeat": repeat,
        "seed": seed,
        "turn": result.index,
        "said": said,
        "reply": result.reply,
        "verdict": drift.verdict.value,
        "score": drift.score,
        "low": drift.low,
        "high": drift.high,
        "emotion": result.persona_emotion.primary.value,
        "cost_microdollars": result.usage.cost_microdollars,
        "problem": result.problem,
    }


def _played(arms: Sequence[Arm], rows: Sequence[dict[str, Cell]], *, finished: bool) -> Played:
    means = [_mean(arm, [one for one in rows if one["arm"] == arm.label]) for arm in arms]
    return Played(of_records(rows, TURNS), of_records(means, MEANS), finished)


def _mean(arm: Arm, rows: Sequence[dict[str, Cell]]) -> dict[str, Cell]:
    scores = [_number(one["score"]) for one in rows]
    costs = [_number(one["cost_microdollars"]) for one in rows]
    found = estimate(scores, [one["repeat"] for one in rows])
    sure = isinstance(found, Interval)
    talks = len({one["repeat"] for one in rows})
    # One call without a price makes the sum unknown; it is never taken for nothing.
    known = sum(one for one in costs if one is not None) if costs and None not in costs else None
    return {
        "arm": arm.label,
        "persona": arm.genome.name,
        "version": arm.version,
        "model": arm.model,
        "score": found.value,
        "low": found.low if isinstance(found, Interval) else None,
        "high": found.high if isinstance(found, Interval) else None,
        "conversations": talks,
        "turns": len(rows),
        "not_judged": sum(one is None for one in scores),
        "cost_microdollars": None if known is None or not talks else known / talks,
        "why": "" if sure else getattr(found, "reason", ""),
    }


def estimate(scores: Sequence[float | None], repeats: Sequence[Cell]) -> Estimate:
    """The mean score with its 95 % interval over conversations."""
    return mean(scores, clusters=[str(one) for one in repeats], bounds=(0.0, 1.0))


def _number(value: Cell) -> float | None:
    return float(value) if isinstance(value, int | float) else None
