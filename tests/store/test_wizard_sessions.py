"""Personas in the making: nothing that was written is lost, and each is published once."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store as room
from brain.errors import Conflict, InvalidInput, NotFound
from store import open_store
from store.wizard_merge import merged
from store.wizard_values import Change, Field, Part, Step, WizardStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.genome import PersonaGenome
    from store import Store

    from .conftest import People

ROOT = Path(room.__file__).parents[1]

# Forks for each statement of publishing a child that is killed just before it.
DIES_AT_EACH_STATEMENT = """
import os, signal, sys
from sqlalchemy import event
from brain.genome import PersonaGenome, PersonaMetadata
from store import Actor, open_store
url, user, *sessions = sys.argv[1:]
for place, session in enumerate(sessions):
    child = os.fork()
    if child == 0:
        store = open_store(url)
        left = place

        def count(*_):
            global left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        event.listen(store.database._reader, "before_cursor_execute", count)
        event.listen(store.database._reader, "commit", count)
        genome = PersonaGenome(metadata=PersonaMetadata(name="Ada", slug="ada"))
        store.wizards.publish(Actor(user), session, genome, message="made")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print("killed" if os.WIFSIGNALED(status) else "done", flush=True)
"""


def name(value: str, **more: Any) -> Change:
    """A change to the name."""
    return Change(Part.SPARK, "name", value, **more)


def test_every_change_is_kept_and_read_back(store: Store, people: People) -> None:
    """Fields with who wrote them, the step, the seed and the costs survive closing and opening the store."""
    made = store.wizards.start(people.owner, source="blank", seed=3)
    store.wizards.save(people.owner, made.id, [name("Ada"), Change(Part.MIND, "values", ["truth"], by="suggested")])
    store.wizards.save(people.owner, made.id, step=Step.VOICE, seed=4, spent={Step.SPARK: 120, Step.VOICE: 5})
    store.wizards.save(people.owner, made.id, spent={Step.SPARK: 30}, drafted_by="offline")
    again = open_store(store.database.url.render_as_string(hide_password=False))
    found = again.wizards.get(people.owner, made.id)
    again.close()
    assert found.value(Part.SPARK, "name") == "Ada"
    assert found.written(Part.SPARK, "name")
    assert not found.written(Part.MIND, "values")
    assert (found.step, found.seed, found.drafted_by) == (Step.VOICE, 4, "offline")
    assert (dict(found.costs), found.cost_microdollars) == ({"spark": 150, "voice": 5}, 155)
    assert found.status is WizardStatus.OPEN


def test_two_browsers_that_write_different_fields_do_not_clash(store: Store, people: People) -> None:
    """Both started from the same revision; both fields are there afterwards."""
    made = store.wizards.start(people.owner, source="blank", seed=0)
    store.wizards.save(people.owner, made.id, [name("Ada", seen=0)])
    found = store.wizards.save(people.owner, made.id, [Change(Part.SPARK, "tagline", "Counts.", seen=0)])
    assert (found.value(Part.SPARK, "name"), found.value(Part.SPARK, "tagline")) == ("Ada", "Counts.")
    assert found.clashes == ()


def test_what_a_second_browser_wrote_into_the_same_field_is_kept_beside_it(store: Store, people: People) -> None:
    """The clash is reported with both values, and choosing one ends it."""
    made = store.wizards.start(people.owner, source="blank", seed=0)
    store.wizards.save(people.owner, made.id, [name("Ada")])
    clashed = store.wizards.save(people.owner, made.id, [name("Grace")])
    assert clashed.clashes == ((Part.SPARK, "name"),)
    field = clashed.fields[Part.SPARK]["name"]
    assert (field.value, field.rival) == ("Ada", ("Grace",))
    chosen = store.wizards.save(people.owner, made.id, [name("Grace", seen=field.revision)])
    assert chosen.value(Part.SPARK, "name") == "Grace"
    assert chosen.clashes == ()


def test_a_suggestion_never_replaces_the_users_words(store: Store, people: People) -> None:
    """It replaces an older suggestion only; a field that the user empties takes suggestions again."""
    made = store.wizards.start(people.owner, source="sentence", seed=0, changes=[name("A", by="suggested")])
    again = store.wizards.save(people.owner, made.id, [name("B", by="suggested")])
    assert again.value(Part.SPARK, "name") == "B"
    mine = store.wizards.save(people.owner, made.id, [name("Mine", seen=again.revision)])
    assert store.wizards.save(people.owner, made.id, [name("C", by="suggested")]).value(Part.SPARK, "name") == "Mine"
    emptied = store.wizards.save(people.owner, made.id, [name("", clear=True, seen=mine.revision)])
    assert "name" not in emptied.fields[Part.SPARK]
    assert store.wizards.save(people.owner, made.id, [name("C", by="suggested")]).value(Part.SPARK, "name") == "C"


VALUES = st.sampled_from(["a", "b", "c", "d"])
CHANGES = st.builds(
    Change,
    st.just(Part.SPARK),
    st.sampled_from(["name", "tagline"]),
    VALUES,
    by=st.sampled_from(["user", "suggested"]),
    seen=st.integers(0, 8),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(CHANGES, max_size=8))
def test_merging_loses_no_words_of_a_user(changes: list[Change]) -> None:
    """Whatever the order: what a user wrote last of a field stands there, or beside it as a rival."""
    fields: dict[Part, dict[str, Field]] = {part: {} for part in Part}
    for revision, change in enumerate(changes, start=1):
        fields = merged(fields, [change], revision=revision)
        if change.by == "user":
            field = fields[Part.SPARK][change.name]
            assert field.by == "user"
            assert change.value == field.value or change.value in field.rival


def test_unfinished_ones_are_listed_and_come_back(store: Store, people: People) -> None:
    """Several side by side, the last changed first; abandoning and deleting take one away, restoring brings it back."""
    first, second = (store.wizards.start(people.owner, source="blank", seed=n) for n in range(2))
    store.wizards.save(people.owner, first.id, [name("Ada")])
    assert [one.id for one in store.wizards.list(people.owner).items] == [first.id, second.id]
    store.wizards.abandon(people.owner, first.id)
    store.wizards.delete(people.owner, second.id)
    assert store.wizards.list(people.owner).items == ()
    (aside,) = store.wizards.list(people.owner, status=WizardStatus.ABANDONED).items
    (gone,) = store.wizards.list(people.owner, status=WizardStatus.DELETED).items
    assert (aside.id, gone.id) == (first.id, second.id)
    with pytest.raises(Conflict, match="abandoned"):
        store.wizards.save(people.owner, first.id, [name("Eve")])
    assert store.wizards.restore(people.owner, first.id).value(Part.SPARK, "name") == "Ada"
    assert store.wizards.restore(people.owner, second.id).status is WizardStatus.OPEN
    page = store.wizards.list(people.owner, limit=1)
    assert len(store.wizards.list(people.owner, limit=1, cursor=page.next_cursor).items) == 1


def test_nobody_else_sees_or_changes_it(store: Store, people: People, genome: Callable[..., PersonaGenome]) -> None:
    """For another member each call says that there is no such thing; an admin may do it all, for the owner."""
    made = store.wizards.start(people.owner, source="blank", seed=0)
    calls: tuple[Callable[[Any], object], ...] = (
        lambda who: store.wizards.get(who, made.id),
        lambda who: store.wizards.save(who, made.id, [name("x")]),
        lambda who: store.wizards.abandon(who, made.id),
        lambda who: store.wizards.restore(who, made.id),
        lambda who: store.wizards.delete(who, made.id),
        lambda who: store.wizards.restore(who, made.id),
        lambda who: store.wizards.publish(who, made.id, genome("Ada"), message="made"),
    )
    for call in calls:
        with pytest.raises(NotFound):
            call(people.other)
    assert store.wizards.list(people.other).items == ()
    for call in calls:
        call(people.admin)
    assert store.personas.by_slug(people.owner, "ada").card.owner_id == people.owner.user_id


def test_it_is_published_once(store: Store, people: People, genome: Callable[..., PersonaGenome]) -> None:
    """Threads that publish at once all get the same persona; afterwards the session is closed."""
    made = store.wizards.start(people.owner, source="blank", seed=0)
    found: list[str] = []

    def publish() -> None:
        found.append(store.wizards.publish(people.owner, made.id, genome("Ada"), message="made").card.id)

    threads = [threading.Thread(target=publish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(store.catalogue.list(people.owner).items) == 1
    closed = store.wizards.get(people.owner, made.id)
    assert (closed.status, closed.persona_id) == (WizardStatus.PUBLISHED, found[0])
    with pytest.raises(Conflict, match="published"):
        store.wizards.save(people.owner, made.id, [name("x")])
    (version,) = store.personas.versions(people.owner, found[0])
    assert (version.number, version.message) == (1, "made")


def test_the_same_name_gets_an_address_of_its_own(
    store: Store, people: People, genome: Callable[..., PersonaGenome]
) -> None:
    """The second and third persona of a name are told apart by a number."""
    slugs = []
    for _ in range(3):
        made = store.wizards.start(people.owner, source="blank", seed=0)
        slugs.append(store.wizards.publish(people.owner, made.id, genome("Ada"), message="").card.slug)
    assert slugs == ["ada", "ada-2", "ada-3"]


def test_what_is_far_too_long_is_refused_whole(store: Store, people: People) -> None:
    """Nothing of the change is kept."""
    made = store.wizards.start(people.owner, source="blank", seed=0)
    with pytest.raises(InvalidInput, match="too long"):
        store.wizards.save(people.owner, made.id, [name("Ada"), Change(Part.MIND, "backstory", "x" * 2_100_000)])
    assert store.wizards.get(people.owner, made.id).fields[Part.SPARK] == {}


def test_killed_while_publishing_there_is_a_whole_persona_or_none(store: Store, people: People) -> None:
    """Killed before the n-th statement, for every n: the session is open and there is no persona, or both are done."""
    sessions = [store.wizards.start(people.owner, source="blank", seed=n).id for n in range(48)]
    address = store.database.url.render_as_string(hide_password=False)
    process = subprocess.Popen(  # noqa: S603 (our own script)
        [sys.executable, "-c", DIES_AT_EACH_STATEMENT, address, people.owner.user_id, *sessions],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    out, _ = process.communicate(timeout=120)
    outcomes = out.split()
    assert outcomes.count("killed") >= 8
    assert outcomes[-1] == "done"
    for one, outcome in zip(sessions, outcomes, strict=True):
        found = store.wizards.get(people.owner, one)
        assert (found.status is WizardStatus.OPEN) == (outcome == "killed")
        assert (found.persona_id is None) == (outcome == "killed")
    assert len(store.catalogue.list(people.owner, limit=100).items) == outcomes.count("done")
    store.check()
