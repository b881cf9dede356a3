"""Suites that stand before a version is made current: off by default, shown, recorded, and three outcomes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from brain.errors import Forbidden
from studio.api.app import create
from studio.lab import Lab
from studio.settings import Settings
from studio.wiring import build
from tests.studio.test_traits import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from brain.genome import PersonaGenome
    from studio.wiring import Services

SUITE = """
name: door
title: Door
seeds: [0, 1, 2, 3, 4]
conversations: [{id: talk, turns: 1, simulator: {kind: bank, bank: everyday}}]
scorers: [{name: drift mean}]
gates: [GATE]
"""


pytestmark = pytest.mark.usefixtures("plays_here")


@pytest.fixture
def studio(demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Services]]:
    """Opens the studio with a suite of this gate before every version."""
    made: list[Services] = []

    def opened(gate: str) -> Services:
        path = tmp_path / "door.yaml"
        path.write_text(SUITE.replace("GATE", gate), encoding="utf-8")
        monkeypatch.setenv("PERSONAFORGE_PUBLISH_SUITES", json.dumps([str(path)]))
        made.append(build(Settings(data_dir=demo_folder)))
        return made[-1]

    yield opened
    for one in made:
        one.close()


def changed(genome: PersonaGenome) -> PersonaGenome:
    """The genome with another tagline."""
    return genome.model_copy(update={"metadata": genome.metadata.model_copy(update={"tagline": "Another."})})


def test_a_version_waits_until_it_has_passed_and_the_run_is_recorded(studio: Callable[[str], Services]) -> None:
    """Saved it stays beside the current one; refused while nothing was run; made current by the run that it passed."""
    ours = studio("{scorer: drift mean, at_least: 0.01}")
    actor, mira = ours.actor, ours.library.find(ours.actor, "mira-okafor")
    found = mira.card.id
    saved = ours.versions.save(actor, found, changed(mira.genome))
    assert "door.yaml" in ours.versions.waits
    assert ours.library.find(actor, found).version.id == mira.version.id
    with pytest.raises(Forbidden, match="not run"):
        ours.versions.make_current(actor, found, saved.id)
    gate = ours.versions.gate
    assert gate is not None
    for card in gate.start(actor, found, saved.id):
        ours.evaluation.wait(actor, card.id)
    assert gate.start(actor, found, saved.id) == ()
    (check,) = gate.checks(actor, found, saved.id)
    assert (check.outcome, check.blocks) == ("pass", False)
    ours.versions.make_current(actor, found, saved.id)
    assert ours.library.find(actor, found).version.id == saved.id
    newest = ours.store.audit.list(actor).items[0]
    assert (newest.action, check.run_id in json.dumps(newest.detail)) == ("make current", True)


def test_every_other_way_to_a_new_version_waits_as_well(studio: Callable[[str], Services]) -> None:
    """Settings changed by the API, which answers 202 with the version that waits, and traits that were learned."""
    ours = studio("{scorer: drift mean, at_least: 0.01}")
    lab, before = Lab(ours), ours.library.find(ours.actor, "albert-einstein")
    with TestClient(create(lambda: ours)) as client:
        path = f"/personas/{before.card.id}/settings"
        answer = client.patch(path, json={"temperature": 0.37}, headers={"If-Match": f'"{before.version.id}"'})
    assert (answer.status_code, answer.headers["etag"]) == (202, f'"{before.version.id}"')
    waiting = answer.json()["waiting"]
    assert answer.json()["genome"]["mind"]["config"]["temperature"] != 0.37
    talk = lab.talk("albert-einstein", seed=4)
    for words in QUESTIONS:
        talk.say(words)
    learned = ours.traits.learn(ours.actor, talk.session.id)
    assert ours.library.find(ours.actor, "albert-einstein").version.id == before.version.id
    numbers = [one.number for one in ours.store.personas.versions(ours.actor, before.card.id)]
    assert numbers == [learned.number, waiting, before.version.number]


@pytest.mark.parametrize(
    ("gate", "outcome", "blocks"),
    [
        ("{scorer: drift mean, at_least: 0.9999}", "breach", True),
        ("{scorer: drift mean, margin: 0.1}", "cannot tell", True),
        ("{scorer: drift mean, margin: 0.1, cannot_tell: passes}", "cannot tell", False),
    ],
)
def test_breach_and_cannot_tell_are_outcomes_of_their_own(
    studio: Callable[[str], Services], gate: str, outcome: str, *, blocks: bool
) -> None:
    """A breach blocks; what nobody can tell blocks or not, as the suite says."""
    ours = studio(gate)
    actor, mira = ours.actor, ours.library.find(ours.actor, "mira-okafor")
    saved = ours.versions.save(actor, mira.card.id, changed(mira.genome))
    asked = ours.versions.gate
    assert asked is not None
    for card in asked.start(actor, mira.card.id, saved.id):
        ours.evaluation.wait(actor, card.id)
    (check,) = asked.checks(actor, mira.card.id, saved.id)
    assert (check.outcome, check.blocks) == (outcome, blocks)
    if blocks:
        with pytest.raises(Forbidden, match=outcome):
            ours.versions.make_current(actor, mira.card.id, saved.id)
    else:
        assert ours.versions.make_current(actor, mira.card.id, saved.id).number == saved.number


def test_the_command_line_plays_and_tells(
    run: Callable[..., tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the setting nothing is asked; with it `check` says what was not run, and `--play` runs it."""
    assert run("versions", "check", "mira-okafor", "1") == (
        0,
        "Nothing is asked of a version: PERSONAFORGE_PUBLISH_SUITES names no suite.\n",
    )
    path = tmp_path / "door.yaml"
    path.write_text(SUITE.replace("GATE", "{scorer: drift mean, at_least: 0.01}"), encoding="utf-8")
    monkeypatch.setenv("PERSONAFORGE_PUBLISH_SUITES", json.dumps([str(path)]))
    code, told = run("versions", "check", "mira-okafor", "1")
    assert (code, "not run" in told) == (2, True)
    code, told = run("versions", "check", "mira-okafor", "1", "--play")
    assert (code, "pass (run " in told) == (0, True)
