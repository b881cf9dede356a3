"""Errors of the API in one shape: what failed, why, and the next step, with the status code that fits."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Final

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from brain.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    ModelError,
    NotFound,
    PersonaForgeError,
    QuotaReached,
    StoreBusy,
    StoreError,
)

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

_LOG: Final = logging.getLogger("personaforge.api")


class Stale(PersonaForgeError):
    """What the caller looked at is no longer the newest version."""


class Unconditional(PersonaForgeError):
    """A change that does not say on what it rests."""


_STATUS: Final[tuple[tuple[type[PersonaForgeError], int], ...]] = (
    (Stale, 412),
    (Unconditional, 428),
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (QuotaReached, 429),
    (InvalidInput, 422),
    (StoreBusy, 503),
    (StoreError, 503),
    (ModelError, 502),
)


class Problem(BaseModel):
    """One field that is wrong."""

    field: str
    message: str


class Failure(BaseModel):
    """What failed, why, and what to do."""

    type: str = Field(description="The kind of error, such as `NotFound`.")
    what: str
    why: str = ""
    next_step: str = ""
    problems: list[Problem] = []


class ErrorBody(BaseModel):
    """The body of every answer that is an error."""

    error: Failure


def told(*codes: int) -> dict[int | str, dict[str, object]]:
    """These status codes for the documentation of an endpoint, each with the one body."""
    return {code: {"model": ErrorBody} for code in codes}


def install(api: FastAPI) -> None:
    """Have every error of the application answered in the one shape."""
    api.add_exception_handler(PersonaForgeError, _ours)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)


def _ours(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, PersonaForgeError):
        raise error
    status = next((code for cls, code in _STATUS if isinstance(error, cls)), 500)
    if status >= 500:  # noqa: PLR2004 - the server's own
        _LOG.error("%s", error)
    given: tuple[tuple[str, str], ...] = getattr(error, "problems", ())
    problems = [Problem(field=field, message=message) for field, message in given]
    failure = Failure(
        type=type(error).__name__, what=error.what, why=error.why, next_step=error.next_step, problems=problems
    )
    return _answer(failure, status, _headers(error))


def _headers(error: PersonaForgeError) -> dict[str, str] | None:
    """When to come again, in whole seconds, where that is known (RFC 9110, section 10.2.3)."""
    if isinstance(error, StoreBusy):
        return {"Retry-After": "1"}
    if isinstance(error, QuotaReached) and error.retry_after is not None:
        return {"Retry-After": str(max(1, math.ceil(error.retry_after)))}
    return None


def _invalid(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    problems = [
        Problem(field=".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]), message=one["msg"])
        for one in error.errors()
    ]
    failure = Failure(
        type="InvalidInput",
        what="The request cannot be used.",
        next_step="Correct these fields; /api/docs says what each takes.",
        problems=problems,
    )
    return _answer(failure, 422)


def _http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    failure = Failure(type="HTTPError", what=f"{error.detail}.", next_step="/api/docs lists what there is.")
    return _answer(failure, error.status_code, dict(error.headers or {}))


def _answer(failure: Failure, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(ErrorBody(error=failure).model_dump(), status_code=status, headers=headers)
