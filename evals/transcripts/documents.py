"""JSON from elsewhere: one document a line or a whole one, never trusted. Knows no format."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, TypeAlias

from evals.transcripts.conversation import Remark
from evals.transcripts.lines import LONGEST, lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | int | float | bool | None"

HALF: Final = re.compile("[\ud800-\udfff]")


class Document(NamedTuple):
    """One JSON object and the line it stands on."""

    line: int
    fields: Mapping[str, Json]


def documents(stream: BinaryIO, *, longest: int = LONGEST) -> Iterator[Document | Remark]:
    """The JSON object of every line that holds one; remarks on those that do not. Empty lines are passed over."""
    for one in lines(stream, longest=longest):
        if isinstance(one, Remark):
            yield one
        elif one.text.strip():
            found = parsed(one.text, line=one.number)
            if isinstance(found, Remark):
                yield found
            elif isinstance(found, dict):
                yield Document(one.number, found)
            else:
                yield Remark(line=one.number, reason="The line is JSON, but no object.", lost=True)


def parsed(text: str | bytes, *, line: int) -> Json | Remark:
    """The JSON of `text`, or why it is none."""
    try:
        found: Json = json.loads(text)
    except json.JSONDecodeError as wrong:
        return Remark(line=line, reason=f"Not JSON at character {wrong.pos + 1}: {wrong.msg}.", lost=True)
    except RecursionError:
        return Remark(line=line, reason="The JSON is nested too deeply.", lost=True)
    except ValueError as wrong:  # a number of thousands of digits, or bytes that are no text
        return Remark(line=line, reason=f"Not JSON: {type(wrong).__name__}.", lost=True)
    return found


def compact(value: Json) -> str:
    """`value` as one line of JSON, the same for the same value; what is nested too deeply to write is named so."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except RecursionError:
        return '"nested too deeply"'


def plain(text: str) -> str:
    """`text` without NUL, and with U+FFFD for half a surrogate pair, which no file and no database takes."""
    return HALF.sub("\ufffd", text.replace("\0", ""))
