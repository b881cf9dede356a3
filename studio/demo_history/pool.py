"""The conversations of which a made history is copies: played once by the understudy, and measured as any others.

Knows no database: turns are played as the studio plays them, but for memories, of which none are recalled.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from brain.models import prices
from brain.models.chat import DRIFT_TYPES, DriftInstruction, TokenCount
from brain.play import Cue, Performance
from brain.state import initial
from brain.turn import Turn, Usage
from evals.simulators.fixed import Drawn, bank
from evals.simulators.user import Heard
from store.demo_rows import DemoTalk

if TYPE_CHECKING:
    from brain.play import Cast
    from brain.turn import TurnResult

LABELS: Final = ("understudy", "demo-small", "demo-large")
"""What models a made turn may go by. All words are the understudy's; no model is called like the last two."""

PRICED_AS: Final = {"demo-small": "claude-haiku-4-5", "demo-large": "claude-sonnet-4-5"}
"""The rows of the price table by which they are priced, of Anthropic's models."""

SPOKEN_AS: Final = "eleven_flash_v2_5"
WORDS_A_SECOND: Final = 2.5

LENGTHS: Final = (4, 5, 6, 8, 8, 10, 12, 14, 18, 24)
DOSES: Final = (0.4, 0.7, 1.0)
TALKS: Final = 10
"""Played with each version where there is room: six faithful ones, and four that drift."""

_DRIFTING: Final = 4
_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
_BANKS: Final = ("everyday", "curious", "moods")


@dataclass(frozen=True, slots=True)
class Played:
    """A conversation as it was played, the drift that was in it, and the persona's state before it, as JSON."""

    drift: DriftInstruction | None
    initial_state: str
    turns: tuple[Turn, ...]


def talks(cast: Cast, *, seed: int, number: int, start: int) -> tuple[Played, ...]:
    """So many conversations with a version, of which two in five drift; `start` says which kinds come first."""
    drifting = 0 if number == 1 else max(1, number * _DRIFTING // TALKS)
    faithful = [play(cast, seed=seed * 1_000 + at, drift=None) for at in range(number - drifting)]
    slipping = []
    for at in range(drifting):
        dice = random.Random(f"{seed}|{start}|{at}")  # noqa: S311 - a recipe, not cryptography
        kind = DRIFT_TYPES[(start + at) % len(DRIFT_TYPES)]
        drift = DriftInstruction(type=kind, dose=DOSES[(start + at) % len(DOSES)], from_turn=dice.randint(3, 8))
        slipping.append(play(cast, seed=seed * 1_000 + 500 + at, drift=drift))
    return (*faithful, *slipping)


def play(cast: Cast, *, seed: int, drift: DriftInstruction | None) -> Played:
    """One conversation, with words and a length drawn by the seed; with drift at least five turns of it."""
    dice = random.Random(f"talk {seed}")  # noqa: S311 - a recipe, not cryptography
    user = Drawn(bank(_BANKS[seed % len(_BANKS)]), seed)
    length = max(dice.choice(LENGTHS), 0 if drift is None else drift.from_turn + 5)
    turns: list[Turn] = []
    for number in range(1, length + 1):
        words = user.say(number, [Heard(turn.user_text, turn.reply) for turn in turns]).text
        state = turns[-1].state if turns else initial(cast.genome)
        cue = Cue(index=number, user_text=words, state=state, history=turns, seed=seed + number, drift=drift)
        performance = Performance(cast, cue)
        for _ in performance.words():
            pass
        kept = dict(performance.result())
        turns.append(Turn.model_construct(**kept, id=f"{number}", session_id="", created_at=_EPOCH))
    return Played(drift, initial(cast.genome).model_dump_json(), tuple(turns))


def talk(played: Played, *, persona_id: str, version_id: str) -> DemoTalk:
    """A conversation as the store keeps copies of it, with what it took going by each label."""
    return DemoTalk(
        persona_id=persona_id,
        version_id=version_id,
        drift=played.drift,
        initial_state=played.initial_state,
        turns=played.turns,
        spent=tuple(_spent(played, label) for label in LABELS),
        spoken=tuple(map(_spoken, played.turns)),
        filmed=tuple(map(_filmed, played.turns)),
    )


def _spent(played: Played, label: str) -> tuple[Usage, ...]:
    """What each turn took, going by a label: the understudy's own figures, and for a priced one what it would cost.

    A priced one reads the prompt so far from a cache, which the turn before it wrote.
    """
    if label == LABELS[0]:
        return tuple(turn.usage for turn in played.turns)
    found, before = [], 0
    for turn in played.turns:
        whole = turn.usage.tokens.input
        fresh = max(0, whole - before)
        cached = {"cache_write": whole} if not before else {"cache_read": min(before, whole), "input": fresh}
        tokens = TokenCount(output=turn.usage.tokens.output, **cached)
        cost = prices.price("anthropic", PRICED_AS[label], tokens)
        told = {"provider": "demo", "model": label, "tokens": tokens, "cost_microdollars": cost}
        found.append(turn.usage.model_copy(update=told))
        before = whole
    return tuple(found)


def _spoken(turn: TurnResult) -> Usage:
    """What speaking a reply would take, by the characters."""
    characters = len(turn.reply)
    cost = prices.speech("elevenlabs", SPOKEN_AS, characters)
    return Usage(provider="demo", model="demo-voice", operation="speech", characters=characters, cost_microdollars=cost)


def _filmed(turn: TurnResult) -> Usage:
    """What filming a reply would take, by the second."""
    seconds = round(len(turn.reply.split()) / WORDS_A_SECOND, 1)
    cost = prices.made("video", "infinitetalk", "avatar", seconds=seconds)
    return Usage(provider="demo", model="demo-video", operation="video", seconds=seconds, cost_microdollars=cost)
