"""What must be passed before a version is made current: suites, if the settings name any. Changes no persona.

Off unless `PERSONAFORGE_PUBLISH_SUITES` names a suite. A version is held against its own newest run of each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from brain.errors import Forbidden

if TYPE_CHECKING:
    from evals.run import Run
    from evals.suites.suite import Suite
    from store.actor import Actor
    from store.run_values import RunCard
    from studio.evaluation.service import Evaluation

Outcome: TypeAlias = Literal["pass", "breach", "cannot tell", "not run"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """What one suite says of a version: the outcome, whether it blocks, by which run, and the sentence why."""

    suite: str
    outcome: Outcome
    blocks: bool
    run_id: str = ""
    why: str = ""

    @property
    def words(self) -> str:
        """The check on one line."""
        run = f" (run {self.run_id})" if self.run_id else ""
        return f"{self.suite}: {self.outcome}{run}" + (f". {self.why}" if self.why and self.outcome != "pass" else "")


@dataclass(frozen=True, slots=True)
class Publishing:
    """The suites that stand before a version is made current, played by `model`."""

    evaluation: Evaluation
    suites: tuple[str, ...]
    model: str

    def checks(self, actor: Actor, persona_id: str, version_id: str) -> tuple[Check, ...]:
        """What each suite says of the version; margins are held against the current version's run. Raises NotFound.

        Only a whole run of the suite as it is now, by the model of the settings, counts.
        """
        current = self.evaluation.versions.store.personas.get(actor, persona_id).version.id
        return tuple(self._check(actor, one, version_id, current) for one in self.suites)

    def start(self, actor: Actor, persona_id: str, version_id: str) -> tuple[RunCard, ...]:
        """Queue the suites that the version was not played on yet. Raises what `Evaluation.start` raises."""
        persona = self.evaluation.versions.store.personas.get(actor, persona_id)
        number = self.evaluation.versions.store.personas.version(actor, version_id)[0].number
        waiting = [one.suite for one in self.checks(actor, persona_id, version_id) if one.outcome == "not run"]
        return tuple(
            self.evaluation.start(
                actor, self.evaluation.order(actor, suite, [f"{persona.card.id}@{number}"], model=self.model)
            )
            for suite in waiting
        )

    def require(self, actor: Actor, persona_id: str, version_id: str) -> str:
        """The outcomes and runs by which a version may be made current, for the record. Raises Forbidden."""
        found = self.checks(actor, persona_id, version_id)
        blocking = [one for one in found if one.blocks]
        if blocking:
            raise Forbidden(
                "This version may not be made current yet.",
                why=" ".join(one.words for one in blocking),
                next_step="Play what was not run with `personaforge versions check PERSONA NUMBER --play`; "
                "a breach is mended in a new version.",
            )
        return "; ".join(f"{one.suite}: {one.outcome} (run {one.run_id})" for one in found)

    def _check(self, actor: Actor, name: str, version_id: str, current_id: str) -> Check:
        from evals.gate import gate

        suite = self.evaluation.suite(name)
        run = self._newest(actor, suite, version_id)
        if run is None:
            return Check(suite=name, outcome="not run", blocks=True, why="No whole run of it on this version is kept.")
        baseline = self._newest(actor, suite, current_id) if version_id != current_id else None
        slug = next(one.genome.metadata.slug for one in run.order.subjects if one.version_id == version_id)
        said = gate(run, baseline=baseline, gates=suite.gates)
        said = replace(said, statements=tuple(one for one in said.statements if one.persona == slug))
        why = " ".join(f"{one.demand}: {one.why}" for one in said.statements if one.outcome != "pass")
        if not said.statements:
            why = "The suite has no gates."
        return Check(suite=name, outcome=said.outcome, blocks=said.blocks, run_id=run.id, why=why)

    def _newest(self, actor: Actor, suite: Suite, version_id: str) -> Run | None:
        from store.run_values import RunStatus

        found = self.evaluation.list(
            actor, version_id=version_id, suite=suite.name, status=RunStatus.DONE, limit=50
        ).items
        for card in found:
            if card.model == self.model:
                run = self.evaluation.run_value(actor, card.id)
                if run.order.suite == suite and run.order.seeds is None and run.order.most is None:
                    return run
        return None
