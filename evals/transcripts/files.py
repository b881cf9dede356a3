"""A file of transcripts by its kind. The one module here that opens a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from brain.errors import InvalidInput
from evals.transcripts.build import ROLES
from evals.transcripts.chats import anthropic, openai
from evals.transcripts.inspect_logs import inspect_eval, inspect_json
from evals.transcripts.prefixed import prefixed
from evals.transcripts.table import table
from evals.transcripts.tavern import tavern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from evals.transcripts.conversation import Found, Speaker
    from evals.transcripts.table import Columns, Pairs

Kind: TypeAlias = Literal["openai", "anthropic", "table", "tavern", "inspect", "text"]


def read(
    path: Path, *, kind: Kind, columns: Columns | Pairs | None = None, roles: Mapping[str, Speaker] | None = None
) -> Iterator[Found]:
    """Conversations and remarks of the file at `path`, one after the other; it is closed when they are all read.

    `roles` says who is the user's and who the persona's, where the usual names do not; SillyTavern's chats say it
    themselves. Raises InvalidInput when there is no such file, no such kind, or a table without `columns`.
    """
    if kind not in get_args(Kind):
        raise InvalidInput(
            f"There is no kind of transcript called {kind!r}.", next_step=f"Take one of {', '.join(get_args(Kind))}."
        )
    if kind == "table" and columns is None:
        raise InvalidInput(
            f"The table {path.name!r} cannot be read without the names of its columns.",
            next_step="Say which column holds the speaker and which the text.",
        )
    if not path.is_file():
        raise InvalidInput(f"There is no file {path.name!r}.", next_step="Correct the path.")
    return _read(path, kind, columns, ROLES if roles is None else roles)


def _read(path: Path, kind: Kind, columns: Columns | Pairs | None, roles: Mapping[str, Speaker]) -> Iterator[Found]:
    """Opens the file when the first conversation is asked for."""
    with path.open("rb") as stream:
        yield from _reader(stream, path, kind, columns, roles)


def _reader(
    stream: BinaryIO, path: Path, kind: Kind, columns: Columns | Pairs | None, roles: Mapping[str, Speaker]
) -> Iterator[Found]:
    """The reader of this kind at work on this stream."""
    if kind == "table" and columns is not None:
        return table(stream, columns=columns, roles=roles)
    if kind == "inspect":
        return (inspect_json if path.suffix == ".json" else inspect_eval)(stream, roles=roles)
    if kind == "tavern":
        return tavern(stream, name=path.stem)
    if kind == "text":
        return prefixed(stream, speakers=roles, name=path.stem)
    return (anthropic if kind == "anthropic" else openai)(stream, roles=roles)
