"""JSON lines in OpenAI's and Anthropic's message formats. Knows neither API."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from evals.transcripts.build import ROLES, Building
from evals.transcripts.conversation import Remark
from evals.transcripts.documents import documents
from evals.transcripts.lines import LONGEST
from evals.transcripts.messages import content, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evals.transcripts.conversation import Found, Speaker
    from evals.transcripts.documents import Document, Json

NAMES: Final = ("conversation_id", "conversation", "thread_id", "session_id", "chat_id", "custom_id", "id")
"""Fields by which a line may name its conversation, the first that is there."""


def openai(stream: BinaryIO, *, roles: Mapping[str, Speaker] = ROLES, longest: int = LONGEST) -> Iterator[Found]:
    """Conversations of JSON lines: one a line under `messages`, or one message a line under `role` and `content`.

    Messages with a line of their own belong to the conversation they name, or to the one before; a conversation that
    goes on after another is a second one, with a remark. Content may be text or a list of parts.
    """
    yield from _chats(stream, roles, longest)


def anthropic(stream: BinaryIO, *, roles: Mapping[str, Speaker] = ROLES, longest: int = LONGEST) -> Iterator[Found]:
    """The same for Anthropic's format: content blocks, and the system prompt beside the messages, said by another."""
    yield from _chats(stream, roles, longest)


def _chats(stream: BinaryIO, roles: Mapping[str, Speaker], longest: int) -> Iterator[Found]:
    """Conversations of JSON lines with messages."""
    building, current = Building(roles=roles), ""
    for one in documents(stream, longest=longest):
        if isinstance(one, Remark):
            yield one
        elif isinstance(messages := one.fields.get("messages"), list):
            yield from building.begin(_name(one.fields), one.line)
            yield from _whole(building, one, messages)
            yield from building.end()
        elif "role" in one.fields:
            name = _name(one.fields, but="id") or current
            if not building.line or name != current:
                yield from building.begin(name, one.line)
                current = name
            yield from message(building, one.fields, line=one.line)
        else:
            yield Remark(line=one.line, reason="The object has neither 'messages' nor a 'role'.", lost=True)
    yield from building.end()


def _whole(building: Building, document: Document, messages: list[Json]) -> Iterator[Found]:
    """All messages of a line."""
    system, blocks = content(document.fields.get("system"))
    if system.strip() or blocks:
        yield from building.say("system", system, line=document.line, data=blocks)
    for one in messages:
        if isinstance(one, dict):
            yield from message(building, one, line=document.line)
        else:
            reason = f"A message is no object but {type(one).__name__}."
            yield Remark(line=document.line, reason=reason, lost=True, conversation=building.id)


def _name(fields: Mapping[str, Json], *, but: str = "") -> str:
    """The name the line gives its conversation, or nothing. A message's own `id` names the message."""
    found = (fields.get(one) for one in NAMES if one != but)
    return next((str(one) for one in found if isinstance(one, str | int) and str(one).strip()), "")
