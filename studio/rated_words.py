"""A rater's name, and ratings as CSV. Asks no store."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evals.outcome import Outcome
    from store.rating_values import Rating, RoundCard

_NAME: Final = re.compile(r"\w[\w .'-]{0,39}")

COLUMNS: Final = (
    "round", "kind", "item", "persona", "case", "seed", "run_a", "run_b", "rater", "left", "value", "seconds", "at",
)  # fmt: skip
"""Of a pair `left` says which run stood there, and value is 1 for a, -1 for b, 0 for neither."""


def checked_name(rater: str) -> str:
    """The name as it is kept. Raises InvalidInput for one that is none: letters, digits, space, dot, dash, to 40."""
    name = " ".join(rater.split())
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            f"{rater[:60]!r} is no name to rate under.",
            why="It begins with a letter or a digit and has at most 40, with spaces, dots and dashes between.",
            next_step="Give initials, or a name of your choice.",
        )
    return name


def exported(card: RoundCard, about: Mapping[int, Outcome], said: Sequence[Rating]) -> str:
    """The ratings of a round, one a line, in the order in which they were given."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in said:
        record = about[one.position].record
        left = "" if card.run_b is None else "b" if one.swapped else "a"
        writer.writerow(
            (card.id, card.kind.value, one.position, record.persona, record.case_id, record.seed, card.run_a,
             card.run_b or "", one.rater, left, f"{one.value:g}", f"{one.seconds:.1f}", one.created_at.isoformat())
        )  # fmt: skip
    return file.getvalue()
