"""A mount point that imports its application at the first request. Knows nothing of what is mounted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from starlette.types import ASGIApp, Receive, Scope, Send

    Loaded = tuple[ASGIApp, AbstractAsyncContextManager[object]]


class LazyMount:
    """An ASGI application that is loaded, and whose lifespan begins, when it is first asked for.

    `load` gives the application and its lifespan; it runs in a thread, since it may import for seconds.
    """

    def __init__(self, load: Callable[[], Loaded]) -> None:
        self._load = load
        self._lock = asyncio.Lock()
        self._app: ASGIApp | None = None
        self._stop = asyncio.Event()
        self._alive: asyncio.Task[None] | None = None

    @property
    def loaded(self) -> bool:
        """Whether anybody has asked for it yet."""
        return self._app is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - the ASGI interface
        app = await self._ready()
        await app(scope, receive, send)

    async def stop(self) -> None:
        """End the application's lifespan, if it ever began."""
        self._stop.set()
        if self._alive is not None:
            await self._alive

    async def _ready(self) -> ASGIApp:
        async with self._lock:
            if self._app is None:
                app, lifespan = await asyncio.to_thread(self._load)
                began = asyncio.Event()
                alive = asyncio.create_task(self._live(lifespan, began))
                waiting = asyncio.create_task(began.wait())
                await asyncio.wait({alive, waiting}, return_when=asyncio.FIRST_COMPLETED)
                if not began.is_set():
                    waiting.cancel()
                    await alive  # raises what went wrong; the next request tries again
                self._alive, self._app = alive, app
            return self._app

    async def _live(self, lifespan: AbstractAsyncContextManager[object], began: asyncio.Event) -> None:
        """Enter and leave the lifespan in one task, as its task groups demand."""
        async with lifespan:
            began.set()
            await self._stop.wait()
