from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brain.memory.memory import MemoryStatus, NewMemory, Recall, Recalled
from studio.ui import memory_panel

if TYPE_CHECKING:
    from collections.abc import Callable

EINSTEIN = {"persona": "albert-einstein"}
MARKUP = '<img src=x onerror="alert(1)"> **bold** [x](http://e.example)'


def opened(page: Any) -> None:
    """Open the box, as a click on it does."""
    page.at.session_state["memory"] = True
    page.at.run()
    page.sound()


def kept(page: Any, status: MemoryStatus = MemoryStatus.CURRENT) -> list[str]:
    """The words of the memories of that status."""
    card = page.services.library.find(page.services.actor, "albert-einstein").card
    return [one.content for one in page.services.memories.some(page.services.actor, card.id, status)]


def test_what_was_recalled_and_why(tab: Callable[..., Any]) -> None:
    """Each recalled memory is quoted with where it was said, and the parts of its score are meters."""
    page = tab("playground", **EINSTEIN)
    page.say("My sister Petra lives in Murano.")
    page.say("Where does my sister live?")
    opened(page)
    assert "My sister Petra lives in Murano" in page.html
    for part in ("recency", "importance", "relevance"):
        assert f'role="meter" aria-label="{part}"' in page.html


def test_pin_forget_and_restore(tab: Callable[..., Any]) -> None:
    """Each does what it says, and forgetting is undone from the list of the forgotten."""
    page = tab("playground", **EINSTEIN)
    page.say("My sister Petra lives in Murano.")
    page.say("Where does my sister live?")
    opened(page)
    page.press("Pin")
    assert "pinned" in page.html
    page.press("Forget")
    assert kept(page) == []
    assert kept(page, MemoryStatus.FORGOTTEN) == ["My sister Petra lives in Murano"]
    page.at.session_state["memory-status"] = MemoryStatus.FORGOTTEN
    page.at.run()
    page.press("Restore")
    assert kept(page) == ["My sister Petra lives in Murano"]


def test_nothing_is_remembered_yet(tab: Callable[..., Any]) -> None:
    """The box says so, and costs nothing while it is closed."""
    page = tab("playground", **EINSTEIN)
    assert not any("recalled for the last reply" in part.value for part in page.at.caption)
    opened(page)
    assert any("recalled for the last reply" in part.value for part in page.at.caption)


def test_a_memory_is_text(tab: Callable[..., Any]) -> None:
    """Markup in a memory is shown, not obeyed, however long it is."""
    page = tab("playground", **EINSTEIN)
    card = page.services.library.find(page.services.actor, "albert-einstein").card
    new = [NewMemory(content=MARKUP), NewMemory(content="long " * 700)]
    memory, _ = page.services.store.memories.add(page.services.actor, card.id, new)
    drawn = memory_panel.why(Recalled(memory=memory, recency=1, importance=0, relevance=0.5, lexical=1))
    assert "<img" not in drawn
    assert "&lt;img" in drawn
    assert Recall(memories=()).memories == ()
