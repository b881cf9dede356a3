"""The one process: Streamlit's pages, `/api`, `/files` and `/preview` under one port."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Mount, Route

from brain.errors import InvalidInput
from studio.api.app import create as create_api
from studio.headers import HEADERS, SecurityHeaders
from studio.media.route import mount as mount_files
from studio.previews.mount import LazyMount
from studio.settings import LOOPBACK
from studio.wiring import shared

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from studio.previews.mount import Loaded
    from studio.settings import Settings

ROOT: Final = Path(__file__).resolve().parent.parent
"""The folder that holds `.streamlit/` and `pages/`."""

WARM_AFTER: Final = 3.0
"""Seconds after the start until what the first reply needs is prepared: the first page comes before it."""

HOSTS: Final = tuple(f"[{host}]" if ":" in host else host for host in sorted(LOOPBACK))
"""The names by which a request may call the studio; any other is a page elsewhere that had its name point here."""


def create(settings: Settings) -> st.App:
    """The application. Raises InvalidInput for an address that is not loopback: there are no accounts yet."""
    _require_loopback(settings)
    api = create_api(lambda: shared(settings))
    previews = LazyMount(_load_previews)

    @contextlib.asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[None]:
        services = shared(settings)
        services.indexer.start()
        warming = threading.Timer(WARM_AFTER, services.conversations.warm, [services.actor])
        warming.daemon = True
        warming.start()
        try:
            async with api.router.lifespan_context(api):
                yield
            await previews.stop()
        finally:
            warming.cancel()
            services.close()
            shared.cache_clear()

    return st.App(
        ROOT / "studio" / "main.py",
        routes=[
            Mount("/api", api),
            mount_files(lambda: shared(settings)),
            Route("/preview", _to_previews),
            Mount("/preview", previews),
        ],
        # The headers come first, so that a refused host gets them too.
        middleware=[Middleware(SecurityHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))],
        exception_handlers={Exception: _failed},
        lifespan=lifespan,
    )


def require_free(settings: Settings) -> None:
    """Raise InvalidInput for an address that is not loopback, or whose port is taken."""
    _require_loopback(settings)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise InvalidInput(
                f"The studio cannot serve on port {settings.port}.",
                why=f"{error.strerror}.",
                next_step="Stop what serves there (another studio?), or start with another --port.",
            ) from error


def serve(settings: Settings) -> None:
    """Serve until stopped. The working directory becomes `ROOT`, where Streamlit finds its configuration."""
    app = create(settings)
    os.chdir(ROOT)
    app.run(config={"server.port": settings.port, "server.address": settings.host, "server.headless": True})


def _require_loopback(settings: Settings) -> None:
    if settings.host not in LOOPBACK:
        raise InvalidInput(
            f"The studio will not serve on {settings.host!r}.",
            why="It has no accounts, so everybody who reaches it could read everything.",
            next_step="Serve on 127.0.0.1 and reach it through an SSH tunnel.",
        )


def _failed(_: Request, __: Exception) -> PlainTextResponse:
    """The answer to a request that failed; it is made outside of all middleware, so it brings its own headers."""
    headers = {name.decode(): value.decode() for name, value in HEADERS}
    return PlainTextResponse("The studio could not answer. Its log says why.", status_code=500, headers=headers)


def _to_previews(_: Request) -> RedirectResponse:
    return RedirectResponse("/preview/")


def _load_previews() -> Loaded:
    from studio.previews.blocks import load

    return load()
