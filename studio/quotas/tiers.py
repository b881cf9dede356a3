"""The plans: what each has of every limit, and which features it opens. Knows no user and no counter."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from brain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from store.periods import Period
    from store.quota_values import Quota

Feature = Literal["writing", "voice", "voice training", "avatar", "video"]
"""What a plan opens: the written persona, a provider's voices, copied voices, generated portraits, talking video."""

STRICTEST: Final = "free"
"""The plan of whoever has one that no file knows."""

MILLISECONDS: Final = 60_000
"""Of a minute; sound and film are counted in milliseconds."""

_Limit = Annotated[int, Field(ge=0, le=10**9)]


class Tier(BaseModel):
    """A plan. None is a limit that there is not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    messages_a_day: _Limit | None = None
    voice_minutes_a_month: _Limit | None = None
    video_minutes_a_month: _Limit | None = None
    features: tuple[Feature, ...]

    def limits(self) -> tuple[tuple[Quota, Period, int | None], ...]:
        """Each limit with its period, in the unit in which it is counted."""
        voice, video = self.voice_minutes_a_month, self.video_minutes_a_month
        return (
            ("messages", "day", self.messages_a_day),
            ("voice", "month", None if voice is None else voice * MILLISECONDS),
            ("video", "month", None if video is None else video * MILLISECONDS),
        )

    def most(self, quota: Quota) -> tuple[Period, int | None]:
        """The period and the limit of one quota."""
        return next((period, most) for name, period, most in self.limits() if name == quota)


_TABLE: Final = TypeAdapter(dict[str, Tier])


@cache
def load(path: Path | None = None) -> Mapping[str, Tier]:
    """The shipped plans, with those of the TOML file at `path` in their place. A file is read once.

    Raises InvalidInput for a file that holds no plans.
    """
    shipped = _parse(files("studio.quotas").joinpath("tiers.toml").read_text(encoding="utf-8"), "tiers.toml")
    if path is None:
        return shipped
    try:
        return {**shipped, **_parse(path.read_text(encoding="utf-8"), path.name)}
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"The file of plans {path.name!r} could not be read.", why=f"{error}.", next_step="Check the path."
        ) from error


def _parse(text: str, name: str) -> dict[str, Tier]:
    try:
        return _TABLE.validate_python(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise InvalidInput(
            f"The file {name!r} holds no plans.",
            why=f"{error}".splitlines()[0] + ".",
            next_step="Give each plan a table with `title` and `features`, as in the shipped tiers.toml.",
        ) from error
