"""Security headers on every response, as pure ASGI middleware. Knows no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

DIRECTIVES: Final = (
    "default-src 'self'",
    # Streamlit starts with an inline script, and its charts compile theirs.
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'self' 'unsafe-inline'",
    # No remote pictures: a picture in a reply could carry words out.
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' ws: wss:",
    "worker-src 'self' blob:",
    "frame-src 'self'",
    "frame-ancestors 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)
"""The content security policy."""

HEADERS: Final = (
    (b"content-security-policy", "; ".join(DIRECTIVES).encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=(), interest-cohort=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


FILES: Final = "/files/"
"""Under this path lies what users and models made: shown as picture or sound, never run."""

FILE_POLICY: Final = (
    b"default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; "
    b"frame-ancestors 'self'; sandbox"
)
FILE_HEADERS: Final = ((b"content-security-policy", FILE_POLICY), *HEADERS[1:])
"""The headers there: the policy is a sandbox without scripts, forms or an origin."""


class SecurityHeaders:
    """Adds the headers; one that the application set itself is replaced."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - the ASGI interface
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in HEADERS}
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
                added = FILE_HEADERS if scope["path"].startswith(FILES) else HEADERS
                message = {**message, "headers": [*kept, *added]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
