"""Conversations of files of any known format, one after the other. Scores nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from evals.scoring.formats import chosen, columns, told
from evals.scoring.rows import rows
from evals.scoring.talk import Noted, Talk
from evals.transcripts.build import ROLES
from evals.transcripts.conversation import Remark
from evals.transcripts.files import read
from evals.transcripts.table import Columns, Pairs, head

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from evals.scoring.formats import Format, Part
    from evals.transcripts.conversation import Speaker
    from evals.transcripts.files import Kind

KINDS: Final[Mapping[Format, Kind]] = {
    "openai": "openai",
    "anthropic": "anthropic",
    "csv": "table",
    "tavern": "tavern",
    "inspect": "inspect",
    "plain": "text",
}
"""The readers of `evals.transcripts` by format."""


def opened(
    paths: Sequence[Path],
    *,
    format: str = "auto",  # noqa: A002 - as the option is called
    columns_named: Sequence[str] = (),
    roles_named: Sequence[str] = (),
) -> Iterator[Talk | Noted]:
    """Conversations and remarks of these files, in order; every file is looked at before the first is handed out.

    Raises InvalidInput for a file that cannot be read at all, named twice, or whose columns are not known.
    """
    if not paths:
        raise InvalidInput("No file is named.", next_step="Name at least one file of conversations.")
    names = [str(path) for path in paths]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InvalidInput(f"The file {twice!r} is named twice.", next_step="Name it once.")
    wanted, roles = columns(columns_named), {**ROLES, **_roles(roles_named)}
    kinds = [told(path, format) for path in paths]
    found = [_file(path, kind, wanted, roles) for path, kind in zip(paths, kinds, strict=True)]
    return (one for file in found for one in file)


def _file(path: Path, kind: Format, wanted: Mapping[Part, str], roles: Mapping[str, Speaker]) -> Iterator[Talk | Noted]:
    name = str(path)
    if kind == "parquet":
        return rows(path, name=name, wanted=wanted, roles=roles)
    named = _columns(path, wanted) if kind == "csv" else None
    return _read(path, kind, named, roles)


def _read(
    path: Path, kind: Format, named: Columns | Pairs | None, roles: Mapping[str, Speaker]
) -> Iterator[Talk | Noted]:
    name = str(path)
    for one in read(path, kind=KINDS[kind], columns=named, roles=roles):
        if isinstance(one, Remark):
            yield Noted(name, one)
        elif turns := one.exchanges():
            yield Talk(name, one.id, turns)


def _columns(path: Path, wanted: Mapping[Part, str]) -> Columns | Pairs:
    found = chosen(head(path), wanted, file=path.name)
    conversation, time = found.get("conversation"), found.get("time")
    if "user" in found:
        return Pairs(user=found["user"], reply=found["reply"], conversation=conversation, time=time)
    return Columns(speaker=found["role"], text=found["content"], conversation=conversation, time=time)


def _roles(named: Sequence[str]) -> dict[str, Speaker]:
    """Whose names these are, such as `Ann=user`."""
    found: dict[str, Speaker] = {}
    for pair in (one for said in named for one in said.split(",") if one.strip()):
        name, _, who = (piece.strip() for piece in pair.rpartition("="))
        speaker: Speaker | None = next((one for one in ("user", "persona", "other") if one == who), None)
        if speaker is None or not name:
            raise InvalidInput(
                f"{pair!r} says not whose name it is.",
                next_step="Write name=user, name=persona or name=other, such as --roles Ann=user,Albert=persona.",
            )
        found[name.lower()] = speaker
    return found
