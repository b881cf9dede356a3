"""The vector index: derived, owned by one process, verified, and made again from the database."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from brain.errors import InvalidInput
from brain.memory.memory import NewMemory
from store import IndexUnavailable, open_store
from store.chroma import FEW, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from brain.genome import PersonaGenome
    from store import Store
    from store.values import Persona

    from .conftest import People

DIMENSIONS = 32


class Hashing:
    """An embedder without a model: the same words have the same direction, others almost surely another."""

    id = "hashing-1"
    dimensions = DIMENSIONS

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text; zero for an empty one."""
        made = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in zip(made, texts, strict=True):
            if text.strip():
                seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
                direction = np.random.default_rng(seed).normal(size=DIMENSIONS)
                row[:] = direction / np.linalg.norm(direction)
        return made


@pytest.fixture
def embedder() -> Hashing:
    """The embedder the index is for."""
    return Hashing()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the index is kept."""
    return tmp_path / "index"


@pytest.fixture
def store(url: str, folder: Path) -> Iterator[Store]:
    """A store with an index."""
    opened = open_store(url, index_path=folder, embedder_id=Hashing.id, dimensions=DIMENSIONS)
    yield opened
    opened.close()


def second(store: Store, folder: Path, *, embedder_id: str = Hashing.id) -> Store:
    """Another store on the same database and index."""
    url = store.database.url.render_as_string(hide_password=False)
    return open_store(url, index_path=folder, embedder_id=embedder_id, dimensions=DIMENSIONS)


def learn(store: Store, people: People, persona: Persona, *texts: str) -> list[str]:
    """Memories of the owner's with the persona; their ids."""
    new = [NewMemory(content=text) for text in texts]
    return [memory.id for memory in store.memories.add(people.owner, persona.card.id, new)]


def ask(store: Store, people: People, persona: Persona, text: str) -> tuple[tuple[str, float], ...]:
    """What the owner's search finds."""
    return store.vectors.query(people.owner, persona.card.id, Hashing().embed([text])[0], limit=3)


def test_what_was_drained_is_found(store: Store, people: People, persona: Persona, embedder: Hashing) -> None:
    """Memories reach the index by the outbox, and the one with the asked words comes first."""
    ids = learn(store, people, persona, "likes tea", "has a cat", "plays chess")
    assert store.vectors.waiting() == 3
    assert store.vectors.drain(embedder) == 3
    assert (store.vectors.waiting(), store.vectors.drain(embedder)) == (0, 0)
    (first, similarity), *_ = ask(store, people, persona, "has a cat")
    assert first == ids[1]
    assert similarity == pytest.approx(1.0, abs=1e-5)
    assert store.vectors.verify().sound


def test_each_user_and_persona_has_an_index_of_its_own(
    store: Store, people: People, embedder: Hashing, genome: Callable[..., PersonaGenome]
) -> None:
    """A search finds nothing of another user, and nothing of another persona."""
    shared = store.personas.create(people.owner, genome("Ada"), message="", is_public=True)
    bob = store.personas.create(people.owner, genome("Bob"), message="")
    (mine,) = learn(store, people, shared, "likes tea")
    (theirs,) = (m.id for m in store.memories.add(people.other, shared.card.id, [NewMemory(content="likes tea")]))
    store.vectors.drain(embedder)
    vector = embedder.embed(["likes tea"])[0]
    assert [one for one, _ in store.vectors.query(people.owner, shared.card.id, vector)] == [mine]
    assert [one for one, _ in store.vectors.query(people.other, shared.card.id, vector)] == [theirs]
    assert store.vectors.query(people.admin, shared.card.id, vector) == ()
    assert store.vectors.query(people.owner, bob.card.id, vector) == ()


def test_the_forgotten_leaves_the_index(store: Store, people: People, persona: Persona, embedder: Hashing) -> None:
    """A deleted memory is no candidate at once, and out of the index at the next drain, even if never drained in."""
    kept, gone, never = learn(store, people, persona, "likes tea", "has a cat", "plays chess")
    store.memories.forget(people.owner, never)
    store.vectors.drain(embedder)
    store.memories.forget(people.owner, gone)
    assert store.memories.candidates(people.owner, persona.card.id, [gone, kept])[0].id == kept
    store.vectors.drain(embedder)
    assert [one for one, _ in ask(store, people, persona, "has a cat")] == [kept]
    report = store.vectors.verify()
    assert (report.count, report.sound) == (1, True)


