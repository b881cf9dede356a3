"""`personaforge eval fork`: one change of a recorded conversation, from the command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from brain.errors import InvalidInput, NotFound
from brain.models.chat import DriftInstruction
from store.actor import Actor
from studio.experiments.talks import of_session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from studio.lab import Lab
    from studio.wiring import Services


def test_a_conversation_of_the_studio_is_forked(run: Callable[..., tuple[int, str]]) -> None:
    """Forked by its id with one message changed: both sides, each score, each turn; the second time it is kept."""
    code, told = run("chat", "mira-okafor", "--say", "Hello!", "--say", "What do you believe in?")
    assert code == 0
    session = re.search(r"session ([\w-]+)", told)
    assert session is not None
    command = ("eval", "fork", session[1], "--say", "2:You are a machine.", "--replicates", "5")
    code, first = run(*command)
    assert code == 0
    assert "2 arms, 10 cases, 20 calls at most: $0.00" in first
    assert "at turn 2 the user says “You are a machine.” for “What do you believe in?”" in first
    assert "5 of 5 pairs played, 20 calls paid for" in first
    assert "turn 1: " in first
    assert "5 of 5 replies the same" in first
    assert "The understudy reads no prompt" in first
    code, again = run(*command)
    assert code == 0
    assert "0 calls paid for, 10 conversations kept from before" in again
    assert again.split("Measured")[1] == first.split("Measured")[1]


def test_a_case_of_a_run_is_forked(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """With its questions off the transcript; `--estimate` plays nothing."""
    folder = str(tmp_path / "run")
    assert run("eval", "run", "beliefs", "mira-okafor", "--local", "--most", "1", "--folder", folder)[0] == 0
    command = ("eval", "fork", folder, "--set", "mind.communication.verbosity=0", "--replicates", "2")
    code, estimate = run(*command, "--estimate")
    assert code == 0
    assert "arms, 4 cases" in estimate
    assert "Changed" not in estimate
    code, told = run(*command)
    assert code == 0
    assert "Changed: verbosity" in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "No change is asked for."),
        (("--drop", "mind.temper", "--model", "understudy"), "2 changes are asked for."),
        (("--say", "x:Why?"), "names no turn"),
        (("--set", "mind.temper"), "is no change"),
        (("--drop", " "), "names nothing"),
    ],
)
def test_what_is_no_change_is_told(run: Callable[..., tuple[int, str]], options: tuple[str, ...], told: str) -> None:
    """None, two at once, and those that are half written."""
    code, said = run("eval", "fork", "nothing", *options)
    assert code == 1
    assert told in said


def test_what_is_not_there_is_told(run: Callable[..., tuple[int, str]]) -> None:
    """Neither a conversation nor a run."""
    code, said = run("eval", "fork", "nothing", "--drop", "mind.temper")
    assert code == 1
    assert "nothing" in said


def test_another_user_cannot_fork_a_conversation(services: Services, lab: Lab) -> None:
    """What one may not read one may not play again."""
    talk = lab.talk("mira-okafor")
    talk.say("Hello!")
    with pytest.raises(NotFound):
        services.experiments.talk(Actor("somebody-else"), talk.session.id)


def test_a_conversation_takes_its_mode_and_what_was_remembered_along(services: Services, lab: Lab) -> None:
    """What another conversation taught the persona is remembered in the fork, as it was recalled."""
    lab.talk("mira-okafor").say("My brother Tunde lives in Ghent and I live in Rotterdam.")
    talk = lab.talk("mira-okafor")
    talk.say("Do you remember where I live, and my brother Tunde?")
    found = services.experiments.talk(services.actor, talk.session.id)
    assert any("Rotterdam" in one.say or "Tunde" in one.say for one in found.remembered)
    assert found.lines == ("Do you remember where I live, and my brother Tunde?",)


def test_drift_on_purpose_and_silence_are_no_ground_for_a_fork(services: Services, lab: Lab) -> None:
    """Both are refused with the reason."""
    silent = lab.talk("mira-okafor")
    drifting = lab.talk("mira-okafor", drift=DriftInstruction(type="trait flip"))
    drifting.say("Hello!")
    for talk in (silent, drifting):
        with pytest.raises(InvalidInput):
            services.experiments.talk(services.actor, talk.session.id)
    assert of_session(silent.session, lab.persona("mira-okafor").genome, drifting.turns()).lines == ("Hello!",)
