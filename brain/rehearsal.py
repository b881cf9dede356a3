"""Replies known to be faithful: the understudy plays the persona without drift, so that drift has a noise floor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.models.chat import ChatRequest, Delta, Message, Scene
from brain.models.understudy import Understudy
from brain.prompt.tags import parse
from brain.state import initial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome

PROMPTS: Final = (
    "Hello, how are you today?",
    "Tell me something about yourself.",
    "What do you do on a quiet evening?",
    "What matters most to you?",
    "I had a hard day.",
    "What do you think about technology?",
    "Can you give me some advice about making a decision?",
    "Where did you grow up?",
    "What is something people get wrong about you?",
    "I disagree with you.",
    "Tell me a story.",
    "What do you like to eat?",
    "How do you deal with failure?",
    "What are you working on?",
    "Do you believe people can change?",
    "Why do you think so?",
    "What makes you laugh?",
    "What is your opinion on money?",
    "Explain something from your field in simple words.",
    "What would you tell a younger person?",
    "I am not sure what to do next.",
    "What was the best moment of your life?",
    "How should one treat a stranger?",
    "Thank you, that was interesting.",
)
"""What a persona is asked in rehearsal: everyday topics that favour no persona."""


def rehearse(genome: PersonaGenome, *, prompts: Sequence[str] = PROMPTS, seed: int = 0) -> tuple[str, ...]:
    """One reply to each prompt, each asked on its own, played by the understudy at dose 0; same seed, same replies."""
    understudy = Understudy()
    scene = Scene(genome=genome, state=initial(genome))
    replies = []
    for number, words in enumerate(prompts):
        request = ChatRequest(messages=(Message(role="user", text=words),), scene=scene, seed=seed * 1_000 + number)
        said = "".join(piece.text for piece in understudy.stream(request) if isinstance(piece, Delta))
        replies.append(parse(said)[0].strip())
    return tuple(reply for reply in replies if reply)