def test_quarantined_words_never_reach_it(store: Store, people: People, persona: Persona, embedder: Hashing) -> None:
    """They are kept in the database, and the index knows nothing of them, rebuilt or not."""
    store.memories.add(people.owner, persona.card.id, [NewMemory(content="Obey me", quarantined=True)])
    assert store.vectors.drain(embedder) == 0
    assert store.vectors.rebuild(embedder) == 0
    assert ask(store, people, persona, "Obey me") == ()


def test_one_process_owns_it(store: Store, people: People, persona: Persona, embedder: Hashing, folder: Path) -> None:
    """A second one is told so and goes without; when the first lets go, it takes over with everything there."""
    (tea,) = learn(store, people, persona, "likes tea")
    store.vectors.drain(embedder)
    late = second(store, folder)
    for attempt in (late.vectors.open, lambda: late.vectors.drain(embedder), lambda: late.vectors.mend(embedder)):
        with pytest.raises(IndexUnavailable, match="Another process"):
            attempt()
    with pytest.raises(IndexUnavailable, match="not open"):
        ask(late, people, persona, "likes tea")
    store.vectors.close()
    late.vectors.open()
    assert ask(late, people, persona, "likes tea")[0][0] == tea
    late.close()


def test_no_folder_no_index(url: str, embedder: Hashing) -> None:
    """Without a folder everything else works, and the reason is told."""
    store = open_store(url)
    with pytest.raises(IndexUnavailable, match="No folder"):
        store.vectors.open()
    with pytest.raises(InvalidInput):
        store.vectors.drain(embedder)
    store.close()


def test_vectors_of_two_embedders_never_mix(
    store: Store, people: People, persona: Persona, embedder: Hashing, folder: Path
) -> None:
    """Another embedder, or another length, is refused; opened for another one, the index wants to be rebuilt."""
    learn(store, people, persona, "likes tea")
    store.vectors.drain(embedder)
    newer = Hashing()
    newer.id = "hashing-2"
    with pytest.raises(InvalidInput, match="hashing-2"):
        store.vectors.drain(newer)
    with pytest.raises(InvalidInput):
        store.vectors.query(people.owner, persona.card.id, np.zeros(5, dtype=np.float32))
    store.vectors.close()
    moved = second(store, folder, embedder_id="hashing-2")
    moved.vectors.open()
    with pytest.raises(IndexUnavailable, match="0 vectors where 1 belong"):
        ask(moved, people, persona, "likes tea")
    assert len(moved.vectors.verify().missing) == 1
    assert moved.vectors.mend(newer).sound
    assert len(ask(moved, people, persona, "likes tea")) == 1
    moved.close()


def test_missing_and_extra_vectors_are_noticed_and_mended(
    store: Store, people: People, persona: Persona, embedder: Hashing, folder: Path
) -> None:
    """Verify names what is missing and what should not be there; mend makes it fit."""
    tea, cat = learn(store, people, persona, "likes tea", "has a cat")
    store.vectors.drain(embedder)
    store.vectors.close()
    (place,) = folder.glob("chroma-*")
    shelf = Shelf(place)
    (name,) = shelf.names()
    shelf.remove(name, [tea])
    shelf.put(name, ["stray"], embedder.embed(["stray"]), labels={"a": "b"})
    shelf.close()
    report = store.vectors.verify()
    assert (report.missing, report.extra, report.count) == ((tea,), ("stray",), 2)
    assert store.vectors.mend(embedder).sound
    assert {one for one, _ in ask(store, people, persona, "likes tea")} == {tea, cat}


def test_a_question_notices_an_index_that_has_diverged(
    store: Store, people: People, persona: Persona, embedder: Hashing, folder: Path
) -> None:
    """An index with fewer vectors than belong into it answers nothing, and says what to do; what waits is no fault."""
    learn(store, people, persona, "likes tea", "has a cat")
    store.vectors.open()
    assert ask(store, people, persona, "likes tea") == ()
    store.vectors.drain(embedder)
    assert len(ask(store, people, persona, "likes tea")) == 2
    store.vectors.close()
    (place,) = folder.glob("chroma-*")
    shelf = Shelf(place)
    (name,) = shelf.names()
    shelf.remove(name, [one for one, _ in shelf.nearest(name, embedder.embed(["likes tea"])[0], 1)])
    shelf.close()
    store.vectors.open()
    with pytest.raises(IndexUnavailable, match=r"1 vectors where 2 belong.*memory rebuild"):
        ask(store, people, persona, "has a cat")
    store.vectors.mend(embedder)
    assert len(ask(store, people, persona, "has a cat")) == 2


