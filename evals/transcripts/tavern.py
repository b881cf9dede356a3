"""Chats of SillyTavern: JSON lines with a head, one message a line. Knows no character card."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from evals.transcripts.build import Building
from evals.transcripts.conversation import Remark
from evals.transcripts.documents import documents, plain
from evals.transcripts.lines import LONGEST
from evals.transcripts.times import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.transcripts.conversation import Found


def tavern(stream: BinaryIO, *, name: str = "chat", longest: int = LONGEST) -> Iterator[Found]:
    """The one conversation of a chat file, called `name`: what was chosen of several answers (swipes) is what was said.

    `is_user` tells the user from the character; a message marked `is_system` is another's. The head names the
    character and is no message; several characters of a group are all the persona, told apart by `Utterance.name`.
    """
    building = Building()
    for one in documents(stream, longest=longest):
        if isinstance(one, Remark):
            yield one
            continue
        text, speaker = one.fields.get("mes"), one.fields.get("name")
        if not isinstance(text, str):
            if "chat_metadata" not in one.fields and "character_name" not in one.fields:
                reason = "The object is neither a message nor the head of a chat."
                yield Remark(line=one.line, reason=reason, lost=True, conversation=building.id)
            continue
        if not building.line:
            yield from building.begin(name, one.line)
        role = "system" if one.fields.get("is_system") is True else "char"
        role = "user" if role == "char" and one.fields.get("is_user") is True else role
        yield from building.say(
            role,
            text,
            line=one.line,
            name=plain(speaker) if isinstance(speaker, str) else "",
            at=moment(one.fields.get("send_date")),
        )
    yield from building.end()
