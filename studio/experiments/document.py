"""An experiment as it is kept: what is varied, and which run plays which arm. Knows no store."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from evals.design import Design


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Played(_Frozen):
    """An arm by its levels, and the run that plays it."""

    levels: tuple[int, ...]
    run_id: str


class Document(_Frozen):
    """The design with its arms, the base first."""

    design: Design
    arms: tuple[Played, ...]