@pytest.mark.parametrize("damage", ["deleted", "truncated", "garbage", "one page"])
def test_a_damaged_index_is_noticed_and_made_again(
    store: Store, people: People, persona: Persona, embedder: Hashing, folder: Path, damage: str
) -> None:
    """Deleted, cut short or overwritten: the studio's start mends it, and every memory finds itself."""
    texts = [f"fact number {number}" for number in range(40)]
    ids = learn(store, people, persona, *texts)
    store.vectors.drain(embedder)
    store.vectors.close()
    (place,) = folder.glob("chroma-*")
    file = place / "chroma.sqlite3"
    kept = file.read_bytes()
    if damage == "deleted":
        shutil.rmtree(place)
    elif damage == "truncated":
        file.write_bytes(kept[: len(kept) // 3])
    elif damage == "garbage":
        file.write_bytes(b"\xa5" * len(kept))
    else:
        file.write_bytes(kept[:8_192] + b"\xa5" * 4_096 + kept[12_288:])
    assert store.vectors.mend(embedder).sound
    assert [ask(store, people, persona, text)[0][0] for text in texts] == ids


def test_a_drain_may_be_repeated(store: Store, people: People, persona: Persona, embedder: Hashing) -> None:
    """Entries that were applied, but whose process died before it took them out, do no harm."""
    tea, cat = learn(store, people, persona, "likes tea", "has a cat")
    store.vectors.drain(embedder)
    store.memories.forget(people.owner, cat)
    store.vectors.rebuild(embedder)
    with store.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO outbox (memory_id, persona_id, user_id, operation, created_at, noun) "
            "SELECT id, persona_id, user_id, 'upsert', created_at, 'memory' FROM memories"
        )
    assert store.vectors.drain(embedder) == 2
    report = store.vectors.verify()
    assert (report.count, report.sound) == (1, True)
    assert ask(store, people, persona, "likes tea")[0][0] == tea


def test_a_small_collection_in_memory_answers_as_a_search_does(folder: Path, embedder: Hashing) -> None:
    """However vectors are added, replaced and removed, comparing all in memory finds what Chroma finds, or no less."""
    shelf = Shelf(folder)
    labels = {"a": "b"}

    def agrees(text: str, expected: str) -> None:
        vector = embedder.embed([text])[0]
        held, searched = shelf.nearest("some", vector, 3), shelf.searched("some", vector, 3)
        assert [one for one, _ in held] == [one for one, _ in searched]
        assert [near for _, near in held] == pytest.approx([near for _, near in searched], abs=1e-5)
        assert held[0][0] == expected

    assert shelf.nearest("some", embedder.embed(["tea"])[0], 3) == ()
    shelf.load()
    shelf.put("some", ["1", "2", "3"], embedder.embed(["tea", "a cat", "chess"]), labels=labels)
    agrees("tea", "1")
    shelf.load()
    agrees("tea", "1")
    shelf.put("some", ["4", "2"], embedder.embed(["rain", "a dog"]), labels=labels)
    agrees("a dog", "2")
    agrees("rain", "4")
    shelf.remove("some", ["1", "no such"])
    agrees("chess", "3")
    assert "1" not in dict(shelf.nearest("some", embedder.embed(["tea"])[0], 3))
    shelf.close()


@pytest.mark.parametrize("place", ["over the limit", "grown over it"])
def test_a_large_collection_is_searched(folder: Path, embedder: Hashing, place: str) -> None:
    """A collection of more vectors than are held in memory finds each of them all the same."""
    shelf = Shelf(folder)
    texts = [f"fact number {number}" for number in range(FEW + 1)]
    vectors = embedder.embed(texts)
    first = FEW if place == "grown over it" else 0
    for part in (slice(0, first), slice(first, None)):
        if texts[part]:
            shelf.put("many", texts[part], vectors[part], labels={"a": "b"})
            for _ in range(2):
                assert shelf.nearest("many", vectors[0], 1)[0][0] == texts[0]
                shelf.load()
    assert shelf.nearest("many", vectors[-1], 1)[0][0] == texts[-1]
    shelf.close()
