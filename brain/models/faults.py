"""The errors of a chat model behind a server, from what the server said. Knows no SDK and lets no key through."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from brain.errors import (
    ModelCancelled,
    ModelError,
    ModelGarbled,
    ModelOverloaded,
    ModelRefused,
    ModelUnauthorised,
    ModelUnknown,
    ModelUnreachable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFLINE: Final = "or go on with the understudy, which needs no key and no network."
"""The way on that always exists."""

_STATUS_OF_KIND: Final = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""An error that arrives inside a stream has a kind but the status 200; this is the status it stands for."""

_KEY_LIKE: Final = re.compile(r"\bsk[-_][A-Za-z0-9_\-]{8,}")
_SHORTEST_SECRET: Final = 8
_LONGEST_QUOTE: Final = 300


@dataclass(frozen=True, slots=True)
class Faults:
    """Makes the errors of one model at one host; the secret is taken out of every text they carry.

    What differs between services: the variables that set key and address, the format that is spoken, and the way on
    without the service.
    """

    model: str
    host: str
    secret: str = field(default="", repr=False)
    key_variable: str = "ANTHROPIC_API_KEY"
    url_variable: str = "PERSONAFORGE_ANTHROPIC_BASE_URL"
    speaks: str = "Anthropic's messages format"
    offline: str = OFFLINE

    def status(self, status: int, *, kind: str = "", said: str = "", retry_after: float | None = None) -> ModelError:
        """The error for an HTTP status of 400 and above, or for an error event inside a stream (`kind`).

        `said` is the server's own explanation; `retry_after` is in seconds.
        """
        if status < 400:  # noqa: PLR2004  (the first status that is an error)
            status = _STATUS_OF_KIND.get(kind, 500)
        error = self._for_status(status, self.quote(said))
        if retry_after is not None and retry_after >= 0:
            error.retry_after = retry_after
        return error

    def unreachable(self, why: str, *, next_step: str = "") -> ModelUnreachable:
        """No connection, a reset or a time-out."""
        return ModelUnreachable(
            f"{self.model!r} at {self.host} could not be reached.",
            why=self.quote(why),
            next_step=next_step
            or f"Check that the server runs and that the base URL is right, then try again; {self.offline}",
        )

    def garbled(self, why: str) -> ModelGarbled:
        """An answer that could not be read, or half of one."""
        return ModelGarbled(
            f"The answer of {self.model!r} at {self.host} could not be read to its end.",
            why=self.quote(why),
            next_step=f"Try again; if it stays so, check that the base URL is of a server that speaks"
            f" {self.speaks}; {self.offline}",
        )

    def refused(self, why: str = "") -> ModelRefused:
        """The model declined to answer."""
        return ModelRefused(
            f"{self.model!r} declined to answer.",
            why=self.quote(why) or "Its provider's rules stopped the reply.",
            next_step="Say it in other words, or choose another model.",
        )

    def unauthorised(self, why: str) -> ModelUnauthorised:
        """The key is missing or was refused."""
        return ModelUnauthorised(
            f"The key for {self.model!r} at {self.host} was not accepted.",
            why=self.quote(why),
            next_step=f"Set {self.key_variable} to a valid key, {self.offline}",
        )

    def cancelled(self) -> ModelCancelled:
        """Whoever asked stopped waiting."""
        return ModelCancelled(f"The request to {self.model!r} at {self.host} was cancelled.")

    def quote(self, said: str) -> str:
        """The server's words on one line, at most 300 characters, without the secret or anything like a key."""
        text = " ".join(said.split())
        if len(self.secret) >= _SHORTEST_SECRET:
            text = text.replace(self.secret, "[key]")
        text = _KEY_LIKE.sub("[key]", text)
        return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"

    def _for_status(self, status: int, said: str) -> ModelError:
        where = f"{self.model!r} at {self.host}"
        told = f"The server answered {status}" + (f": {said}" if said else ".")
        if status in {401, 403}:
            return self.unauthorised(told)
        if status == 404:  # noqa: PLR2004  (named by the standard)
            return ModelUnknown(
                f"There is no {where}.",
                why=told,
                next_step=f"Check the model's name and {self.url_variable}, {self.offline}",
            )
        if status in {429, 503, 529}:
            return ModelOverloaded(
                f"{where} is busy or limits how often it may be asked.",
                why=told,
                next_step=f"Wait a moment and try again, {self.offline}",
            )
        if status >= 500 or status in {408, 499}:  # noqa: PLR2004  (the server's own faults)
            return self.unreachable(told, next_step=f"Try again in a moment, {self.offline}")
        steps = {
            402: "Check the account's balance with the provider,",
            413: "Start a new session or shorten the message,",
        }
        return ModelError(
            f"{where} did not accept the request.",
            why=told,
            next_step=f"{steps.get(status, 'Change what the server names and try again,')} {self.offline}",
        )


def explanation(body: object) -> str:
    """The server's own words out of an error's body; servers put them in several places. HTML explains nothing."""
    if isinstance(body, dict):
        for name in ("error", "message", "detail"):
            if words := explanation(body.get(name)):
                return words
    return body if isinstance(body, str) and "<" not in body else ""


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """The wait that the headers ask for: `retry-after-ms`, or `retry-after` as a number or a date (RFC 9110)."""
    asked = headers.get("retry-after", "")
    with suppress(ValueError):
        return float(headers["retry-after-ms"]) / 1_000 if "retry-after-ms" in headers else float(asked)
    with suppress(ValueError):
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    return None
