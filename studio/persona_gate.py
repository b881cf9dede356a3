"""A gate inside a test: plays a suite on one persona here and asserts with words. Knows no command line.

Only tests use it, through `studio.pytest_plugin`.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from brain.genome import PersonaGenome, content_hash, read
from evals.gate import gate
from evals.order import Order, Subject
from evals.suites import load
from evals.suites.suite import Gate
from studio import cli_open
from studio.casting import Casting
from studio.playing import play_here
from studio.subjects import demo_subject, subjects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.gate import Gated
    from evals.run import Run
    from evals.suites.names import ScorerName
    from evals.suites.suite import Suite


class PersonaGate:
    """Plays suites and keeps what was played, for one session of tests."""

    def __init__(self) -> None:
        self._played: dict[tuple[str, Suite, str, tuple[int, ...] | None, int | None], Run] = {}

    def __call__(
        self,
        persona: str | Path | PersonaGenome,
        *,
        suite: str | Path,
        min: float | None = None,  # noqa: A002 - it reads as the sentence that it is
        max: float | None = None,  # noqa: A002 - the same
        scorer: ScorerName | None = None,
        model: str = "understudy",
        seeds: Sequence[int] | None = None,
        most: int | None = None,
        cannot_tell: Literal["blocks", "passes"] = "blocks",
    ) -> Gated:
        """Fails the test unless the persona passes; what the gates said, where it does.

        `persona` is a slug of the studio's library (of the demo personas where there is no library), an unambiguous
        part of one, `slug@version`, the path of a genome document, or a genome. `suite` is the name of one that ships
        or the path of a YAML file. `min` or `max` bound the mean of `scorer`, the suite's first one if none is named;
        with neither the suite's own gates are asked. `cannot_tell` says what it means where nobody can tell.
        """
        found = _suite(suite)
        gates = _gates(found, scorer, min, max, cannot_tell)
        run = self._run(_subject(persona), found, model, tuple(seeds) if seeds is not None else None, most)
        said = gate(run, gates=gates)
        if said.blocks:
            pytest.fail(_words(said, run), pytrace=False)
        return said

    @cached_property
    def _casting(self) -> Casting:
        return Casting(cli_open.settings())

    def _run(self, subject: Subject, suite: Suite, model: str, seeds: tuple[int, ...] | None, most: int | None) -> Run:
        key = (content_hash(subject.genome), suite, model, seeds, most)
        if key not in self._played:
            order = Order(suite=suite, subjects=(subject,), model=model, seeds=seeds, most=most)
            self._played[key] = play_here(self._casting, order)
        return self._played[key]


def _suite(suite: str | Path) -> Suite:
    path = Path(suite)
    return load.load_file(path) if path.suffix == load.SUFFIX else load.load(str(suite))


def _subject(persona: str | Path | PersonaGenome) -> Subject:
    if isinstance(persona, PersonaGenome):
        return Subject(genome=persona)
    if isinstance(persona, Path) or persona.endswith(".json"):
        return Subject(genome=read(Path(persona).read_bytes()))
    settings = cli_open.settings()
    if not settings.database_url.get_secret_value() and not (settings.data_dir / "personaforge.db").is_file():
        return demo_subject(persona)
    with cli_open.lab() as lab:
        inside = lab.services
        return subjects(inside.actor, inside.library, inside.versions, [persona])[0]


def _gates(
    suite: Suite,
    scorer: ScorerName | None,
    least: float | None,
    most: float | None,
    cannot_tell: Literal["blocks", "passes"],
) -> tuple[Gate, ...]:
    if least is None and most is None:
        return tuple(one.model_copy(update={"cannot_tell": cannot_tell}) for one in suite.gates)
    name = scorer or suite.scorers[0].name
    return (Gate(scorer=name, at_least=least, at_most=most, cannot_tell=cannot_tell),)


def _words(said: Gated, run: Run) -> str:
    """What did not pass, and the worst conversations with their evidence."""
    (subject,) = run.order.subjects
    version = f"version {subject.version}" if subject.version is not None else "as given"
    lines = [f"{subject.genome.name} ({version}) does not pass {said.suite!r}: {said.outcome}."]
    for one in said.statements:
        if one.blocks:
            lines.append(f"  {one.outcome}: {one.demand} [{one.score}]. {one.why}")
            lines += [f"    {words}" for words in _evidence(run, one.score)]
    if not said.statements:
        lines.append("  The suite has no gates: give min or max.")
    return "\n".join(lines)


def _evidence(run: Run, name: str, most: int = 3) -> list[str]:
    scored = [one for outcome in run.outcomes for one in outcome.scores if one.name == name and one.value is not None]
    worst = sorted(scored, key=lambda one: (one.value or 0.0) * (1.0 if one.higher_is == "better" else -1.0))
    return [f"{one.value:.3g}: {one.evidence[0]}" for one in worst[:most] if one.evidence]
