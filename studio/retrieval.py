"""Finding what may matter for a question: by words and by vectors, memories and turns, with the evidence for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.errors import StoreBusy, StoreError
from brain.made import blank, made
from brain.memory.asked import named
from brain.memory.excerpt import excerpt
from brain.memory.fusion import Evidence
from brain.memory.instructions import instruction_like
from brain.memory.memory import Memory, Origin
from studio.deadline import Promptly

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from brain.embeddings import Embedder
    from store import Store
    from store.actor import Actor
    from store.lexical import Hit
    from store.passages import Place
    from store.searching import Sight, Utterance

    Near = Mapping[Place, Mapping[str, float]]

DEADLINE_SECONDS: Final = 0.15
"""So long recall waits for the vector index; then it goes on without, and says so."""

NEAREST: Final = 16
"""So many are asked of each search."""

WINDOWS: Final = 6
"""The turns at the end of so many of the best windows are candidates, though they may share no word themselves."""

LONGEST_MEMORY: Final = 4_000
"""Of a longer utterance only the beginning is looked at."""

TURN_IMPORTANCE: Final = 0.3
"""Of what was said word for word: nobody has judged it, so it counts less than most memories."""

PLACES: Final[tuple[Place, ...]] = ("memory", "turn", "window")

_KEPT: Final = blank(Memory)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a persona's memory. `session_id` narrows it to one session, and then no vectors are searched."""

    persona_id: str
    words: str
    persona_name: str = ""
    session_id: str | None = None
    known: tuple[Memory, ...] | None = None
    """The candidates whether a search finds them or not; None: the newest and the pinned ones that are kept."""
    seen: frozenset[str] = frozenset()
    """What the model sees anyway, so that it need not be recalled word for word."""


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates with the evidence for each, and why not everything could be searched; empty if it could.

    `ways` are the ways in which all that is kept was searched.
    """

    candidates: tuple[tuple[Memory, Evidence], ...]
    degraded: str = ""
    ways: tuple[str, ...] = ("by words", "by vectors")


@dataclass(frozen=True, slots=True)
class Begun:
    """A search by vectors that is under way: the question's vector, what waits for its outcome, and what went wrong."""

    vector: NDArray[np.float32]
    nearest: Callable[[], Near]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Searches what an actor told a persona. Scoped to both by the store."""

    store: Store
    embedder: Embedder
    deadline: Promptly = field(
        default_factory=lambda: Promptly(seconds=DEADLINE_SECONDS, what="The vector index"), repr=False, compare=False
    )

    def begin(self, actor: Actor, persona_id: str, words: str) -> Begun:
        """Begin to search by vectors. It goes on while other things are done; `find` takes what came of it."""
        vector = self.embedder.embed([words])[0]
        query = self.store.vectors.query

        def nearest() -> Near:
            return {place: dict(query(actor, persona_id, vector, place=place, limit=NEAREST)) for place in PLACES}

        try:
            return Begun(vector, self.deadline.begin(nearest))
        except StoreError as error:
            return Begun(vector, dict, str(error))

    def find(self, actor: Actor, asked: Asked, begun: Begun | None = None) -> Found:
        """Candidates for a question. Raises nothing that an index does wrong: it is said in `degraded`.

        `begun` is the search by vectors for these words, if it was begun earlier.
        """
        if asked.session_id is not None:
            begun = Begun(self.embedder.embed([asked.words])[0], dict)
        elif begun is None:
            begun = self.begin(actor, asked.persona_id, asked.words)
        problems, ways = [begun.problem] if begun.problem else [], []
        try:
            sight = self._look(actor, asked, asked.words)
            ways.append("by words")
        except StoreBusy as error:
            problems.append(str(error))
            sight = self._look(actor, asked, "")
        near: Near = {}
        try:
            near = begun.nearest()
            ways += [] if begun.problem else ["by vectors"]
        except StoreError as error:
            problems.append(str(error))
        known = asked.known if asked.known is not None else (*sight.newest, *sight.pinned)
        search = _Search(asked, known, begun.vector, sight.hits, near)
        memories, utterances = self.store.search.fetch(
            actor, asked.persona_id, search.memory_ids(), search.utterance_ids()
        )
        candidates = search.candidates(self.embedder, actor, memories, utterances)
        return Found(candidates, degraded=" ".join(problems), ways=tuple(ways))

    def _look(self, actor: Actor, asked: Asked, words: str) -> Sight:
        kept = {} if asked.known is None else {"newest": 0, "pinned": 0}
        return self.store.search.look(
            actor, asked.persona_id, words, session_id=asked.session_id, limit=NEAREST, **kept
        )

    def among(self, asked: Asked) -> Found:
        """The known memories alone, compared by their vectors: exact, and without any index."""
        vector = self.embedder.embed([asked.words])[0]
        known = asked.known or ()
        cosines = self.embedder.embed([memory.content for memory in known]) @ vector
        who = named(asked.words, persona=asked.persona_name)
        return Found(
            tuple(
                (memory, Evidence(dense=float(near), named=float(who.fits(memory.about, memory.content))))
                for memory, near in zip(known, cosines, strict=True)
            )
        )


@lru_cache(maxsize=2_048)
def _order_like(text: str) -> bool:
    return instruction_like(text)


def quotation(turn: Memory, question: str) -> Memory | None:
    """What was said on a turn as it may go into a prompt: the part that fits the question.

    None for an order to the persona, for a question of the user's, which tells nothing, and for the persona's own words
    unless the question asks for them: what it once repeated of the user may have changed since.
    """
    if turn.about == "persona" and named(question).speaker != "persona":
        return None
    part = excerpt(turn.content, question)
    asks = turn.about == "user" and part.text.endswith(("?", "\N{FULLWIDTH QUESTION MARK}"))
    if not part.text or asks or _order_like(part.text):
        return None
    return turn.model_copy(update={"content": part.text, "start": part.start, "end": part.end})


class _Search:
    """One question with what the searches found: which candidates it calls for, and the evidence for each."""

    def __init__(
        self,
        asked: Asked,
        known: Sequence[Memory],
        vector: NDArray[np.float32],
        hits: Mapping[Place, Sequence[Hit]],
        near: Near,
    ) -> None:
        self._asked, self._vector, self._near = asked, vector, near
        self._known = {memory.id: memory for memory in known}
        self._named = named(asked.words, persona=asked.persona_name)
        self._words: dict[str, float] = {hit.source_id: hit.bm25 for hit in hits["memory"]}
        self._words |= {f"{hit.source_id}/{hit.kind}": hit.bm25 for hit in hits["turn"]}
        windows = [hit.source_id for hit in hits["window"][:WINDOWS]]
        windows += [one.partition("/")[0] for one in list(near.get("window", {}))[:WINDOWS]]
        self._in_windows = dict.fromkeys(windows)
        self._around: dict[tuple[str | None, int | None], float] = {}
        for hit in hits["window"]:
            # A window is over a turn and the one before it, so it speaks for both.
            for index in (hit.turn_index, (hit.turn_index or 0) - 1):
                place = (hit.session_id, index)
                self._around[place] = max(hit.bm25, self._around.get(place, 0.0))

    def memory_ids(self) -> list[str]:
        """The memories to read: those found that are not known already."""
        found = dict.fromkeys((*(one for one in self._words if "/" not in one), *self._near.get("memory", {})))
        return [one for one in found if one not in self._known]

    def utterance_ids(self) -> list[str]:
        """The utterances to read: those found, and those of the turns at the end of the best windows."""
        around = (f"{turn}/{side}" for turn in self._in_windows for side in ("said", "replied"))
        found = (one for one in self._words if "/" in one)
        return list(dict.fromkeys((*found, *self._near.get("turn", {}), *around)))

    def candidates(
        self, embedder: Embedder, actor: Actor, memories: Sequence[Memory], utterances: Sequence[Utterance]
    ) -> tuple[tuple[Memory, Evidence], ...]:
        """All candidates with their evidence; utterances as memories word for word, whole and not looked through."""
        told = [self._told(actor, one) for one in utterances if one.words not in self._asked.seen]
        every = [*self._known.values(), *memories, *told]
        near = {**self._near.get("memory", {}), **self._near.get("turn", {})}
        unknown = [memory for memory in every if memory.id not in near]
        cosines = embedder.embed([memory.content for memory in unknown]) @ self._vector
        near |= {memory.id: float(value) for memory, value in zip(unknown, cosines, strict=True)}
        return tuple((memory, self._evidence(memory, near[memory.id])) for memory in every)

    def _told(self, actor: Actor, one: Utterance) -> Memory:
        # Without a check, since it is made of what is kept.
        given = {
            "id": one.id,
            "persona_id": self._asked.persona_id,
            "user_id": actor.user_id,
            "session_id": one.session_id,
            "content": one.words[:LONGEST_MEMORY],
            "about": one.speaker,
            "importance": TURN_IMPORTANCE,
            "turn_index": one.turn_index,
            "origin": Origin.TURN,
            "created_at": one.said_at,
        }
        return made(Memory, _KEPT | given, set(given))

    def _evidence(self, memory: Memory, cosine: float) -> Evidence:
        speaker = memory.about
        return Evidence(
            lexical=self._words.get(memory.id, 0.0),
            dense=cosine,
            window_lexical=self._around.get((memory.session_id, memory.turn_index), 0.0),
            window_dense=self._near.get("window", {}).get(f"{memory.id.partition('/')[0]}/window"),
            named=float(self._named.fits(speaker, memory.content)),
        )
