"""Messages as OpenAI's and Anthropic's APIs write them: a role and text, or a list of content blocks. Reads no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evals.transcripts.conversation import Remark
from evals.transcripts.documents import compact, plain
from evals.transcripts.times import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evals.transcripts.build import Building
    from evals.transcripts.documents import Json

TEXT: Final = ("text", "input_text", "output_text")
"""Types of blocks whose `text` was said."""
ASIDE: Final = ("tool_calls", "function_call", "tool_call_id", "refusal", "audio")
"""Fields of OpenAI's messages that are kept as data."""
TIMES: Final = ("timestamp", "created_at", "time", "date")


def message(building: Building, fields: Mapping[str, Json], *, line: int) -> Iterator[Remark]:
    """Adds one message to the conversation: text blocks are joined by lines, all others kept as JSON."""
    role = fields.get("role")
    if not isinstance(role, str):
        reason = f"The message has no role but {type(role).__name__}."
        yield Remark(line=line, reason=reason, lost=True, conversation=building.id)
        return
    text, data = content(fields.get("content"))
    aside = tuple(plain(compact({name: fields[name]})) for name in ASIDE if fields.get(name) is not None)
    name = fields.get("name")
    at = next((found for one in TIMES if (found := moment(fields.get(one)))), None)
    # Results of tools stand under the user's role, but the user says nothing there.
    role = "tool" if role == "user" and not text.strip() and data else role
    yield from building.say(
        role, text, line=line, name=name if isinstance(name, str) else "", at=at, data=(*data, *aside)
    )


def content(said: Json) -> tuple[str, tuple[str, ...]]:
    """What was said, and every block that is no text as JSON."""
    if isinstance(said, str):
        return said, ()
    if not isinstance(said, list):
        return "", () if said is None else (plain(compact(said)),)
    texts, data = [], []
    for block in said:
        if isinstance(block, str):
            texts.append(block)
        elif isinstance(block, dict) and block.get("type") in TEXT and isinstance(text := block.get("text"), str):
            texts.append(text)
        else:
            data.append(plain(compact(block)))
    return "\n".join(texts), tuple(data)
