"""Talking to a draft: turns that are played and measured like any other, and kept by nobody. Knows no page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from brain.genome import content_hash
from brain.models.chat import ChatRequest, Delta, Message, Scene
from brain.models.understudy import Understudy
from brain.play import Cue, Performance
from brain.prompt.tags import parse
from brain.state import initial
from brain.turn import Turn
from studio.messages import checked
from studio.seeds import turn_seed

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from studio.casting import Casting

QUESTIONS: Final = (
    "What matters most to you?",
    "I think you're wrong about that.",
    "I had a hard day.",
)
"""The standing questions of `how would it answer?`."""


@dataclass(frozen=True, slots=True)
class Trying:
    """Talk with a draft. Nothing of it is stored."""

    casting: Casting
    _player: Understudy = field(default_factory=Understudy, repr=False)

    def say(self, genome: PersonaGenome, history: tuple[Turn, ...], words: str) -> Turn:
        """Say something; the whole reply with its readings. On the understudy, which costs nothing.

        Raises InvalidMessage for an empty, oversized or binary message.
        """
        said = checked(words)
        index = len(history) + 1
        cast = self.casting.cast(genome, genome_hash=content_hash(genome), model_id="understudy")
        cue = Cue(
            index=index,
            user_text=said,
            state=history[-1].state if history else initial(genome),
            history=history,
            seed=turn_seed(0, index),
        )
        performance = Performance(cast, cue)
        for _ in performance.words():
            pass
        result = performance.result()
        return Turn(
            **{name: getattr(result, name) for name in type(result).model_fields},
            id=f"draft-{index}",
            session_id="draft",
            created_at=datetime.now(UTC),
        )

    def answers(self, genome: PersonaGenome) -> tuple[tuple[str, str], ...]:
        """What it answers to the standing questions now: the same for the same genome, measured by nobody."""
        return tuple((question, self._answer(genome, question)) for question in QUESTIONS)

    def _answer(self, genome: PersonaGenome, question: str) -> str:
        """The understudy's reply to a first message, without response tags."""
        request = ChatRequest(
            messages=(Message(role="user", text=question),), scene=Scene(genome=genome, state=initial(genome)), seed=1
        )
        said = "".join(piece.text for piece in self._player.stream(request) if isinstance(piece, Delta))
        return parse(said)[0].strip()
