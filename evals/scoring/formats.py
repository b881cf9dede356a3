"""Which format a file has, and which of its columns hold what. Reads the beginning of a file, no conversation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Format: TypeAlias = Literal["openai", "anthropic", "csv", "tavern", "inspect", "plain", "parquet"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

SUFFIXES: Final[Mapping[str, Format]] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".eval": "inspect",
    ".json": "inspect",
    ".txt": "plain",
    ".md": "plain",
}
"""Formats that a file's name tells; of JSON lines the first object does."""

BEGINNING: Final = 2**20
"""Bytes of a file of JSON lines that are looked at to tell its format."""

Part: TypeAlias = Literal["conversation", "turn", "time", "user", "reply", "role", "content"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)

USUAL: Final[Mapping[Part, tuple[str, ...]]] = {
    "conversation": ("conversation_id", "conversation", "thread_id", "session_id", "chat_id", "chat"),
    "turn": ("turn", "turn_index", "index", "position"),
    "time": ("timestamp", "created_at", "time", "date"),
    "user": ("user", "user_text", "prompt", "question", "input"),
    "reply": ("reply", "persona", "assistant", "response", "answer", "output"),
    "role": ("role", "speaker", "who"),
    "content": ("content", "text", "message", "what"),
}
"""Names of columns that are known without being told, the first that is there."""


def told(path: Path, wanted: str) -> Format:
    """The format that was named, or with `auto` the one that name and beginning of the file tell.

    Raises InvalidInput for a format that there is not, a file that is missing or empty or a folder, and where nothing
    tells the format.
    """
    _check(path)
    if wanted != "auto":
        found = next((one for one in FORMATS if one == wanted), None)
        if found is None:
            raise InvalidInput(
                f"There is no format {wanted!r}.", next_step=f"Take auto or one of {', '.join(FORMATS)}."
            )
        return found
    by_name = SUFFIXES.get(path.suffix.lower())
    if by_name is not None:
        return by_name
    with path.open("rb") as stream:
        start = stream.read(BEGINNING)
    if start.startswith(b"PAR1"):
        return "parquet"
    found = _of_lines(start)
    if found is None:
        raise InvalidInput(
            f"Nothing tells the format of the file {path.name!r}.",
            why="Its name has no known ending, and it does not begin with a JSON object of a known kind.",
            next_step=f"Name it with --format, one of {', '.join(FORMATS)}.",
        )
    return found


def columns(pairs: Sequence[str]) -> dict[Part, str]:
    """Columns as they were named, such as `user=question`. Raises InvalidInput for what is no such pair."""
    found: dict[Part, str] = {}
    for pair in (one for said in pairs for one in said.split(",") if one.strip()):
        name, _, column = (piece.strip() for piece in pair.partition("="))
        part = next((one for one in PARTS if one == name), None)
        if part is None or not column:
            raise InvalidInput(
                f"{pair!r} names no column.",
                why=f"It is written part=column, and the parts are {', '.join(PARTS)}.",
                next_step="For example --columns user=question,reply=answer,conversation=chat_id.",
            )
        found[part] = column
    return found


def chosen(names: Sequence[str], wanted: Mapping[Part, str], *, file: str) -> dict[Part, str]:
    """The column of each part: the one that was named, else one of a usual name.

    Either `user` and `reply`, a whole turn a row, or `role` and `content`, one message a row; the others as far as they
    are there. Raises InvalidInput where neither is, or a named column is missing.
    """
    for part, column in wanted.items():
        if column not in names:
            raise InvalidInput(
                f"The file {file!r} has no column {column!r} for the {part}.",
                why=f"Its columns are {', '.join(map(repr, names[:20]))}.",
                next_step="Name one of these with --columns.",
            )
    lowered = {name.strip().lower(): name for name in reversed(names)}
    known = {part: lowered[one] for part in PARTS for one in reversed(USUAL[part]) if one in lowered}
    pairs = ("user", "reply") if not {"role", "content"} & wanted.keys() else ("role", "content")
    found: dict[Part, str] = {**known, **wanted}
    if not found.keys() >= set(pairs):
        pairs = ("role", "content")
    if not found.keys() >= set(pairs):
        raise InvalidInput(
            f"The columns of {file!r} do not say who said what.",
            why=f"They are {', '.join(map(repr, names[:20]))}.",
            next_step="Name them: --columns user=…,reply=… or role=…,content=…, then conversation=… and turn=….",
        )
    others = {"user", "reply", "role", "content"} - set(pairs)
    return {part: found[part] for part in PARTS if part in found and part not in others}


def _check(path: Path) -> None:
    if path.is_dir():
        raise InvalidInput(f"{str(path)!r} is a folder.", next_step="Name the files in it.")
    if not path.is_file():
        raise InvalidInput(f"There is no file {str(path)!r}.", next_step="Correct the path.")
    if not path.stat().st_size:
        raise InvalidInput(f"The file {path.name!r} is empty.", next_step="Check how it was made.")


def _of_lines(start: bytes) -> Format | None:
    """The format of JSON lines, by the first that is an object."""
    for line in start.splitlines():
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not isinstance(fields, dict):
            continue
        if fields.keys() & {"mes", "chat_metadata", "character_name"}:
            return "tavern"
        messages = fields.get("messages", [fields])
        if "messages" in fields or "role" in fields:
            return "anthropic" if "system" in fields or _in_blocks(messages) else "openai"
    return None


def _in_blocks(messages: object) -> bool:
    """Whether a message holds blocks of a kind that Anthropic's format alone has."""
    listed = messages if isinstance(messages, list) else []
    blocks = [
        block
        for one in listed
        if isinstance(one, dict) and isinstance(one.get("content"), list)
        for block in one["content"]
    ]
    return any(isinstance(one, dict) and one.get("type") in {"tool_use", "tool_result", "thinking"} for one in blocks)
