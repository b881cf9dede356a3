"""What a judge may find wrong with a reply, and the shapes in which it is asked to say so. Knows no model."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.drift.reading import Evidence

FlawKind = Literal["boundary", "belief", "fact", "earlier reply", "voice", "assistant voice", "emotion"]
"""The kinds of flaw."""

FLAW_KINDS: Final[tuple[FlawKind, ...]] = get_args(FlawKind)
"""All of them, in a fixed order."""

MEANING: Final[Mapping[FlawKind, str]] = MappingProxyType(
    {
        "boundary": "it does or says what the sheet's boundaries rule out",
        "belief": "it says the opposite of a belief or value on the sheet",
        "fact": "it says something about its life or field that cannot be true together with the sheet",
        "earlier reply": "it contradicts what the speaker said in an earlier reply",
        "voice": "the words, sentence length, register or humour are clearly another speaker's",
        "assistant voice": "it speaks as an AI, a language model or a service assistant",
        "emotion": "the feeling shown is far from how this speaker feels and shows feeling, and nothing explains it",
    }
)
"""When each kind applies."""

Degree = Literal["minor", "moderate", "severe"]

PENALTY: Final[Mapping[Degree, float]] = MappingProxyType({"minor": 0.8, "moderate": 1.8, "severe": 3.6})
"""What a flaw takes off the log-odds of being in character. This project's own choice, not calibrated."""

_Short = Annotated[str, Field(max_length=1_000)]


class Finding(BaseModel):
    """One flaw as a judge reports it."""

    model_config = ConfigDict(frozen=True)

    kind: FlawKind
    severity: Degree
    quote: Annotated[str, Field(max_length=2_000, description="The exact words of the reply, verbatim.")]
    against: _Short = Field(default="", description="The line of the sheet or of an earlier reply it goes against.")
    why: _Short = Field(default="", description="One short sentence.")


class FlawReport(BaseModel):
    """What one sample says: whether there is enough to judge by, and the flaws it sees."""

    model_config = ConfigDict(frozen=True)

    enough_evidence: bool = Field(description="False if the reply is too short or too general to judge.")
    flaws: Annotated[tuple[Finding, ...], Field(max_length=20)] = ()


class WhoSaidIt(BaseModel):
    """The blind test: which of two speakers said it."""

    model_config = ConfigDict(frozen=True)

    speaker: Literal["A", "B", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """A flaw whose quote was found in the reply; `votes` of the samples that answered report it."""

    kind: FlawKind
    severity: Degree
    evidence: Evidence
    votes: int = 1
