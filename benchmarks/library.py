"""What the library takes with many personas: lists, filters, facets and searches.

Run: python benchmarks/library.py [personas]

Each genome holds about 4 kB of text. Floor, in the same run over the same file, by sqlite3 alone: for lists the newest
21 rows by their index, for searches the 20 best rowids of the same words by FTS5, without scope, cards or excerpts.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.genome import Archetype, Belief, Citation, MindDNA, PersonaGenome, PersonaMetadata
from brain.state import PersonaState
from store import LOCAL_ACTOR, open_store
from store.persona_words import asked, fts5
from store.tables import sessions
from store.values import PersonaFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from store import Store

CALLS: Final = 200
TALKED: Final = 500
"""Personas that were talked to."""

SYLLABLES: Final = [f"{a}{b}" for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en", "is")]
SOURCE: Final = Citation(title="Letters")
DOMAINS: Final = [f"{kind} {topic}" for kind in ("applied", "early", "modern", "wild") for topic in
                  ("physics", "music", "history", "cooking", "law", "medicine", "ships", "gardens")]  # fmt: skip


def main() -> None:
    """Fill a store of its own, measure, and print a table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        store = open_store(f"sqlite:///{path}", migrate=True)
        fill(store, number)
        print(f"{number:,} personas, {path.stat().st_size / 1e6:.0f} MB, {CALLS} calls each, milliseconds\n")
        print(f"{'':44}{'p50':>8}{'p95':>8}{'ratio':>8}")
        measure(store, sqlite3.connect(path))
        store.close()


def measure(store: Store, raw: sqlite3.Connection) -> None:
    """Every kind of call, each against its floor."""
    rng = random.Random(1)
    catalogue, me = store.catalogue, LOCAL_ACTOR
    rare = [word(rng) for _ in range(CALLS)]
    asks = {
        "a rare word": rare,
        "the beginning of a word": [one[:3] for one in rare],
        "a domain (one in eight)": [rng.choice(DOMAINS).split()[1] for _ in rare],
        "a word that all have": ["persona"] * CALLS,
        "two words": [f"{one} applied" for one in rare],
    }
    newest = timed(lambda _: rows(raw, me.user_id), rare)
    show("floor: the newest 21 rows", newest, newest)
    for sort in ("newest", "name", "talked", "most"):
        show(f"list 20, {sort}", timed(lambda _, by=sort: catalogue.list(me, sort=by), rare), newest, goal=5)
    narrow = PersonaFilter(domains=("wild ships",), archetypes=("sage",))
    show("list 20, of a domain and archetype", timed(lambda _: catalogue.list(me, narrow), rare), newest, goal=5)
    show("count all", timed(lambda _: catalogue.list(me, limit=1, total=True), rare), newest)
    show("facets", timed(lambda _: catalogue.facets(me), rare), newest)
    show("the domains there are", timed(lambda _: catalogue.labels(me, "domain"), rare[:40]), newest)
    for name, questions in asks.items():
        least = timed(lambda one: best(raw, one), questions)
        show(f"search: {name}", timed(lambda one: catalogue.search(me, one), questions), least, goal=20)
    filtered = timed(lambda one: catalogue.search(me, one, narrow), asks["a word that all have"])
    show("search: the same, filtered", filtered, timed(lambda one: best(raw, one), ["persona"] * CALLS), goal=20)


def rows(raw: sqlite3.Connection, user_id: str) -> object:
    """The floor of a list."""
    query = "SELECT * FROM personas WHERE user_id = ? ORDER BY created_at DESC, id DESC LIMIT 21"
    return raw.execute(query, [user_id]).fetchall()


def best(raw: sqlite3.Connection, question: str) -> object:
    """The floor of a search."""
    query = "SELECT rowid FROM persona_words WHERE persona_words MATCH ? ORDER BY rank LIMIT 20"
    return raw.execute(query, [fts5(asked(question))]).fetchall()


def fill(store: Store, number: int) -> None:
    """So many personas of the local user, and a conversation with some of them."""
    rng = random.Random(0)
    ids = [store.personas.create(LOCAL_ACTOR, genome(rng, place), message="").card.id for place in range(number)]
    for persona_id in rng.sample(ids, min(TALKED, number)):
        store.conversations.start(LOCAL_ACTOR, persona_id=persona_id, model="m", seed=0, state=PersonaState())
    with store.database.write() as connection:
        connection.execute(sessions.update().values(turn_count=3))
    with store.database.read() as connection:
        connection.exec_driver_sql("PRAGMA optimize")


def genome(rng: random.Random, number: int) -> PersonaGenome:
    """A persona of made-up words: 10 beliefs and a backstory, about 4 kB of text."""
    name = f"{word(rng).title()} {word(rng).title()}"
    beliefs = tuple(Belief(statement=f"{sentence(rng, 14)}, says this persona.", source=SOURCE) for _ in range(10))
    about = PersonaMetadata(
        name=name,
        slug=f"p{number}",
        tagline=sentence(rng, 8),
        archetype=rng.choice(list(Archetype)),
        domains=tuple(rng.sample(DOMAINS, 3)),
        tags=tuple(rng.sample(("favourite", "draft", "client", "study"), 2)),
        is_real=number % 10 == 0,
    )
    return PersonaGenome(metadata=about, mind=MindDNA(beliefs=beliefs, backstory=sentence(rng, 400)))


def word(rng: random.Random) -> str:
    """One of about 1.4 million words, the first syllables more often than the last."""
    return "".join(SYLLABLES[int(len(SYLLABLES) * rng.random() ** 2)] for _ in range(3))


def sentence(rng: random.Random, length: int) -> str:
    """So many words."""
    return " ".join(word(rng) for _ in range(length))


def timed(call: Callable[[str], object], questions: list[str]) -> np.ndarray:
    """Milliseconds of each call, after a few that do not count."""
    for question in questions[:3]:
        call(question)
    taken = []
    for question in questions:
        start = time.perf_counter()
        call(question)
        taken.append((time.perf_counter() - start) * 1e3)
    return np.array(taken)


def show(name: str, taken: np.ndarray, floor: np.ndarray, *, goal: float = 0.0) -> None:
    """A line of the table; the ratio is between the medians."""
    p50, p95 = np.percentile(taken, [50, 95])
    told = f"  goal p95 {goal:.0f}: {'met' if p95 <= goal else 'MISSED'}" if goal else ""
    print(f"{name:44}{p50:8.2f}{p95:8.2f}{p50 / np.median(floor):8.1f}{told}", flush=True)


if __name__ == "__main__":
    main()
