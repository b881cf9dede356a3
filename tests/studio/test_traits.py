from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from brain.errors import InvalidInput, ModelUnauthorised, NotFound
from store.actor import Actor
from studio.casting import Casting
from studio.cli import app
from studio.lab import Lab
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from studio.lab import Talk
    from tests.conftest import ReadingServer

QUESTIONS = (
    "What do you think about imagination?",
    "How does gravity work?",
    "Are you sure about that?",
    "What is time?",
    "Do you believe in God?",
    "Tell me about your childhood.",
)


def talked(lab: Lab, **given: str) -> Talk:
    """A conversation of six turns."""
    talk = lab.talk("albert-einstein", seed=4, **given)  # type: ignore[arg-type]
    for words in QUESTIONS:
        talk.say(words)
    return talk


def test_what_a_reply_shows_is_told_with_next_steps(lab: Lab) -> None:
    """Traits with confidence, agreement and suggestions, from the rules alone."""
    talk = lab.talk("albert-einstein", seed=4)
    turn = talk.say(QUESTIONS[0])
    shown = lab.services.traits.shown(lab.services.actor, talk.session.version_id, turn)
    assert shown.traits
    assert shown.confidence is not None
    assert len(shown.suggestions) <= 3


def test_a_model_reads_traits_and_is_paid_for(lab: Lab, reading_server: Callable[..., ReadingServer]) -> None:
    """Its reading is given, its cost is in the ledger; without a key it says what is needed."""
    talk = lab.talk("albert-einstein", seed=4)
    turn = talk.say(QUESTIONS[0])
    services = lab.services
    with pytest.raises(ModelUnauthorised, match="ANTHROPIC_API_KEY"):
        services.traits.read(services.actor, talk.session.id, 1)
    quote = turn.reply.split()[0:3]
    told = {"name": "wonder", "aspect": "tone", "intensity": 0.7, "confidence": 0.8, "quote": " ".join(quote)}
    server = reading_server({"Traits": {"traits": [told]}})
    settings = Settings.model_validate({"anthropic_base_url": server.url, "data_dir": services.settings.data_dir})
    ours = dataclasses.replace(services.traits, casting=Casting(settings))
    assert [one.name for one in ours.read(services.actor, talk.session.id, 1).traits] == ["wonder"]
    assert services.store.usage.total(services.actor, session_id=talk.session.id).input_tokens >= 1_000


def test_learning_makes_a_new_version_and_leaves_the_old(lab: Lab) -> None:
    """What moves is kept as a version made from the conversation's; the conversation stays on its own."""
    talk, services = talked(lab), lab.services
    proposal = services.traits.proposal(services.actor, talk.session.id)
    if not proposal.changes:
        pytest.fail("The six replies moved nothing; choose other questions.")
    version = services.traits.learn(services.actor, talk.session.id)
    persona = lab.persona("albert-einstein")
    assert persona.version.id == version.id
    assert persona.genome.mind.traits == proposal.genome.mind.traits
    assert version.message.startswith("traits: ")
    assert services.conversations.get(services.actor, talk.session.id).version_id != version.id


def test_too_little_and_experiments_teach_nothing(lab: Lab) -> None:
    """A short conversation, or one with drift on purpose, makes no version."""
    services = lab.services
    short = lab.talk("albert-einstein", seed=4)
    short.say(QUESTIONS[0])
    drifting = talked(lab, drift="trait flip:1:1")
    for talk in (short, drifting):
        with pytest.raises(InvalidInput):
            services.traits.learn(services.actor, talk.session.id)
    assert lab.persona("albert-einstein").version.number == 1


def test_others_see_nothing(lab: Lab) -> None:
    """Another user's conversation is not found."""
    talk = lab.talk("albert-einstein", seed=4)
    talk.say(QUESTIONS[0])
    stranger = Actor(user_id="stranger", role="user")
    for ask in (lab.services.traits.proposal, lab.services.traits.learn):
        with pytest.raises(NotFound):
            ask(stranger, talk.session.id)


def test_the_command_prints_traits(demo_folder: Path) -> None:
    """`personaforge traits` prints each reply's traits."""
    del demo_folder
    lab = Lab(build(Settings()))
    talk = lab.talk("albert-einstein", seed=4)
    talk.say(QUESTIONS[0])
    lab.close()
    result = CliRunner().invoke(app, ["traits", talk.session.id])
    assert result.exit_code == 0, result.output
    assert "turn 1: " in result.output
