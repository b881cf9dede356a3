"""The ChatModel protocol and its values. Knows no vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal, Protocol, get_args

from pydantic import BaseModel, ConfigDict, Field

from brain.genome import PersonaGenome
from brain.memory.memory import Recalled
from brain.state import PersonaState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DriftType = Literal[
    "trait flip",
    "belief reversal",
    "fact swap",
    "register shift",
    "sycophancy creep",
    "bleed",
    "assistant break",
    "emotional flattening",
    "boundary breach",
]
"""The kinds of drift that can be put in on purpose."""

DRIFT_TYPES: Final[tuple[DriftType, ...]] = get_args(DriftType)
"""All of them, in a fixed order."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class DriftInstruction(_Frozen):
    """Drift on purpose: what kind, how much (dose 0 none to 1 full), and from which turn (1 is the first)."""

    type: DriftType
    dose: Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)] = 1.0
    from_turn: Annotated[int, Field(ge=1)] = 1


class Message(_Frozen):
    """One message of the conversation, as the model sees it."""

    role: Literal["user", "assistant"]
    text: str


class Scene(_Frozen):
    """What the prompt was made from. The understudy plays from this; a real model reads only the prompt."""

    genome: PersonaGenome
    state: PersonaState = PersonaState()
    memories: tuple[Recalled, ...] = ()
    mode: str = ""
    turn_index: Annotated[int, Field(ge=1)] = 1
    drift: DriftInstruction | None = None
    reminder: float = Field(default=0.0, ge=0.0, le=1.0, description="Strength of the anchor's reminder.")


class ChatRequest(_Frozen):
    """One call: a system prompt whose first `stable` part may be cached, the messages, and the limits."""

    stable: str = Field(default="", description="The part of the system prompt that stays the same.")
    changing: str = Field(default="", description="The part that follows it and changes each turn.")
    messages: tuple[Message, ...]
    scene: Scene | None = None
    max_tokens: Annotated[int, Field(ge=1, le=64_000)] = 1_024
    temperature: float | None = Field(default=None, ge=0.0, le=2.0)
    seed: int = 0


class TokenCount(_Frozen):
    """Tokens of one call. Cached ones are not part of `input`."""

    input: int = Field(default=0, ge=0)
    output: int = Field(default=0, ge=0)
    cache_read: int = Field(default=0, ge=0)
    cache_write: int = Field(default=0, ge=0)


class Delta(_Frozen):
    """A piece of the reply's text."""

    text: str


class Completion(_Frozen):
    """The end of a reply. `first_token_ms` is the time to the first token in milliseconds."""

    model: str
    stop: Literal["end", "length", "cancelled"] = "end"
    tokens: TokenCount = TokenCount()
    first_token_ms: float | None = None
    total_ms: float = 0.0
    request_id: str = ""


class ChatModel(Protocol):
    """Something that can play a persona."""

    @property
    def id(self) -> str:
        """Provider and model, such as `understudy` or `anthropic/claude-sonnet-4-5`."""

    @property
    def label(self) -> str:
        """What stands beside its words on a page, such as `understudy (offline)`."""

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = ...) -> Iterator[Delta | Completion]:
        """The reply piece by piece, ending with exactly one Completion.

        `cancelled` is asked between pieces; once it says True the stream ends with stop `cancelled`.
        Raises a ModelError; what was yielded before it stands.
        """
