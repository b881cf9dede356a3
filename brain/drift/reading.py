"""What the drift measurement says about one reply, and what it rests on."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Verdict(StrEnum):
    """What may be said about a reply, or a session, in words."""

    IN_CHARACTER = "in character"
    DRIFTING = "drifting"
    OUT_OF_CHARACTER = "out of character"
    CANNOT_TELL = "cannot tell"


class Severity(StrEnum):
    """The seeds' four steps. A boundary violation is always severe."""

    NONE = "none"
    MINOR = "minor"
    MODERATE = "moderate"
    SEVERE = "severe"


class Evidence(BaseModel):
    """Words of the reply that a signal points to: `text` is `reply[start:end]`, offsets in characters."""

    model_config = ConfigDict(frozen=True)

    text: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    note: str


class SignalReading(BaseModel):
    """One signal on one reply.

    `value` is in the signal's own unit (named by `unit`); `z` is its distance from the persona's noise floor in
    standard deviations, positive meaning further out of character. A signal that cannot judge has
    `assessed=False`, no value and a `reason`.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    assessed: bool = True
    value: Finite | None = None
    unit: str = ""
    z: Finite | None = None
    expected: str = Field(default="", description="What a faithful reply looks like, in words.")
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    note: str = Field(default="", description="How much of the reply the value rests on, in words.")


class ChangePoint(BaseModel):
    """The session's change-point statistic after this reply.

    `began_turn` is the turn (1 is the first) at which drift is estimated to have begun, once `alarm` is raised.
    """

    model_config = ConfigDict(frozen=True)

    statistic: Finite = 0.0
    threshold: Finite = 0.0
    alarm: bool = False
    began_turn: int | None = None


class DriftReading(BaseModel):
    """The score of one reply.

    `score` is the probability that the reply is in character (1 fully), with an interval from `low` to `high`;
    all three are None when the verdict is `cannot tell`. `interval` says which kind of interval and at what level.
    """

    model_config = ConfigDict(frozen=True)

    verdict: Verdict = Verdict.CANNOT_TELL
    severity: Severity = Severity.NONE
    score: Share | None = None
    low: Share | None = None
    high: Share | None = None
    interval: str = ""
    signals: tuple[SignalReading, ...] = ()
    change: ChangePoint = ChangePoint()
    reason: str = Field(default="", description="Why it cannot tell, or what decided the verdict.")
    source: Literal["local", "judge"] = "local"
    calibration: str = Field(default="", description="Id of the fit that turned signals into a probability.")

    @cached_property
    def values(self) -> dict[str, float | None]:
        """The value of each signal, by its name. Kept, since every later turn of a session asks for some of them."""
        return {signal.name: signal.value for signal in self.signals}
