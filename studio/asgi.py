"""The one process: Streamlit's pages, `/api`, `/files` and `/preview` under one port."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from brain.errors import InvalidInput
from studio.api.app import create as create_api
from studio.headers import HEADERS, SecurityHeaders
from studio.media.route import mount as mount_files
from studio.previews.admission import Admission
from studio.previews.mount import LazyMount
from studio.previews.shown import check
from studio.settings import LOOPBACK
from studio.warming import cool, spare, stay_warm
from studio.wiring import shared

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

    from studio.previews.mount import Loaded
    from studio.settings import Settings
    from studio.wiring import Services

ROOT: Final = Path(__file__).resolve().parent.parent
"""The folder that holds `.streamlit/` and `pages/`."""

HOSTS: Final = tuple(f"[{host}]" if ":" in host else host for host in sorted(LOOPBACK))
"""The names by which a request may call the studio; any other is a page elsewhere that had its name point here."""


def create(settings: Settings, *, entry: Path = ROOT / "studio" / "main.py") -> st.App:
    """The application around the Streamlit `entry`.

    Raises InvalidInput for an address that is not loopback: there are no accounts yet.
    """
    _require_loopback(settings)
    services = functools.partial(shared, settings)
    api = create_api(services)
    previews = LazyMount(functools.partial(_load_previews, services))
    preview = Admission(previews, services, check)

    @contextlib.asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[None]:
        made = services()
        made.indexer.start()
        made.warehousing.start()
        spare()
        stopped = threading.Event()
        threading.Thread(target=stay_warm, args=[made, stopped], name="warming", daemon=True).start()
        try:
            async with api.router.lifespan_context(api):
                yield
            await previews.stop()
        finally:
            stopped.set()
            made.close()
            shared.cache_clear()
            cool()

    return st.App(
        entry,
        routes=[
            Mount("/api", api),
            mount_files(services),
            Route("/preview", preview),
            Mount("/preview", preview),
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


def _load_previews(services: Callable[[], Services]) -> Loaded:
    from studio.previews.blocks import load

    return load(services)
