"""Lists a page at a time: everything exactly once, newest first, whatever comes in meanwhile."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brain.errors import InvalidInput
from brain.memory.memory import NewMemory
from brain.state import PersonaState
from store import open_store
from store.tables import memories, personas, sessions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.genome import PersonaGenome
    from store import Actor, Store

    from .conftest import People

LISTS = ("personas", "conversations", "memories")


class Shelf:
    """A list of one kind, to which items can be added at a chosen moment."""

    def __init__(self, store: Store, people: People, genome: PersonaGenome) -> None:
        self.store = store
        self.people = people
        self.genome = genome
        self.home = store.personas.create(people.owner, genome, message="").card.id
        store.personas.delete(people.owner, self.home)
        self.play = store.personas.create(people.admin, genome, message="", is_public=True).card.id
        self.added = 0
        with store.database.write() as connection:
            first = datetime(1990, 1, 1, tzinfo=UTC)
            connection.execute(personas.update().where(personas.c.id == self.play).values(created_at=first))

    def clear(self) -> None:
        """Forget every item."""
        with self.store.database.write() as connection:
            connection.execute(memories.delete())
            connection.execute(sessions.delete())
            old = datetime(2000, 1, 1, tzinfo=UTC)
            connection.execute(personas.update().values(deleted_at=old).where(personas.c.id != self.play))

    def add(self, kind: str, second: int) -> str:
        """A new item as of that second; its id."""
        self.added += 1
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
        owner = self.people.owner
        if kind == "personas":
            about = self.genome.metadata.model_copy(update={"slug": f"p{self.added}"})
            made = self.genome.model_copy(update={"metadata": about})
            item = self.store.personas.create(owner, made, message="").card.id
            table, column = personas, "created_at"
        elif kind == "conversations":
            item = self.store.conversations.start(
                owner, persona_id=self.play, model="m", seed=0, state=PersonaState()
            ).id
            table, column = sessions, "last_activity_at"
        else:
            (memory,) = self.store.memories.add(owner, self.play, [NewMemory(content=f"m{self.added}")])
            item = memory.id
            table, column = memories, "created_at"
        with self.store.database.write() as connection:
            connection.execute(table.update().where(table.c.id == item).values({column: at}))
        return item

    def pages(self, kind: str, limit: int) -> Iterator[tuple[str, ...]]:
        """The ids of each page, one after the other."""
        cursor: str | None = None
        while True:
            page: Any = self.page(kind, self.people.owner, cursor=cursor, limit=limit)
            yield tuple(item.id for item in page.items if item.id != self.play)
            cursor = page.next_cursor
            if cursor is None:
                return

    def page(self, kind: str, actor: Actor, **given: Any) -> Any:
        """One page."""
        if kind == "personas":
            return self.store.catalogue.list(actor, **given)
        if kind == "conversations":
            return self.store.conversations.list(actor, **given)
        return self.store.memories.list(actor, self.play, **given)


@pytest.fixture
def shelf(store: Store, people: People, genome: Callable[..., PersonaGenome]) -> Shelf:
    """An empty list of each kind."""
    return Shelf(store, people, genome("Ada"))


@pytest.mark.parametrize("kind", LISTS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seconds=st.lists(st.integers(0, 5), max_size=9),
    later=st.lists(st.integers(6, 9), max_size=3),
    limit=st.integers(1, 4),
)
def test_everything_exactly_once(shelf: Shelf, kind: str, seconds: list[int], later: list[int], limit: int) -> None:
    """Items of the same moment too, and whatever is added in front while pages are turned changes nothing."""
    shelf.clear()
    items = {shelf.add(kind, second): second for second in seconds}
    seen: list[str] = []
    waiting = list(later)
    for page in shelf.pages(kind, limit):
        seen += page
        assert len(page) <= limit
        if waiting:
            shelf.add(kind, waiting.pop())
    assert sorted(seen) == sorted(items)
    assert [items[one] for one in seen] == sorted(items.values(), reverse=True)


def test_own_and_shared_are_one_list(store: Store, people: People, genome: Callable[..., PersonaGenome]) -> None:
    """One's own personas and those that others share come merged by age, each once."""
    made = []
    for number in range(9):
        actor = (people.owner, people.other, people.admin)[number % 3]
        card = store.personas.create(
            actor, genome(f"P{number}"), message="", is_public=number % 2 == 0, is_demo=number % 4 == 0
        ).card
        if actor is people.owner or number % 2 == 0:
            made.append(card.id)
    seen: list[str] = []
    cursor = None
    while True:
        page = store.catalogue.list(people.owner, cursor=cursor, limit=2)
        seen += [card.id for card in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == made[::-1]


def test_a_page_that_cannot_be_is_refused(shelf: Shelf) -> None:
    """A cursor that no list made, one without a time zone, and a page of none or of thousands."""
    wrong: list[dict[str, Any]] = [
        {"cursor": "nonsense"},
        {"cursor": ""},
        {"cursor": base64.urlsafe_b64encode(b"2026-01-01T00:00:00|x").decode()},
        {"cursor": base64.urlsafe_b64encode(b"\xff\xfe|x").decode()},
        {"cursor": "é"},
        {"limit": 0},
        {"limit": -1},
        {"limit": 10_000},
    ]
    for kind in LISTS:
        for bad in wrong:
            with pytest.raises(InvalidInput):
                shelf.page(kind, shelf.people.owner, **bad)


def test_a_cursor_works_in_another_process(store: Store, people: People, genome: Callable[..., PersonaGenome]) -> None:
    """It holds all there is to know, so that the next page may be asked of any process."""
    for name in ("A", "B", "C"):
        store.personas.create(people.owner, genome(name), message="")
    first = store.catalogue.list(people.owner, limit=2)
    fresh = open_store(store.database.url.render_as_string(hide_password=False))
    second = fresh.catalogue.list(people.owner, cursor=first.next_cursor, limit=2)
    assert [card.name for card in (*first.items, *second.items)] == ["C", "B", "A"]
    fresh.close()
