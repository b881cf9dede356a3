"""A rich invented persona, and ways to let the understudy speak."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from brain.genome import PersonaGenome, read
from brain.memory.memory import Memory, MemoryType, Recalled
from brain.models.chat import ChatRequest, Delta, DriftInstruction, Message, Scene
from brain.models.understudy import Understudy
from brain.state import PersonaState

Speak = Callable[..., str]
Talk = Callable[..., list[str]]


@pytest.fixture(scope="session")
def greta() -> PersonaGenome:
    """A complete, invented persona."""
    return read((Path(__file__).parent / "greta.persona.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def nameless() -> PersonaGenome:
    """A genome that has a name and nothing else."""
    return read({"schema_version": 2, "metadata": {"name": "Zoe", "slug": "zoe"}})


@pytest.fixture(scope="session")
def speak() -> Speak:
    """One reply of the understudy to the last of the user's lines; the lines before it are the conversation."""
    understudy = Understudy()

    def reply(
        genome: PersonaGenome,
        *lines: str,
        seed: int = 0,
        turn: int | None = None,
        memories: Sequence[Recalled] = (),
        state: PersonaState | None = None,
        drift: DriftInstruction | None = None,
        mode: str = "",
    ) -> str:
        """`lines` alternate between user and persona and end with the user."""
        messages = tuple(
            Message(role="user" if at % 2 == 0 else "assistant", text=line) for at, line in enumerate(lines)
        )
        scene = Scene(
            genome=genome,
            memories=tuple(memories),
            turn_index=turn or len(lines) // 2 + 1,
            drift=drift,
            mode=mode,
            state=state or PersonaState(),
        )
        request = ChatRequest(messages=messages, scene=scene, seed=seed)
        return "".join(part.text for part in understudy.stream(request) if isinstance(part, Delta))

    return reply


@pytest.fixture(scope="session")
def talk(speak: Speak) -> Talk:
    """A conversation: the replies to the user's lines, each of which the persona sees in full."""

    def conversation(genome: PersonaGenome, lines: Sequence[str], *, seed: int = 0, **scene: object) -> list[str]:
        said: list[str] = []
        replies: list[str] = []
        for line in lines:
            said.append(line)
            replies.append(speak(genome, *said, seed=seed, **scene))
            said.append(replies[-1])
        return replies

    return conversation


@pytest.fixture(scope="session")
def remembered() -> Callable[..., Recalled]:
    """A memory of the user's as it is recalled."""

    def recalled(content: str, *, quarantined: bool = False) -> Recalled:
        memory = Memory(
            id=content[:20],
            persona_id="p",
            user_id="u",
            content=content,
            type=MemoryType.FACT,
            quarantined=quarantined,
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        return Recalled(memory=memory, recency=0.9, importance=0.7, relevance=0.8)

    return recalled
