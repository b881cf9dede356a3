"""A conversation from elsewhere and what was remarked in reading it. Knows no format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from evals.inject.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from brain.genome import PersonaGenome

Speaker: TypeAlias = Literal["user", "persona", "other"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """What one speaker said at once: `index` counts from 0 within the conversation.

    `line` is where it stands in the file, from 1 (of a zip, in which of its members); `at` is UTC, None where the
    file names no time or one that cannot be read. `data` holds what is not text (tool calls, pictures), each as JSON:
    it is kept, and nothing in it is followed or run.
    """

    index: int
    speaker: Speaker
    text: str
    line: int
    name: str = ""
    at: datetime | None = None
    data: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """Utterances in their order; `id` is the file's own, or its place in the file where it gives none."""

    id: str
    utterances: tuple[Utterance, ...]

    def exchanges(self) -> tuple[tuple[str, str], ...]:
        """Message and reply of each turn: what the user said until the persona spoke, and what it then said.

        Others are left out. A persona that speaks first has an empty message, a user who gets no answer no turn.
        """
        found: list[tuple[list[str], list[str]]] = []
        for one in self.utterances:
            if one.speaker == "other" or not one.text:
                continue
            if not found or (one.speaker == "user" and found[-1][1]):
                found.append(([], []))
            found[-1][one.speaker == "persona"].append(one.text)
        return tuple(("\n".join(said), "\n".join(replies)) for said, replies in found if replies)

    def transcript(self, genome: PersonaGenome) -> Transcript:
        """The exchanges, as held with this persona."""
        pairs = self.exchanges()
        return Transcript(genome=genome, users=tuple(one for one, _ in pairs), replies=tuple(two for _, two in pairs))


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """Something at `line` that was not as it should be, and why; `lost` says whether it was left out for that."""

    line: int
    reason: str
    lost: bool
    conversation: str = ""


Found: TypeAlias = Conversation | Remark


@dataclass(frozen=True, kw_only=True, slots=True)
class Outside:
    """All conversations of a file, and all remarks on it."""

    conversations: tuple[Conversation, ...]
    remarks: tuple[Remark, ...]


def gathered(found: Iterable[Found]) -> Outside:
    """What a reader gives one after the other, in memory at once."""
    conversations, remarks = [], []
    for one in found:
        if isinstance(one, Conversation):
            conversations.append(one)
        else:
            remarks.append(one)
    return Outside(conversations=tuple(conversations), remarks=tuple(remarks))
