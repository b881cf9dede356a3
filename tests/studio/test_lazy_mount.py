from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from studio.previews.mount import LazyMount

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Message, Receive, Scope, Send

    from studio.previews.mount import Loaded


class Mounted:
    """An application that notes what happens to it."""

    def __init__(self) -> None:
        self.course: list[str] = []

    def load(self) -> Loaded:
        """The application and its lifespan."""
        self.course.append("loaded")
        return self.app, self.lifespan()

    @contextlib.asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Note when it begins and ends."""
        self.course.append("began")
        yield
        self.course.append("ended")

    async def app(self, scope: Scope, _: Receive, __: Send) -> None:
        """Note a request."""
        self.course.append(str(scope["path"]))


async def _nothing() -> Message:
    return {"type": "http.request"}


async def _swallow(_: Message) -> None:
    return


def test_it_is_loaded_once_at_the_first_request() -> None:
    """Nothing is loaded until somebody asks; then once, with its lifespan, even for requests at the same time."""

    async def course() -> list[str]:
        mounted = Mounted()
        lazy = LazyMount(mounted.load)
        before = lazy.loaded
        asked = [lazy({"type": "http", "path": f"/{n}"}, _nothing, _swallow) for n in range(3)]
        await asyncio.gather(*asked)
        assert (before, lazy.loaded) == (False, True)
        await lazy.stop()
        return mounted.course

    said = asyncio.run(course())
    assert said[:2] == ["loaded", "began"]
    assert sorted(said[2:5]) == ["/0", "/1", "/2"]
    assert said[5:] == ["ended"]


def test_stopping_what_never_began_is_nothing() -> None:
    """A mount that nobody asked for stops without being loaded."""
    mounted = Mounted()
    asyncio.run(LazyMount(mounted.load).stop())
    assert mounted.course == []


def test_a_load_that_fails_is_tried_again() -> None:
    """Whether loading fails or the lifespan does, the request gets the error, and the next one tries again."""

    class Failing(Mounted):
        def load(self) -> Loaded:
            self.course.append("tried")
            if len(self.course) == 1:
                raise ImportError("not installed")
            if len(self.course) == 2:
                return self.app, self.broken()
            return super().load()

        @contextlib.asynccontextmanager
        async def broken(self) -> AsyncIterator[None]:
            if self.course:
                raise RuntimeError("cannot begin")
            yield

    async def course() -> list[str]:
        mounted = Failing()
        lazy = LazyMount(mounted.load)
        for error in (ImportError, RuntimeError):
            with pytest.raises(error):
                await asyncio.wait_for(lazy({"type": "http", "path": "/x"}, _nothing, _swallow), timeout=10)
            assert not lazy.loaded
        await lazy({"type": "http", "path": "/x"}, _nothing, _swallow)
        await lazy.stop()
        return mounted.course

    assert asyncio.run(course()) == ["tried", "tried", "tried", "loaded", "began", "/x", "ended"]
