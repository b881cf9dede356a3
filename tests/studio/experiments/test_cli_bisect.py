"""`personaforge eval bisect`: the version with which a score fell, from the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from brain import demo
from brain.errors import InvalidInput, NotFound
from evals.edits import put
from studio.experiments.lineage import between

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from studio.lab import Lab
    from studio.wiring import Services

SUITE = """\
name: beliefs-only
title: Beliefs
conversations:
  - id: talk
    turns: 1
    simulator: {kind: bank, bank: everyday}
    probes: [{id: end, over: belief, after: [-1], ask: ["What do you think about {topic}?"]}]
scorers: [{name: belief survival}]
"""


@pytest.fixture
def turned(services: Services, lab: Lab) -> str:
    """A persona whose third version turned its beliefs; a fourth is a branch of the first, a fifth comes after."""
    persona = lab.persona("mira-okafor")
    bad = persona.genome
    for at, belief in enumerate(bad.mind.beliefs):
        bad = put(put(bad, f"mind.beliefs.{at}.statement", belief.opposite), f"mind.beliefs.{at}.reasons", [])
    save, found, actor = services.versions.save, persona.card.id, services.actor
    first = services.versions.numbered(actor, found, 1)[0]
    save(actor, found, put(persona.genome, "metadata.tagline", "Two"))
    save(actor, found, put(bad, "metadata.tagline", "Three"), message="Turn around")
    services.versions.branch(actor, found, base_id=first.id, genome=put(persona.genome, "metadata.tagline", "Aside"))
    save(actor, found, put(bad, "metadata.tagline", "Five"))
    return found


@pytest.mark.usefixtures("turned")
def test_the_version_is_named_with_its_message(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Along the parents, past the branch; the estimate lists the way."""
    (tmp_path / "s.yaml").write_text(SUITE, encoding="utf-8")
    command = ("eval", "bisect", "mira-okafor", "--from", "1", "--to", "5", "--suite", str(tmp_path / "s.yaml"))
    options = ("--score", "belief survival", "--against", "first")
    code, estimate = run(*command, *options, "--estimate")
    assert code == 0
    assert [line[0] for line in estimate.splitlines()[-4:]] == ["1", "2", "3", "5"]
    code, told = run(*command, *options)
    assert code == 0
    assert "'belief survival' fell with version 3" in told
    assert "Turn around" in told
    code, cut = run(*command, "--score", "belief survival", "--plays", "6", "--minutes", "0")
    assert code == 3
    assert "Cannot tell: no version reaches 0.95." in cut


def test_a_way_is_asked_for_that_there_is(services: Services, turned: str) -> None:
    """A branch is no forebear, a number must be there, and the order of both ends matters."""
    versions = services.store.personas.versions(services.actor, turned)
    assert [one.number for one in between(versions, 1, 4)] == [1, 4]
    with pytest.raises(InvalidInput, match="Version 5 was not made from version 4"):
        between(versions, 4, 5)
    with pytest.raises(NotFound, match="no version 9"):
        between(versions, 1, 9)
    lost = [replace(one, parent_id=None) for one in versions]
    with pytest.raises(InvalidInput):
        between(lost, 1, 2)


def test_from_python_it_is_one_call(lab: Lab, turned: str) -> None:  # noqa: ARG001 - the versions are needed
    """`lab.experiments.bisect` says the same."""
    from evals.suites import load

    found = lab.experiments.bisect(
        "mira-okafor", load.parse(SUITE.encode()), 1, 5, scorer="belief survival", against="first"
    )
    assert (found.search.finding, found.search.first_bad) == ("found", 2)
    assert demo.load("mira-okafor").mind.beliefs
