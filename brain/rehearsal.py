"""Replies known to be faithful: the understudy plays the persona without drift, so that drift has a noise floor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.models.chat import ChatRequest, Delta, Message, Scene
from brain.models.understudy import Understudy
from brain.prompt.tags import parse
from brain.state import initial

if TYPE_CHECKING:
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


OWN: Final = (
    "I would like to hear about {topic}.",
    "How did you come to {topic}?",
    "Is there anything about {topic} that people should know?",
    "What do you tell somebody who is new to {topic}?",
)
"""What it is asked about each of its own topics, in turn: there it uses words that everyday talk does not call for."""

TOPICS: Final = 16
"""At most so many of its own topics are asked about."""


def prompts(genome: PersonaGenome) -> tuple[str, ...]:
    """What this persona is asked in rehearsal: everyday remarks, and questions about its own topics."""
    topics = [domain.name for domain in genome.mind.knowledge] + list(genome.mind.passion_topics)
    return (*PROMPTS, *(OWN[place % len(OWN)].format(topic=topic) for place, topic in enumerate(topics[:TOPICS])))


def rehearse(genome: PersonaGenome, *, seed: int = 0) -> tuple[str, ...]:
    """One reply to each prompt, each asked on its own, played by the understudy at dose 0; same seed, same replies."""
    understudy = Understudy()
    scene = Scene(genome=genome, state=initial(genome))
    replies = []
    for number, words in enumerate(prompts(genome)):
        request = ChatRequest(messages=(Message(role="user", text=words),), scene=scene, seed=seed * 1_000 + number)
        said = "".join(piece.text for piece in understudy.stream(request) if isinstance(piece, Delta))
        replies.append(parse(said)[0].strip())
    return tuple(reply for reply in replies if reply)
