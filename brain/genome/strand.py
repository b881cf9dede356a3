"""The base of every part of a genome: frozen, strict about numbers, and keeping keys it does not know."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Unit = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False, description="From 0 (none) to 1 (full).")]
"""A share or an intensity, from 0 (none) to 1 (full)."""

Text = Annotated[str, Field(max_length=20_000)]
"""Free text, at most 20,000 characters."""

Line = Annotated[str, Field(min_length=1, max_length=2_000)]
"""One line of text, 1 to 2,000 characters."""

Name = Annotated[str, Field(min_length=1, max_length=255)]
"""A name, 1 to 255 characters."""


class Strand(BaseModel):
    """One part of a genome. Unknown keys are kept, so that a round trip loses nothing.

    Fields cannot be assigned. The few dictionaries inside (expressions, voice profiles, unknown keys) are plain ones:
    treat them as frozen too, and make a new value with `model_copy(update=...)`. A genome is therefore no dictionary
    key; `content_hash` names it.
    """

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)
