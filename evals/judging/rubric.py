"""What a judge may find wrong with the replies of a conversation, and the shape of its report. Knows no model."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from brain.drift.judge.flaws import Degree

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION: Final = 1
"""Raised when a kind, its meaning or a question to the judge changes: scores by another rubric are not compared."""

FlawKind = Literal[
    "belief",
    "fact",
    "earlier reply",
    "voice",
    "assistant talk",
    "boundary",
    "knowledge",
    "recital",
    "emotion",
    "user's part",
]
"""The kinds of flaw."""

FLAW_KINDS: Final[tuple[FlawKind, ...]] = get_args(FlawKind)
"""All of them, in a fixed order."""

MEANING: Final[Mapping[FlawKind, str]] = MappingProxyType(
    {
        "belief": "it says the opposite of a belief or value on the sheet",
        "fact": "it says something of its own life or field that cannot be true together with the sheet",
        "earlier reply": "it contradicts what the speaker said in an earlier reply",
        "voice": "words, sentence length, register or humour are clearly another speaker's",
        "assistant talk": "it speaks as an AI, a language model or a service assistant",
        "boundary": "it does or says what the sheet's boundaries rule out",
        "knowledge": "it knows what this speaker cannot know: a later time, another world, what nobody told it",
        "recital": "it recites its own description, lists its own traits, or repeats a line of the sheet word for word "
        "where nobody asked for it",
        "emotion": "the feeling shown is far from how this speaker feels and shows feeling, and nothing explains it",
        "user's part": "it speaks, acts or decides for the user",
    }
)
"""When each kind applies."""

_Short = Annotated[str, Field(max_length=1_000)]


class Finding(BaseModel):
    """One flaw as a judge reports it."""

    model_config = ConfigDict(frozen=True)

    turn: Annotated[int, Field(ge=1, description="The number of the reply that has the flaw.")]
    kind: FlawKind
    severity: Degree
    quote: Annotated[str, Field(max_length=2_000, description="The exact words of that reply, verbatim.")]
    against: _Short = Field(default="", description="The line of the sheet or of an earlier reply it goes against.")
    why: _Short = Field(default="", description="One short sentence.")


class TalkReport(BaseModel):
    """What one sample says of a stretch of conversation: whether it can judge it, which replies not, and the flaws."""

    model_config = ConfigDict(frozen=True)

    enough_evidence: bool = Field(description="False if nothing here can be judged.")
    unclear_turns: Annotated[tuple[int, ...], Field(max_length=100)] = Field(
        default=(), description="Numbers of the replies that are too short or too general to judge."
    )
    flaws: Annotated[tuple[Finding, ...], Field(max_length=60)] = ()


class WhoSpeaks(BaseModel):
    """Which of four speakers said a line."""

    model_config = ConfigDict(frozen=True)

    speaker: Literal["A", "B", "C", "D", "cannot tell"]
