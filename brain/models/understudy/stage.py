"""Everything a reply is made from, in one place: who speaks, what was heard, what was said before, and the dice."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from brain.models.understudy.grammar import expanded, spelled
from brain.models.understudy.heard import Heard, hear, name_in
from brain.models.understudy.lines import chosen, fillable, filled, lines, segments
from brain.models.understudy.match import Found, ranked
from brain.models.understudy.past import Past, past, runs
from brain.models.understudy.recollect import Recollection, recollections
from brain.models.understudy.tone import tone
from brain.models.understudy.words import sentences, terms, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.genome import PersonaGenome
    from brain.models.chat import ChatRequest, Scene
    from brain.models.understudy.material import Index, Kind, Piece

_SPARED = ("ask_", "lead_", "reason_lead", "advice_lead", "more", "echo", "lens", "creed")
"""Banks whose lines a reply can do without."""

Role = Literal["lead", "core", "ask", "close", "courtesy"]


@dataclass(frozen=True)
class Beat:
    """One move of a reply. `own` says that the words are the genome's, to be left as they are."""

    text: str
    role: Role = "core"
    own: bool = False
    piece: Piece | None = None


@dataclass(frozen=True)
class Sentence:
    """One sentence of the reply, what it is for, the genome's piece it comes from, and whether it is the genome's."""

    text: str
    role: Role
    piece: Piece | None = None
    own: bool = False


@dataclass(frozen=True)
class Stage:
    """What a reply is made from. `room` is how many sentences it should have; `rng` is drawn from while it is made."""

    scene: Scene
    index: Index
    heard: Heard
    before: Heard
    past: Past
    told: tuple[Recollection, ...]
    tone: str
    plainly: bool
    room: int
    rng: random.Random
    _now: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def genome(self) -> PersonaGenome:
        """The persona."""
        return self.scene.genome

    @property
    def grave(self) -> bool:
        """Whether the user tells of trouble, so that levity is out of place."""
        return self.heard.going == "ill" or self.heard.feeling not in {"", "happy", "confused"}

    def chance(self, share: float) -> bool:
        """True with this probability."""
        return self.rng.random() < share

    def line(self, bank: str, **slots: str) -> str:
        """A line of the bank that was not said before, filled; empty when the bank has none that can be filled.

        Where all were said one comes again, but no question is asked twice and no lead-in used twice: then it is
        empty too.
        """
        wanted = {
            "topic": self.heard.topic,
            "user": self.user,
            "me": self.genome.name,
            "passion": self.passion(),
        } | slots
        usable = [line for line in lines(bank, self.tone) if fillable(line, wanted)]
        self.rng.shuffle(usable)
        tries = [chosen(line, self.rng) for line in usable for _ in range(2)]
        line = next((line for line in tries if not self._worn(line)), tries[0] if tries else "")
        if bank.startswith(_SPARED) and line and self._worn(line):
            return ""
        best = filled(line, wanted, self.rng) if line else ""
        text = spelled(expanded(best) if self.plainly else best, self.genome.mind.speech.spelling)
        self._now.update(runs(text))
        return text

    def ask(self, bank: str, beats: Sequence[Beat]) -> str:
        """A question on the message's topic, which is called `it` where the beats before have named it already."""
        topic = self.heard.topic
        named = topic and topic.lower() in " ".join(beat.text for beat in beats).lower()
        return self.line("ask_it" if named else bank) or self.line("ask_open")

    def _worn(self, line: str) -> bool:
        """Whether the words of a line around its slots were used before."""
        parts = [part for part in segments(line) if len(words(part)) > 1]
        return any(self.stale(expanded(part) if self.plainly else part) for part in parts)

    def stale(self, text: str) -> bool:
        """Whether the persona has said this before, earlier or in this very reply."""
        own = runs(text)
        here = len(own & self._now) / len(own) if own else 0.0
        return here > 0.5 or self.past.said(text)  # noqa: PLR2004 - half of the word triples

    def fresh(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Those that were not said before."""
        return [piece for piece in pieces if not self.stale(piece.text)]

    def say(self, piece: Piece) -> Beat:
        """A piece of the genome as a beat, noted as said."""
        self._now.update(runs(piece.text))
        return Beat(piece.text, "core", own=True, piece=piece)

    def passion(self) -> str:
        """One of the persona's passions, or empty."""
        passions = self.genome.mind.passion_topics
        return self.rng.choice(passions) if passions else ""

    @property
    def user(self) -> str:
        """What the user is called, or empty."""
        earlier = (name for text in reversed(self.past.asked) if (name := name_in(text)))
        return self.heard.name or next(earlier, "") or next((one.name for one in self.told if one.name), "")

    def matches(self, *kinds: Kind, heard: Heard | None = None, extra: Sequence[str] = ()) -> list[Found]:
        """Fresh pieces that have to do with the message, best first."""
        found = ranked(heard or self.heard, self.index, extra=extra, act=self.heard.act)
        return [one for one in found if (not kinds or one.piece.kind in kinds) and not self.stale(one.piece.text)]

    def spoken(self) -> list[Piece]:
        """The pieces that the persona's last reply was made of."""
        last = runs(self.past.last)
        return [piece for piece in self.index.pieces if (own := runs(piece.text)) and len(own & last) / len(own) >= 0.5]  # noqa: PLR2004


def set_up(request: ChatRequest, scene: Scene, index: Index) -> Stage:
    """The stage for a request; its dice are thrown from the seed, the turn, the name and the user's words."""
    said = next((message.text for message in reversed(request.messages) if message.role == "user"), "")
    before = past(request.messages)
    rng = dice(request, "reply")
    return Stage(
        scene,
        index,
        hear(said),
        hear(before.last_asked),
        before,
        recollections(scene.memories, before.asked),
        tone(scene.genome),
        index.plainly,
        _room(scene, rng),
        rng,
    )


def dice(request: ChatRequest, purpose: str) -> random.Random:
    """Random numbers that are the same for the same request and purpose."""
    scene = request.scene
    said = next((message.text for message in reversed(request.messages) if message.role == "user"), "")
    key = (request.seed, scene.turn_index if scene else 0, scene.genome.name if scene else "", said, purpose)
    digest = hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - variety, not secrecy


def _room(scene: Scene, rng: random.Random) -> int:
    """How many sentences: 1 to 5 by verbosity, one fewer when tired, a little by chance."""
    style = scene.genome.mind.communication
    wanted = 1.2 + 3.2 * style.verbosity + rng.uniform(-0.7, 0.7)
    if scene.genome.mind.speech.sentence_length == "long":
        wanted -= 0.5
    if scene.state.energy < 0.3:  # noqa: PLR2004 - tired
        wanted -= 1.2
    return max(1, min(5, round(wanted)))


def count(beats: Sequence[Beat]) -> int:
    """How many sentences the beats hold."""
    return sum(len(sentences(beat.text)) for beat in beats)


def passion_terms(genome: PersonaGenome) -> frozenset[str]:
    """The terms of everything the persona is passionate about."""
    return frozenset(term for passion in genome.mind.passion_topics for term in terms(passion))
