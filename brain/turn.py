"""One turn of conversation as a value, from the user's words to a scored reply."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from brain.drift.reading import DriftReading
from brain.emotion.reading import EmotionReading
from brain.memory.memory import Recall
from brain.models.chat import DriftInstruction, TokenCount
from brain.prompt.tags import Tag
from brain.state import PersonaState

Operation = Literal["text", "speech", "listening", "picture", "video", "training"]
"""What a call was asked for. Text is counted in tokens; the rest in characters, seconds or pictures."""

OPERATIONS: Final[tuple[Operation, ...]] = get_args(Operation)


class TurnStatus(StrEnum):
    """Complete; interrupted (kept with what arrived); or failed before a word was said."""

    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class Usage(BaseModel):
    """What a call took. Cost in micro-dollars; None where the price is unknown. Times in milliseconds.

    `characters` were spoken, `seconds` spoken, listened to or filmed, `pictures` made; all 0 for text.
    """

    model_config = ConfigDict(frozen=True)

    provider: str = ""
    model: str = ""
    tokens: TokenCount = TokenCount()
    cost_microdollars: int | None = 0
    first_token_ms: float | None = None
    model_ms: float = 0.0
    overhead_ms: float = 0.0
    operation: Operation = "text"
    characters: Annotated[int, Field(ge=0)] = 0
    seconds: Annotated[float, Field(ge=0.0, allow_inf_nan=False)] = 0.0
    pictures: Annotated[int, Field(ge=0)] = 0

    @property
    def dollars(self) -> Decimal | None:
        """The cost in US dollars, exact to the micro-dollar."""
        return None if self.cost_microdollars is None else Decimal(self.cost_microdollars) / 1_000_000


class TurnResult(BaseModel):
    """A turn that has been played, not stored yet. `index` counts from 1 within the session."""

    model_config = ConfigDict(frozen=True)

    index: Annotated[int, Field(ge=1)]
    user_text: str
    reply: str = ""
    tags: tuple[Tag, ...] = ()
    status: TurnStatus = TurnStatus.COMPLETE
    problem: str = Field(default="", description="Why it was interrupted or failed, for the person who asked.")
    user_emotion: EmotionReading = EmotionReading()
    persona_emotion: EmotionReading = EmotionReading()
    drift: DriftReading = DriftReading()
    judged: DriftReading | None = Field(default=None, description="What the judge said, if it was asked.")
    state: PersonaState = PersonaState()
    recall: Recall = Recall()
    usage: Usage = Usage()
    seed: int = 0
    instruction: DriftInstruction | None = None
    prompt_hash: str = ""


class Turn(TurnResult):
    """A turn as it is kept."""

    id: str
    session_id: str
    created_at: AwareDatetime
