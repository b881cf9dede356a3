"""Who gets in to a preview: pure ASGI before Gradio, which is not even loaded for anybody else. Knows no block.

A page comes with `?t=`; its scripts, events and styles do not all carry it. So a valid one becomes a cookie, which
only goes back to that block's own path, and which no script can read.
"""

from __future__ import annotations

import html
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import anyio.to_thread
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse

from brain.errors import PersonaForgeError
from studio.media.links import WINDOW, LinkExpired
from studio.ui.palette import palette

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from store.actor import Actor
    from studio.wiring import Services

    Check = Callable[[Services, Actor, str, str], None]

PATH: Final = "/preview"
COOKIE: Final = "pf_preview"


def admitted(services: Services, connection: HTTPConnection) -> tuple[Actor, str]:
    """Who asks, and for which thing of the block in the path. Raises LinkExpired. A token in the address decides."""
    token = connection.query_params.get("t") or connection.cookies.get(COOKIE, "")
    actor, thing = services.links.read(token, "preview")
    block, _, thing_id = thing.partition("/")
    if block != block_of(connection.scope["path"]):
        raise LinkExpired("This link is for another preview.", next_step="Reload the page that shows it.")
    return actor, thing_id


def block_of(path: str) -> str:
    """The block that a path under `/preview` belongs to."""
    return path.removeprefix(PATH).lstrip("/").partition("/")[0]


class Admission:
    """Lets a request through that a token admits; anything else is refused with 401, or 404 where nothing is there."""

    def __init__(self, app: ASGIApp, services: Callable[[], Services], check: Check) -> None:
        self._app, self._services, self._check = app, services, check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - the ASGI interface
        if scope["type"] != "http":
            # The blocks speak HTTP only; a socket is closed before it is open.
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        connection, block = HTTPConnection(scope), block_of(scope["path"])
        try:
            services = self._services()
            actor, thing_id = admitted(services, connection)
            if connection.query_params.get("t") and scope["path"].rstrip("/") == f"{PATH}/{block}":
                await anyio.to_thread.run_sync(self._check, services, actor, block, thing_id)
        except PersonaForgeError as error:
            status = HTTPStatus.UNAUTHORIZED if isinstance(error, LinkExpired) else HTTPStatus.NOT_FOUND
            await _refusal(connection, str(error), status)(scope, receive, send)
            return
        await self._app(scope, receive, _with_cookie(send, block, connection.query_params.get("t")))


def _refusal(connection: HTTPConnection, text: str, status: HTTPStatus) -> Response:
    """The reason: as a page in the colours around the frame where a browser wants to show it, else as plain text."""
    headers = {"cache-control": "no-store"}
    if "text/html" not in connection.headers.get("accept", ""):
        return PlainTextResponse(text, status, headers=headers)
    colours = palette(connection.query_params.get("__theme"))
    style = f"background:{colours.paper};color:{colours.muted};font:1rem sans-serif;margin:0;padding:.5rem 0"
    page = f'<!doctype html><title>PersonaForge</title><body style="{style}"><p>{html.escape(text)}</p></body>'
    return HTMLResponse(page, status, headers=headers)


def _with_cookie(send: Send, block: str, token: str | None) -> Send:
    if token is None:
        return send
    # The token ends by itself; the cookie only must not outlive it for long.
    cookie = f"{COOKIE}={token}; Path={PATH}/{block}; HttpOnly; SameSite=Strict; Max-Age={2 * WINDOW}"

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", []), (b"set-cookie", cookie.encode("ascii"))]
            message = {**message, "headers": [*headers, (b"cache-control", b"no-store")]}
        await send(message)

    return send_with_cookie
