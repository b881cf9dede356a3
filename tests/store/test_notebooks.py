"""Notebooks: versions, what two tabs write at once, what cells gave, and whose they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from brain.errors import Conflict, InvalidInput, NotFound
from store.notebook_merge import merged
from store.notebook_values import RESULTS_KEPT, Cell, Insert, Move, Put, Remove, Retitle
from store.tables import notebook_results, notebook_versions

if TYPE_CHECKING:
    from store import Store
    from store.notebook_values import Edit, Notebook

    from .conftest import People

CELLS = (
    Insert("markdown", "text", {"text": "# Why"}, cell_id="a"),
    Insert("sql", "answer", {"query": "SELECT 1"}, cell_id="b"),
)


def words(notebook: Notebook) -> list[str]:
    """What stands in the cells, in order."""
    return [str(next(iter(one.fields.values()))) for one in notebook.cells]


def test_every_change_is_a_version_that_can_be_gone_back_to(store: Store, people: People) -> None:
    """Nothing is lost: not what was written over, not a deleted cell, not the title."""
    ours, me = store.notebooks, people.owner
    notebook = ours.create(me, "Drift?", CELLS)
    at = notebook.card.id
    ours.change(me, at, [Put("b", {"query": "SELECT 2"}, seen=1), Retitle("Drift!")], message="edit")
    changed = ours.change(me, at, [Remove("a"), Move("b", 3)], message="delete")
    assert (changed.card.title, changed.card.number, words(changed)) == ("Drift!", 3, ["SELECT 2"])
    assert ours.change(me, at, [Put("b", {"query": "SELECT 2"}, seen=1)], message="same").card.number == 3
    assert [(one.number, one.message) for one in ours.versions(me, at)] == [(3, "delete"), (2, "edit"), (1, "begun")]
    back = ours.go_back(me, at, 1)
    assert (back.card.title, back.card.number, words(back)) == ("Drift?", 4, ["# Why", "SELECT 1"])
    assert [one.revision for one in back.cells] == [4, 4]
    assert ours.version(me, at, 3).title == "Drift!"
    with pytest.raises(NotFound, match="no version 9"):
        ours.go_back(me, at, 9)


def test_two_tabs_that_write_at_once_lose_nothing(store: Store, people: People) -> None:
    """The later words become a cell of their own behind the other, and are named; so do words for a deleted cell."""
    ours, me = store.notebooks, people.owner
    at = ours.create(me, "Both", CELLS).card.id
    ours.change(me, at, [Put("b", {"query": "left"}, seen=1)], message="left")
    both = ours.change(me, at, [Put("b", {"query": "right"}, seen=1)], message="right")
    assert words(both) == ["# Why", "left", "right"]
    assert both.clashes == (both.cells[2].id,)
    assert (both.cells[2].name, "another tab" in both.cells[2].note) == ("answer_2", True)
    ours.change(me, at, [Remove("b")], message="left")
    gone = ours.change(me, at, [Put("b", {"query": "late"}, seen=2)], message="right")
    assert words(gone) == ["# Why", "right", "query: late"]


def test_threads_that_write_at_once_lose_nothing(store: Store, people: People) -> None:
    """Every insertion of every thread is there, and each made a version of its own."""
    at = store.notebooks.create(people.owner, "Many").card.id

    def write(who: str) -> None:
        for number in range(4):
            new = Insert("markdown", "text", {"text": f"{who}{number}"})
            store.notebooks.change(people.owner, at, [new], message=who)

    threads = [Thread(target=write, args=(who,)) for who in "abc"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = store.notebooks.get(people.owner, at)
    assert sorted(words(found)) == sorted(f"{who}{number}" for who in "abc" for number in range(4))
    assert found.card.number == 13
    assert len({one.name for one in found.cells}) == 12


def test_results_are_kept_with_what_made_them(store: Store, people: People) -> None:
    """The newest of each cell is given, the last few stay, and one that is too large is refused."""
    ours, me = store.notebooks, people.owner
    at = ours.create(me, "Kept", CELLS).card.id
    for number in range(RESULTS_KEPT + 2):
        ours.keep(me, at, "b", f"f{number}", {"rows": [number]})
    kept = ours.keep(me, at, "a", "g", {})
    found = ours.results(me, at)
    assert {cell: one.fingerprint for cell, one in found.items()} == {"a": "g", "b": f"f{RESULTS_KEPT + 1}"}
    assert (found["a"], found["b"].document) == (kept, {"rows": [RESULTS_KEPT + 1]})
    with pytest.raises(InvalidInput, match="too large"):
        ours.keep(me, at, "b", "f", {"rows": ["x" * 7_000_000]})


def test_notebooks_are_their_owners(store: Store, people: People) -> None:
    """Another member finds none of it; an admin finds all; a deleted one is out of sight and comes back as it was."""
    ours = store.notebooks
    at = ours.create(people.owner, "Mine", CELLS).card.id
    for refused in (
        lambda: ours.get(people.other, at),
        lambda: ours.change(people.other, at, [Remove("a")], message=""),
        lambda: ours.version(people.other, at, 1),
        lambda: ours.versions(people.other, at),
        lambda: ours.go_back(people.other, at, 1),
        lambda: ours.keep(people.other, at, "a", "", {}),
        lambda: ours.results(people.other, at),
        lambda: ours.delete(people.other, at),
        lambda: ours.restore(people.other, at),
    ):
        with pytest.raises(NotFound):
            refused()
    assert [len(ours.list(one).items) for one in (people.owner, people.other, people.admin)] == [1, 0, 1]
    ours.delete(people.owner, at)
    assert (ours.list(people.owner).items, len(ours.list(people.owner, deleted=True).items)) == ((), 1)
    with pytest.raises(Conflict, match="deleted"):
        ours.change(people.owner, at, [Remove("a")], message="")
    assert words(ours.restore(people.admin, at)) == ["# Why", "SELECT 1"]


IDS = st.sampled_from("abc")
EDITS = st.one_of(
    st.builds(Put, IDS, st.fixed_dictionaries({"text": st.text(max_size=3)}), st.integers(0, 3)),
    st.builds(Insert, st.just("markdown"), st.just("text"), st.just({"text": ""}), st.none() | IDS, IDS),
    st.builds(Move, IDS, st.integers(-3, 3)),
    st.builds(Remove, IDS),
)


@given(st.lists(EDITS, max_size=12))
def test_any_changes_leave_a_notebook(edits: list[Edit]) -> None:
    """Ids and names stay unique, every word that was put stands somewhere, and no revision is beyond the version."""
    draft = merged("T", [Cell(one, "markdown", f"n{one}", {"text": one}) for one in "ab"], edits, number=7)
    assert len({one.id for one in draft.cells}) == len({one.name for one in draft.cells}) == len(draft.cells)
    assert all(one.revision <= 7 for one in draft.cells)
    last = edits[-1] if edits else None
    if isinstance(last, Put):
        text = str(last.fields["text"])
        assert any(text in str(one.fields["text"]) for one in draft.cells)


def test_what_cannot_be_kept_is_refused(store: Store, people: People) -> None:
    """An empty or endless title, a name that is none, too many cells, too many words."""
    ours, me = store.notebooks, people.owner
    for title in ("", " \n", "x" * 201):
        with pytest.raises(InvalidInput, match="title"):
            ours.create(me, title)
    for name in ("Big", "a b", "1a", "a;b"):
        with pytest.raises(InvalidInput, match="cannot be called"):
            ours.create(me, "T", [Insert("sql", name, {})])
    with pytest.raises(InvalidInput, match="at most 200"):
        ours.create(me, "T", [Insert("sql", "a", {})] * 201)
    with pytest.raises(InvalidInput, match="too long"):
        ours.create(me, "T", [Insert("sql", "a", {"query": "x" * 1_000_001})])


def test_a_deleted_notebook_is_erased_thirty_days_later(store: Store, people: People) -> None:
    """Until then it can be restored; afterwards no row of it is left, and one that was not deleted stays."""
    ours, me = store.notebooks, people.owner
    gone, back, kept = (ours.create(me, title, CELLS).card.id for title in ("Gone", "Back", "Kept"))
    ours.keep(me, gone, "b", "print", {"rows": []})
    for one in (gone, back):
        ours.delete(me, one)
    assert store.upkeep.run(datetime.now(UTC) + timedelta(days=29)).notebooks == 0
    ours.restore(me, back)
    assert store.upkeep.run(datetime.now(UTC) + timedelta(days=31)).notebooks == 1
    with pytest.raises(NotFound):
        ours.restore(me, gone)
    assert {one.id for one in ours.list(me).items} == {back, kept}
    with store.database.read() as connection:
        for table in (notebook_versions, notebook_results):
            assert gone not in connection.execute(select(table.c.notebook_id)).scalars().all()
    assert [one.action for one in store.audit.list(me, noun_id=gone).items] == ["purge", "delete", "create"]
