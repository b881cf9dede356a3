"""Conversations of a table of Parquet, read in pieces: of a file of any size one piece and one conversation is held.

Rows of one conversation must follow one another. That is looked up in the columns of ids before anything is scored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from brain.errors import InvalidInput
from evals.scoring.formats import chosen
from evals.scoring.talk import Noted, Talk
from evals.transcripts.build import ROLES
from evals.transcripts.conversation import Conversation, Remark, Utterance
from evals.transcripts.documents import plain
from evals.transcripts.lines import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from evals.scoring.formats import Part
    from evals.transcripts.conversation import Speaker

ROWS: Final = 1_024
"""Rows that are unpacked at once."""

ID_ROWS: Final = 65_536
"""The same where only the ids are."""

BUFFER: Final = 2**20
"""Bytes of a column that are read ahead; without a bound a whole row group would be."""


MOST_ROWS: Final = 100_000
"""Rows of one conversation; more are taken for a file whose conversations nobody named."""


class Row(NamedTuple):
    """One row: its number from 1, its turn if it says one, and who said what."""

    number: int
    turn: float | None
    said: tuple[tuple[Speaker, str], ...]


def rows(
    path: Path,
    *,
    name: str,
    wanted: Mapping[Part, str],
    roles: Mapping[str, Speaker] = ROLES,
    piece: int = ROWS,
    most: int = MOST_ROWS,
) -> Iterator[Talk | Noted]:
    """Conversations and remarks of a Parquet file, called `name` in them; `piece` rows of it are read at once.

    Raises InvalidInput, before anything is handed out, for a file that is no Parquet or is cut off, columns that do not
    say who said what or hold no text, and a conversation whose rows do not follow one another.
    """
    table = _open(path, name)
    names = chosen(table.schema_arrow.names, wanted, file=name)
    _check_types(table, names, name)
    if "conversation" in names:
        _check_order(path, names["conversation"], name)
    said = _rows(path, names, name, piece)
    return _talks(said, name, roles, most)


def _open(path: Path, name: str) -> Any:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path, buffer_size=BUFFER, pre_buffer=False)
    except (pa.ArrowException, OSError) as wrong:
        raise _unreadable(name, wrong) from wrong


def _unreadable(name: str, wrong: Exception) -> InvalidInput:
    return InvalidInput(
        f"The file {name!r} cannot be read as Parquet.",
        why=f"{type(wrong).__name__}: {(str(wrong).splitlines() or ['no more is known'])[0][:200].rstrip('.')}.",
        next_step="It may be cut off: copy it again, or name its format with --format.",
    )


def _pieces(path: Path, columns: list[str], name: str, size: int) -> Iterator[Any]:
    import pyarrow as pa

    try:
        yield from _open(path, name).iter_batches(batch_size=size, columns=columns, use_threads=False)
    except (pa.ArrowException, OSError) as wrong:
        raise _unreadable(name, wrong) from wrong


def _check_types(table: Any, names: Mapping[Part, str], name: str) -> None:
    from pyarrow import types

    for part, column in names.items():
        kind = table.schema_arrow.field(column).type
        kind = kind.value_type if types.is_dictionary(kind) else kind
        text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
        number = types.is_integer(kind) or types.is_floating(kind)
        if not (text or (part == "conversation" and number) or (part == "turn" and number) or part == "time"):
            expected = "numbers" if part == "turn" else "text"
            raise InvalidInput(
                f"The column {column!r} of {name!r} cannot be the {part}.",
                why=f"It holds {kind}, and {expected} is needed.",
                next_step="Name another one with --columns, or convert it.",
            )


def _check_order(path: Path, column: str, name: str) -> None:
    """Refuses a conversation that goes on after another began; 8 bytes and a place in a set for each conversation."""
    seen: set[int] = set()
    last: object = None
    number = 0
    for piece in _pieces(path, [column], name, ID_ROWS):
        for one in piece.column(0).to_pylist():
            number += 1
            if one is None or one == last:
                continue
            # The hash of a text, not of a number: -1 and -2 have the same.
            last, mark = one, hash(str(one))
            if mark in seen:
                raise InvalidInput(
                    f"In {name!r} the conversation {str(one)[:80]!r} goes on at row {number:,}, after another began.",
                    why="Only one conversation at a time is held, so its rows must follow one another.",
                    next_step=f"Sort the file by {column!r} and turn.",
                )
            seen.add(mark)


def _talks(
    said_in: Iterator[dict[Part, Any]], name: str, roles: Mapping[str, Speaker], most: int
) -> Iterator[Talk | Noted]:
    current = ""
    held: list[Row] = []
    for number, row in enumerate(said_in, 1):
        said = row.get("conversation", "table")
        if said is None:
            yield Noted(name, Remark(line=number, reason="The row names no conversation.", lost=True))
            continue
        if held and str(said) != current:
            yield from _whole(name, current, held)
            held = []
        current = plain(str(said))
        found, remarks = _row(number, row, roles, current)
        yield from (Noted(name, one) for one in remarks)
        held.append(found)
        if len(held) > most:
            raise InvalidInput(
                f"In {name!r} the conversation {current[:80]!r} has more than {most:,} rows.",
                why="A conversation is held in memory as a whole.",
                next_step="Name the column that tells the conversations apart: --columns conversation=….",
            )
    if held:
        yield from _whole(name, current, held)


def _rows(path: Path, names: Mapping[Part, str], name: str, size: int) -> Iterator[dict[Part, Any]]:
    parts = list(names)
    for piece in _pieces(path, list(dict.fromkeys(names.values())), name, size):
        columns = [piece.column(names[part]).to_pylist() for part in parts]
        yield from (dict(zip(parts, row, strict=True)) for row in zip(*columns, strict=True))


def _row(
    number: int, row: Mapping[Part, Any], roles: Mapping[str, Speaker], conversation: str
) -> tuple[Row, list[Remark]]:
    remarks: list[Remark] = []

    def remark(reason: str, *, lost: bool) -> None:
        remarks.append(Remark(line=number, reason=reason, lost=lost, conversation=conversation))

    if "role" in row:
        role = str(row["role"] or "")
        speaker = roles.get(role.strip().lower())
        if speaker is None:
            remark(f"Nobody is known by the role {role!r}; it is taken for another speaker.", lost=False)
        given: list[tuple[Speaker, Any]] = [(speaker or "other", row["content"])]
    else:
        given = [("user", row["user"]), ("persona", row["reply"])]
    said: list[tuple[Speaker, str]] = []
    for speaker_is, text in given:
        if text is None or not text.strip():
            if speaker_is != "user" or "role" in row:
                remark(f"The {speaker_is} says nothing.", lost=True)
            continue
        if len(text) > LONGEST:
            remark(f"The {speaker_is} says more than {LONGEST:,} characters.", lost=True)
            continue
        clean = plain(text)
        if clean != text:
            remark("NUL characters or halves of surrogate pairs were taken out.", lost=False)
        said.append((speaker_is, clean))
    turn = row.get("turn")
    return Row(number, _number(turn), tuple(said)), remarks


def _number(turn: object) -> float | None:
    try:
        return None if turn is None else float(str(turn))
    except ValueError:
        return None


def _whole(name: str, id_: str, held: list[Row]) -> Iterator[Talk | Noted]:
    """The conversation of these rows, put in the order of their turns."""
    first = held[0].number
    turns = [one.turn for one in held]
    if any(one is not None for one in turns):
        if any(one is None for one in turns):
            yield _noted(name, first, id_, "Some of its rows name no turn; it is read in the order of its rows.")
        else:
            ordered = sorted(held, key=lambda one: one.turn or 0.0)
            if ordered != held:
                yield _noted(name, first, id_, "Its turns are out of order; they were put in order.")
            held = ordered
    utterances = tuple(
        Utterance(index=at, speaker=speaker, text=text, line=first)
        for at, (speaker, text) in enumerate(pair for one in held for pair in one.said)
    )
    speakers = {one.speaker for one in utterances}
    if "persona" not in speakers:
        yield _noted(
            name, first, id_, "The persona says nothing in this conversation: nothing can be scored.", lost=True
        )
        return
    if "user" not in speakers:
        yield _noted(name, first, id_, "The user says nothing in this conversation: it is read as it is.")
    yield Talk(name, id_, Conversation(id=id_, utterances=utterances).exchanges())


def _noted(name: str, line: int, id_: str, reason: str, *, lost: bool = False) -> Noted:
    return Noted(name, Remark(line=line, reason=reason, lost=lost, conversation=id_))
