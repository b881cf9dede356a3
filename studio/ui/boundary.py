"""The one boundary where errors end: what failed, why and the next step; for the unforeseen, an apology and an id."""

from __future__ import annotations

import functools
import logging
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import streamlit as st

from brain.errors import PersonaForgeError
from studio.ui.safe_text import as_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Given = ParamSpec("Given")
Result = TypeVar("Result")

_LOG = logging.getLogger("personaforge.studio")
_LONGEST = 2_000


@contextmanager
def boundary() -> Iterator[None]:
    """Draw what goes wrong inside instead of letting it reach the browser as a traceback.

    Streamlit's own reruns and stops are no `Exception` and pass through.
    """
    try:
        yield
    except PersonaForgeError as error:
        explain(error)
    except Exception:  # noqa: BLE001 - the one boundary: nothing may reach the browser as a traceback
        mark = secrets.token_hex(4)
        _LOG.exception("Error %s on a page", mark)
        st.error(
            f"Something went wrong that should not have. Your conversations are kept. Reload the page; if it "
            f"happens again, look for error {mark} in the log.",
            icon=":material/error:",
        )


def explain(error: PersonaForgeError) -> None:
    """What failed, why, and the next step. Words of users in it are shown as text."""
    parts = [f"**{as_label(error.what, longest=_LONGEST)}**"]
    parts += [as_label(part, longest=_LONGEST) for part in (error.why, error.next_step) if part]
    st.error("\n\n".join(parts), icon=":material/error:")


def fragment(function: Callable[Given, Result]) -> Callable[Given, Result | None]:
    """A Streamlit fragment with a boundary of its own: it reruns without the entry that holds the other one."""
    return st.fragment(_guarded(function))


def repeated(function: Callable[Given, Result], *, every: str) -> Callable[Given, Result | None]:
    """The same, drawn anew by itself every so often, such as `2s`, for as long as it is on the page."""
    return st.fragment(_guarded(function), run_every=every)


def _guarded(function: Callable[Given, Result]) -> Callable[Given, Result | None]:
    @functools.wraps(function)
    def guarded(*args: Given.args, **kwargs: Given.kwargs) -> Result | None:
        results: list[Result] = []
        with boundary():
            results.append(function(*args, **kwargs))
        return results[0] if results else None

    return guarded
