"""Tables of comma-separated values, one utterance or one turn a row. Cells are text: a formula is not worked out."""

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
    from pathlib import Path

    from evals.transcripts.conversation import Found, Speaker


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Names of the columns that say whose conversation a row belongs to, who speaks, what, and when if any."""

    speaker: str
    text: str
    conversation: str | None = None
    time: str | None = None

    @property
    def named(self) -> dict[str, str]:
        """The columns that are named, by what they hold."""
        return _named(
            {"speaker": self.speaker, "text": self.text, "conversation": self.conversation, "time": self.time}
        )

    def said(self, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Who says what in a row."""
        yield row["speaker"], row["text"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairs:
    """The same where a row is a whole turn: what the user says, and what the persona answers."""

    user: str
    reply: str
    conversation: str | None = None
    time: str | None = None

    @property
    def named(self) -> dict[str, str]:
        """The columns that are named, by what they hold."""
        return _named({"user": self.user, "reply": self.reply, "conversation": self.conversation, "time": self.time})

    def said(self, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Who says what in a row; a persona that speaks first has no message before it."""
        if row["user"].strip():
            yield "user", row["user"]
        yield "persona", row["reply"]


def head(path: Path, *, delimiter: str = ",", longest: int = LONGEST) -> list[str]:
    """The names of the columns of a file's head. Raises InvalidInput where there is none."""
    with path.open("rb") as stream:
        found = next(csv.reader(_texts(stream, [], [0], longest), delimiter=delimiter), None)
    if not found:
        raise InvalidInput(
            f"The table {path.name!r} has no head.", next_step="Write the columns' names in its first line."
        )
    return [one.strip() for one in found]


def table(
    stream: BinaryIO,
    *,
    columns: Columns | Pairs,
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
        for who, what in columns.said({part: row[place] for part, place in places.items()}):
            yield from building.say(who, what, line=first, name=who, at=time)
    yield from building.end()


def _named(parts: Mapping[str, str | None]) -> dict[str, str]:
    return {part: name for part, name in parts.items() if name is not None}


def _texts(stream: BinaryIO, remarks: list[Remark], at: list[int], longest: int) -> Iterator[str]:
    """Lines for the reader of rows; remarks on them, and how far it came, are left where the caller looks."""
    for one in lines(stream, longest=longest):
        if isinstance(one, Remark):
            remarks.append(one)
            at[0] = max(at[0], one.line - (not one.lost))
        else:
            at[0] = one.number
            yield one.text + "\n"


def _places(head: list[str], columns: Columns | Pairs) -> dict[str, int]:
    """Where each named column stands."""
    names = [one.strip() for one in head]
    found = {}
    for what, name in columns.named.items():
        if name not in names:
            raise InvalidInput(
                f"The table has no column {name!r} for the {what}.",
                why=f"Its columns are {', '.join(map(repr, names[:20]))}.",
                next_step="Name one of these.",
            )
        found[what] = names.index(name)
    return found
