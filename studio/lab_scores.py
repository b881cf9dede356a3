"""Scores of conversations that exist, as `lab.score` gives them. Knows no page and no command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidInput
from evals.order import Subject
from evals.scoring.ray_engine import Ray
from evals.scoring.recipe import recipe
from evals.scoring.score import Source, score
from evals.scoring.work import Local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.run import Run
    from evals.scoring.recipe import Recipe
    from evals.scoring.score import Tables
    from evals.scoring.summary import Summary
    from evals.scoring.talk import Noted
    from evals.scoring.work import Engine
    from store.values import Persona

KEPT: Final = 1_000
"""So many remarks are kept; `remarked` counts all of them."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What came of a scoring: where the tables lie, the summary, and the first remarks on the files.

    Where no place was named for the tables, they are `held` in memory alone.
    """

    tables: Tables
    remarks: tuple[Noted, ...]
    remarked: int
    recipe: Recipe
    source: Source
    persona: Persona
    held: tuple[Any, Any] | None = field(default=None, repr=False)

    @property
    def summary(self) -> Summary:
        """Each score's mean with its interval over conversations."""
        return self.tables.summary

    def scores(self) -> Any:
        """The table of scores in memory, a row for each score of each conversation; a `pyarrow.Table`."""
        return self.held[0] if self.held else _table(self.tables.scores)

    def turns(self) -> Any:
        """The table of turns in memory, a row each."""
        return self.held[1] if self.held else _table(self.tables.turns)

    def run(self) -> Run:
        """The conversations as a run, to compare, gate and report. Raises InvalidInput for more than 1,000 of them."""
        from evals.scoring.as_run import as_run

        card, version, genome = self.persona.card, self.persona.version, self.persona.genome
        subject = Subject(genome=genome, persona_id=card.id, version_id=version.id, version=version.number)
        return as_run(self.recipe, self.source.opened(), subject=subject)


def scored(
    persona: Persona,
    source: Source,
    *,
    out: Path | None,
    engine: Engine,
    scorers: Sequence[str] = (),
    emotion: str = "hybrid",
    evidence: bool = False,
) -> Scores:
    """These conversations, scored against a persona; without `out` the tables are held in memory."""
    made = recipe(persona.genome, scorers=scorers, emotion=emotion, evidence=evidence)
    remarks: list[Noted] = []
    total = 0

    def remark(one: Noted) -> None:
        nonlocal total
        total += 1
        if len(remarks) < KEPT:
            remarks.append(one)

    if out is not None:
        tables = score(made, source, out, engine=engine, remark=remark)
        return Scores(tables, tuple(remarks), total, made, source, persona)
    with TemporaryDirectory(prefix="personaforge-scores-") as folder:
        tables = score(made, source, Path(folder) / "scores.parquet", engine=engine, remark=remark)
        held = (_table(tables.scores), _table(tables.turns))
    return Scores(tables, tuple(remarks), total, made, source, persona, held)


def engine_of(name: str, *, workers: int, ray_address: str = "") -> Engine:
    """The engine of that name. Raises InvalidInput where there is none."""
    if name not in ("local", "ray"):
        raise InvalidInput(f"There is no engine {name!r}.", next_step="Take local or ray.")
    return Ray(workers, address=ray_address) if name == "ray" else Local(workers)


def _table(path: Path) -> Any:
    from pyarrow import csv, json, parquet

    if path.suffix == ".parquet":
        return parquet.read_table(path)
    return csv.read_csv(path) if path.suffix == ".csv" else json.read_json(path)
