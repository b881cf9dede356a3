"""Tables of comma-separated values, one utterance a row. Cells are text: a formula is not worked out."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from brain.errors import InvalidInput
from evals.transcripts.build import ROLES, Building
from evals.transcripts.conversation import Remark
from evals.transcripts.lines import LONGEST, lines
from evals.transcripts.times import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evals.transcripts.conversation import Found, Speaker


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Names of the columns that say whose conversation a row belongs to, who speaks, what, and when if any."""

    speaker: str
    text: str
    conversation: str | None = None
    time: str | None = None


def table(
    stream: BinaryIO,
    *,
    columns: Columns,
    roles: Mapping[str, Speaker] = ROLES,
    delimiter: str = ",",
    longest: int = LONGEST,
) -> Iterator[Found]:
    """Conversations of a table with a head; rows of one belong together as long as they follow one another.

    Without a column for the conversation the table is one. A cell of more than 131,072 characters is lost, with its
    row, and so is what an unclosed quotation mark swallows until then.
    Raises InvalidInput when the head lacks a column.
    """
    remarks: list[Remark] = []
    at = [0]
    rows = csv.reader(_texts(stream, remarks, at, longest), delimiter=delimiter)
    building, current, places = Building(roles=roles), "", None
    while True:
        first = at[0] + 1
        try:
            row = next(rows, None)
        except csv.Error as wrong:
            row = []
            remarks.append(Remark(line=first, reason=f"The row cannot be read: {wrong}.", lost=True))
        yield from remarks
        remarks.clear()
        if row is None:
            break
        if not row:
            continue
        if places is None:
            places = _places(row, columns)
            continue
        if len(row) <= max(places.values()):
            yield Remark(line=first, reason=f"The row has {len(row)} cells only.", lost=True)
            continue
        name = row[places["conversation"]] if "conversation" in places else "table"
        if not building.line or name != current:
            yield from building.begin(name, first)
            current = name
        time = moment(row[places["time"]]) if "time" in places else None
        said = row[places["speaker"]]
        yield from building.say(said, row[places["text"]], line=first, name=said, at=time)
    yield from building.end()


def _texts(stream: BinaryIO, remarks: list[Remark], at: list[int], longest: int) -> Iterator[str]:
    """Lines for the reader of rows; remarks on them, and how far it came, are left where the caller looks."""
    for one in lines(stream, longest=longest):
        if isinstance(one, Remark):
            remarks.append(one)
            at[0] = max(at[0], one.line - (not one.lost))
        else:
            at[0] = one.number
            yield one.text + "\n"


def _places(head: list[str], columns: Columns) -> dict[str, int]:
    """Where each named column stands."""
    names = [one.strip() for one in head]
    wanted = {
        "speaker": columns.speaker,
        "text": columns.text,
        "conversation": columns.conversation,
        "time": columns.time,
    }
    found = {}
    for what, name in wanted.items():
        if name is None:
            continue
        if name not in names:
            raise InvalidInput(
                f"The table has no column {name!r} for the {what}.",
                why=f"Its columns are {', '.join(map(repr, names[:20]))}.",
                next_step="Name one of these.",
            )
        found[what] = names.index(name)
    return found
