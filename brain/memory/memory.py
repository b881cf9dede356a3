"""A memory, and a memory as it was recalled. Values only: what is kept, and what was found for a turn."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


class MemoryType(StrEnum):
    """The seeds' five types."""

    FACT = "fact"
    PREFERENCE = "preference"
    EVENT = "event"
    BELIEF = "belief"
    OPINION = "opinion"


class MemoryStatus(StrEnum):
    """Current; superseded (history, never recalled as current); or forgotten (can be restored until it is purged)."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    FORGOTTEN = "forgotten"


class Origin(StrEnum):
    """Where a memory comes from: rules or a model that read what was said, the user's own hand, or other memories.

    A `turn` is no kept memory: it is what was said on a turn, word for word, found by searching.
    """

    RULES = "rules"
    LLM = "llm"
    USER = "user"
    SUMMARY = "summary"
    TURN = "turn"


class NewMemory(BaseModel):
    """A memory to be kept: words the speaker said, and where they stand (turn index, character offsets)."""

    model_config = ConfigDict(frozen=True)

    content: Annotated[str, Field(min_length=1, max_length=4_000)]
    type: MemoryType = MemoryType.FACT
    about: Literal["user", "persona"] = "user"
    importance: Share = 0.5
    turn_index: int | None = None
    start: int | None = None
    end: int | None = None
    quarantined: bool = Field(default=False, description="Imperative text: kept, never recalled into a prompt.")
    origin: Origin = Origin.RULES
    slot: str | None = Field(default=None, description="What it has one value of, such as `home`; empty if nothing.")
    sources: tuple[str, ...] = Field(default=(), description="Ids of the memories that it was made from.")


class Memory(NewMemory):
    """A memory that is kept. `stability_days` is S of R = exp(-t/S).

    `superseded_by` names what took its place and is None again once that one was purged; `superseded_at` stays.
    """

    id: str
    persona_id: str
    user_id: str
    session_id: str | None = None
    created_at: AwareDatetime
    recalled_at: AwareDatetime | None = None
    recall_count: Annotated[int, Field(ge=0)] = 0
    stability_days: Annotated[float, Field(gt=0.0)] = 7.0
    pinned: bool = Field(default=False, description="Always recalled, and never fades.")
    superseded_by: str | None = None
    superseded_at: AwareDatetime | None = None
    superseded_why: str = ""
    forgotten_at: AwareDatetime | None = None
    forgotten_why: str = ""

    @property
    def status(self) -> MemoryStatus:
        """Whether it holds now."""
        if self.forgotten_at is not None:
            return MemoryStatus.FORGOTTEN
        return MemoryStatus.CURRENT if self.superseded_at is None else MemoryStatus.SUPERSEDED


class Recalled(BaseModel):
    """A memory with the parts of its score: recency + importance + relevance (Park et al. 2023, a sum).

    Relevance in turn is made of how well it and the turns around it fit the words and the sense of what was asked,
    and of whom the question names; each of these is a share of the best that was found, 0 where it was not found.
    """

    model_config = ConfigDict(frozen=True)

    memory: Memory
    recency: Share
    importance: Share
    relevance: Share
    lexical: Share = 0.0
    dense: Share = 0.0
    window: Share = 0.0
    named: Share = 0.0

    @property
    def parts(self) -> tuple[tuple[str, float], ...]:
        """The parts of the score by name, in the order in which they are shown."""
        return (("recency", self.recency), ("importance", self.importance), ("relevance", self.relevance))

    @property
    def evidence(self) -> tuple[tuple[str, float], ...]:
        """What relevance was made of, by name: words, sense, the turns around it, and whom the question names."""
        found = (("words", self.lexical), ("sense", self.dense), ("around it", self.window), ("named", self.named))
        return tuple((name, share) for name, share in found if share > 0.0)

    @property
    def score(self) -> float:
        """The sum of the three parts, 0 to 3."""
        return self.recency + self.importance + self.relevance


class Recall(BaseModel):
    """What was recalled for a turn. `degraded` says why the full search could not be used; empty if it could."""

    model_config = ConfigDict(frozen=True)

    memories: tuple[Recalled, ...] = ()
    degraded: str = ""
