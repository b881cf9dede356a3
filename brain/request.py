"""From a cue to what a chat model is asked: the prompt within its budget, the conversation, and the scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.models.chat import ChatRequest, Message, Scene
from brain.prompt.budget import Budget, Exchange, Fitted, fit
from brain.temperature import temperature

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from brain.play import Cue


@dataclass(frozen=True, slots=True)
class Prepared:
    """The request, and what was left out of it."""

    request: ChatRequest
    fitted: Fitted


def prepare(genome: PersonaGenome, cue: Cue, *, reminder: float, budget: Budget) -> Prepared:
    """The request of one turn; `reminder` from 0 to 1 is how strongly the anchor pulls back."""
    fitted = fit(
        genome,
        state=cue.state,
        user_text=cue.user_text,
        memories=cue.recall.memories,
        exchanges=[Exchange(turn.user_text, turn.reply) for turn in cue.history if turn.reply],
        mode=cue.mode,
        reminder=reminder,
        budget=budget,
    )
    scene = Scene(
        genome=genome,
        state=cue.state,
        memories=fitted.memories,
        mode=cue.mode,
        turn_index=cue.index,
        drift=cue.drift,
        reminder=reminder,
    )
    earlier = (
        message
        for said in fitted.exchanges
        for message in (Message(role="user", text=said.user), Message(role="assistant", text=said.reply))
    )
    request = ChatRequest(
        stable=fitted.prompt.stable,
        changing=fitted.prompt.changing,
        messages=(*earlier, Message(role="user", text=cue.user_text)),
        scene=scene,
        temperature=temperature(genome),
        seed=cue.seed,
    )
    return Prepared(request=request, fitted=fitted)
