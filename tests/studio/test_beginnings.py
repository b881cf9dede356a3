from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from brain import demo
from brain.state import initial
from studio.casting import Casting
from studio.cli import app
from studio.conversations import Conversations
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from pathlib import Path

    from store.values import Persona
    from studio.lab import Lab
    from studio.wiring import Services

OWN = "anthropic/claude-opus-5-5"


def with_model(services: Services, model: str) -> Persona:
    """A persona that asks for a model of its own."""
    genome = demo.load("albert-einstein")
    config = genome.mind.config.model_copy(update={"model": model})
    about = genome.metadata.model_copy(update={"slug": "own", "name": "Own"})
    mind = genome.mind.model_copy(update={"config": config})
    return services.library.create(services.actor, genome.model_copy(update={"metadata": about, "mind": mind}))


def talks(services: Services, folder: Path, **given: object) -> Conversations:
    """The conversations of a studio with such settings."""
    return Conversations(
        store=services.store,
        casting=Casting(Settings.model_validate({"data_dir": folder, **given})),
        recollection=services.conversations.recollection,
        default_model="understudy",
    )


def test_a_persona_is_played_by_its_own_model(services: Services, folder: Path) -> None:
    """Its own model is taken unless another is asked for, and then that one is."""
    persona = with_model(services, OWN)
    keyed = talks(services, folder, anthropic_api_key="sk-1")
    assert keyed.start(services.actor, persona.card.id).model == OWN
    assert keyed.start(services.actor, persona.card.id, model="understudy").model == "understudy"
    assert keyed.pick(persona.genome).why == ""
    assert OWN in {choice.id for choice in keyed.model_choices(OWN)}


@pytest.mark.parametrize(("model", "why"), [(OWN, "No key"), ("gpt/9", "Known are")])
def test_a_model_that_cannot_be_had_is_replaced_with_a_reason(
    services: Services, folder: Path, model: str, why: str
) -> None:
    """Without its key, or for a model that does not exist, the studio's own plays, and says why."""
    persona = with_model(services, model)
    offline = talks(services, folder)
    pick = offline.pick(persona.genome)
    assert pick.id == "understudy"
    assert model in pick.why
    assert why in pick.why
    assert offline.start(services.actor, persona.card.id).model == "understudy"


def test_the_command_says_why_another_model_plays(folder: Path) -> None:
    """The reason stands on standard error, before the first word."""
    del folder
    services = build(Settings())
    with_model(services, OWN)
    services.close()
    result = CliRunner().invoke(app, ["chat", "own", "--say", "Hello"])
    assert result.exit_code == 0, result.output
    assert "Not on its own model" in result.stderr


def test_a_new_conversation_goes_on_from_the_last(lab: Lab) -> None:
    """How close the two came is not forgotten with the conversation; a fresh one begins at the beginning."""
    first = lab.talk("albert-einstein", seed=1)
    for _ in range(4):
        turn = first.say("Thank you, you are wonderful, I love talking with you!")
    genome = demo.load("albert-einstein")
    assert turn.state.relationship > initial(genome).relationship
    second = lab.talk("albert-einstein", seed=2)
    assert second.session.state.relationship == pytest.approx(turn.state.relationship, abs=0.001)
    assert lab.talk("albert-einstein", seed=2, fresh=True).session.state == initial(genome)
    assert lab.talk("mira-okafor", seed=2).session.state == initial(demo.load("mira-okafor"))


def test_an_experiment_leaves_no_trace(lab: Lab) -> None:
    """Drift on purpose and repeats neither take closeness over nor leave any behind."""
    for given in ({"drift": "trait flip:1:1"}, {"fresh": True}):
        talk = lab.talk("albert-einstein", seed=1, **given)  # type: ignore[arg-type]
        talk.say("Thank you, you are wonderful, I love talking with you!")
        assert lab.talk("albert-einstein", seed=2).session.state == initial(demo.load("albert-einstein"))
