"""How close sentences come to a person's own, in two ways. Knows no other person; cannot see contradiction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.attribution.sayings import product

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.drift.attribution.sayings import Sayings

WAYS: Final = ("weighted", "plain")
"""Mean cosine to the person's two nearest sentences, by weighted and by plain vectors."""

QUOTED: Final = 0.9
"""A sentence nearer than this is taken for a quotation where those are to be left out."""

FEW: Final = 8
"""Up to so many columns are gone through one by one, which is faster than sorting each row."""


@dataclass(frozen=True, eq=False)
class Person:
    """A person's sentences; `line_of` numbers the line that each of them stands in."""

    own: Sayings
    line_of: NDArray[np.int64]


def closeness(
    said: Sayings, to: Person, *, left_out: NDArray[np.int64] | None = None, quotations: bool = True
) -> NDArray[np.float64]:
    """One row a saying, one column for each of WAYS, -1 to 1; 0 where there is nothing to compare with.

    `left_out` names for each saying a line of the person that is not to be compared with it (-1 for none). Without
    `quotations`, sentences nearer than 0.9 are not compared with either.
    """
    plain, weighted = product(said.plain, to.own.plain), product(said.weighted, to.own.weighted)
    if not quotations:
        quoted = plain > QUOTED
        plain[quoted] = weighted[quoted] = -np.inf
    if left_out is not None:
        hidden = left_out[:, None] == to.line_of[None, :]
        plain[hidden] = weighted[hidden] = -np.inf
    return np.stack([nearest_two(weighted), nearest_two(plain)], axis=1)


def nearest_two(cosines: NDArray[np.float32]) -> NDArray[np.float64]:
    """Mean of the two largest along the last axis; of one where there is but one, 0 where there is none."""
    first = np.full(cosines.shape[:-1], -np.inf, np.float32)
    second = first
    columns = cosines if cosines.shape[-1] <= FEW else np.partition(cosines, -2, axis=-1)[..., -2:]
    for index in range(columns.shape[-1]):
        column = columns[..., index]
        second = np.maximum(second, np.minimum(first, column))
        first = np.maximum(first, column)
    second = np.where(np.isfinite(second), second, first)
    return np.where(np.isfinite(first), (first.astype(float) + second) / 2.0, 0.0)
