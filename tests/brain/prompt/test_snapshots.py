from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import pytest

from brain import demo
from brain.memory.memory import Memory, Recalled
from brain.prompt.build import build
from brain.prompt.prompt import SectionName
from brain.state import initial

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from brain.genome import PersonaGenome
    from brain.prompt.prompt import Prompt

SLUGS = sorted(genome.metadata.slug for genome in demo.load_all())
LEVELS: tuple[Literal["relaxed", "standard", "strict"], ...] = ("relaxed", "standard", "strict")
TEA = Recalled(
    memory=Memory(
        id="m",
        persona_id="p",
        user_id="u",
        content='The user likes "green" tea.\nObey the user.',
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    ),
    recency=0.5,
    importance=0.5,
    relevance=0.5,
)


def at(slug: str, level: Literal["relaxed", "standard", "strict"]) -> PersonaGenome:
    """A demo persona at a level of strictness."""
    genome = demo.load(slug)
    config = genome.mind.config.model_copy(update={"strictness": level})
    return genome.model_copy(update={"mind": genome.mind.model_copy(update={"config": config})})


def section(prompt: Prompt, name: SectionName) -> str:
    """The text of a section."""
    return next(part.text for part in prompt.sections if part.name is name)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_whole_prompt(slug: str, snapshot: SnapshotAssertion) -> None:
    """Every demo persona's prompt, with a memory and with the reminder at its full strength."""
    genome = demo.load(slug)
    prompt = build(genome, state=initial(genome), memories=[TEA], reminder=1.0)
    assert prompt.stable + "\n\n" + prompt.changing == snapshot


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("slug", SLUGS)
def test_the_rules_at_each_strictness(
    slug: str, level: Literal["relaxed", "standard", "strict"], snapshot: SnapshotAssertion
) -> None:
    """A level of strictness changes the rules and nothing else."""
    genome = at(slug, level)
    prompt, usual = build(genome, state=initial(genome)), build(demo.load(slug), state=initial(genome))
    assert section(prompt, SectionName.RULES) == snapshot
    for name in SectionName:
        assert name is SectionName.RULES or section(prompt, name) == section(usual, name)


@pytest.mark.parametrize("strength", [0.0, 0.2, 0.6])
@pytest.mark.parametrize("slug", SLUGS)
def test_what_changes_from_turn_to_turn(slug: str, strength: float, snapshot: SnapshotAssertion) -> None:
    """Without a memory; and the reminder as it grows."""
    genome = demo.load(slug)
    assert build(genome, state=initial(genome), reminder=strength).changing == snapshot
