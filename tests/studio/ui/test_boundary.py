from __future__ import annotations

from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

if TYPE_CHECKING:
    import pytest


def test_a_known_error_is_explained() -> None:
    """What failed, why and the next step are shown, with words of users in them as text."""

    def script() -> None:
        from brain.errors import NotFound
        from studio.ui.boundary import boundary

        with boundary():
            raise NotFound("There is no `x` :smile:", why="**Bold** claim.", next_step="Look [here](http://e.example).")

    at = AppTest.from_function(script).run()
    assert not at.exception
    shown = at.error[0].value.replace("\u2060", "")
    assert shown == r"**There is no \`x\` \:smile\:**" + "\n\n" + r"\*\*Bold\*\* claim\." + "\n\n" + (
        r"Look \[here\]\(http\:\/\/e\.example\)\."
    )


def test_the_unforeseen_gets_an_id(caplog: pytest.LogCaptureFixture) -> None:
    """An unforeseen error shows an apology with an id and nothing of itself; the log has both."""

    def script() -> None:
        from studio.ui.boundary import boundary

        with boundary():
            raise RuntimeError("secret detail")

    at = AppTest.from_function(script).run()
    assert not at.exception
    assert "secret detail" not in at.error[0].value
    record = next(record for record in caplog.records if record.name == "personaforge.studio")
    assert str(record.args[0]) in at.error[0].value
    assert record.exc_info
    assert str(record.exc_info[1]) == "secret detail"


def test_a_fragment_has_its_own_boundary() -> None:
    """An error in a fragment is explained where the fragment stands, and the rest of the page is drawn."""

    def script() -> None:
        import streamlit as st

        from brain.errors import StoreBusy
        from studio.ui.boundary import fragment

        @fragment
        def broken() -> None:
            raise StoreBusy("The database is busy.", next_step="Try again.")

        broken()
        st.text("after")

    at = AppTest.from_function(script).run()
    assert "busy" in at.error[0].value
    assert at.text[0].value == "after"
