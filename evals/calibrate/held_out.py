"""Evidence by fits that have met neither the persona nor the template family that is judged. Fits, judges nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evals.calibrate.design import FAMILY_FOLDS, PERSONA_FOLDS
from evals.calibrate.model import Weights, balance, logistic, usable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.calibrate.design import Design, Flags, Floats

    Folds = frozenset[int]


class Judged(NamedTuple):
    """Evidence of rows, NaN for `cannot tell`: of the reply alone, and of the last replies with it."""

    reply: Floats
    recent: Floats


@dataclass(frozen=True)
class HeldOut:
    """Fits by what is left out of them; each is made once."""

    design: Design
    _fits: dict[tuple[Folds, Folds], tuple[Weights, Weights]] = field(default_factory=dict)

    def weights(self, personas: Folds, families: Folds) -> tuple[Weights, Weights]:
        """The fit for one reply and that for the last replies, made without these folds."""
        key = (personas, families)
        if key not in self._fits:
            design = self.design
            kept = usable(design) & ~np.isin(design.persona_fold, list(personas))
            rows = np.flatnonzero(kept & ~np.isin(design.family_fold, list(families)))
            weight = balance(design, rows)
            drifted = design.drifted[rows]
            self._fits[key] = (
                logistic(design.reply[rows], drifted, weight, design.ties(design.reply)),
                logistic(design.recent[rows], drifted, weight, design.ties(design.recent)),
            )
        return self._fits[key]

    def judged(self, rows: Flags, personas: Folds, families: Folds) -> Judged:
        """The evidence of these rows (the others stay NaN) by that fit."""
        found = [np.full(len(self.design.rows), np.nan) for _ in range(2)]
        columns = ((self.design.reply, self.design.settled), (self.design.recent, self.design.settled_lately))
        for evidence, weights, (matrix, most) in zip(found, self.weights(personas, families), columns, strict=True):
            evidence[rows] = np.minimum(weights.evidence(matrix[rows]), most[rows])
            evidence[rows & ~self.design.told] = np.nan
        return Judged(*found)

    def outer(self) -> Iterator[tuple[int, int, Flags]]:
        """Every pair of a persona fold and a family fold, with the rows that are judged when both are held out.

        Those are the sessions of the personas that are either untouched or of the families.
        """
        for persona in range(PERSONA_FOLDS):
            for family in range(FAMILY_FOLDS):
                yield persona, family, self._rows(persona, family)

    def tested(self, persona: int, family: int) -> Judged:
        """What is published: evidence of the rows of both folds by the fit made without either."""
        return self.judged(self._rows(persona, family), frozenset({persona}), frozenset({family}))

    def tuned(self, persona: int, family: int) -> list[tuple[Flags, Judged]]:
        """What the session part of that fit is chosen on: the other folds, each judged without itself as well."""
        found = []
        for other in range(PERSONA_FOLDS):
            for another in range(FAMILY_FOLDS):
                rows = self._rows(other, another)
                if other != persona and another != family and rows.any():
                    left_out = frozenset({persona, other}), frozenset({family, another})
                    found.append((rows, self.judged(rows, *left_out)))
        return found

    def everything(self) -> list[tuple[Flags, Judged]]:
        """What the session part of the shipped fit is chosen on: every fold judged without itself."""
        return [(rows, self.tested(persona, family)) for persona, family, rows in self.outer() if rows.any()]

    def _rows(self, persona: int, family: int) -> Flags:
        """Rows of the personas' sessions that are untouched, or drift by the families."""
        design = self.design
        found: Flags = (design.persona_fold == persona) & ((design.family_fold == family) | (design.family_fold < 0))
        return found
