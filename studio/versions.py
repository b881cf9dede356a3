"""Use cases over versions: history, difference, save, branch, restore, and the edit that is no version yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from brain.errors import Forbidden, InvalidInput, NotFound
from brain.genome import content_hash, read, write
from brain.genome.difference import Difference, difference
from brain.genome.visual import lock_holds

if TYPE_CHECKING:
    from brain.genome import PersonaGenome
    from store import Store
    from store.actor import Actor
    from store.values import PersonaCard, Version, VersionDraft, VersionNode
    from studio.publishing import Publishing

LONGEST_MESSAGE: Final = 500
"""Characters of a version's message."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """Both sides of an edit that was overtaken: what came after its base, and what it would change there."""

    base: Version
    newest: Version
    theirs: Difference
    mine: Difference

    @property
    def both(self) -> tuple[str, ...]:
        """What both sides changed, in words of the newer version's change."""
        touched = {change.path for change in self.mine.changes}
        return tuple(change.words for change in self.theirs.changes if change.path in touched)


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of personas an actor may see; nothing that is kept is ever rewritten.

    With a `gate` (`studio.publishing`) a new version stays beside the current one until it has passed.
    """

    store: Store
    gate: Publishing | None = None

    @property
    def waits(self) -> str:
        """What a saved version waits for before it becomes the current one, as a sentence; empty if for nothing."""
        return "" if self.gate is None else f"It can be made current once it passes {', '.join(self.gate.suites)}."

    def history(self, actor: Actor, persona_id: str) -> tuple[VersionNode, ...]:
        """Every version, newest first, with author, parent, and how much the actor talked to it. Raises NotFound."""
        return self.store.history.of(actor, persona_id)

    def numbered(self, actor: Actor, persona_id: str, number: int) -> tuple[Version, PersonaGenome]:
        """The version of a number, with its genome. Raises NotFound, naming the numbers there are."""
        known = self.store.personas.versions(actor, persona_id)
        for version in known:
            if version.number == number:
                return self.store.personas.version(actor, version.id)
        raise NotFound(
            f"There is no version {number}.",
            why=f"There are {', '.join(str(one.number) for one in reversed(known[:20]))}.",
            next_step="Choose one of these.",
        )

    def difference(self, actor: Actor, before_id: str, after_id: str) -> Difference:
        """What differs between two versions, of one persona or of two. Raises NotFound."""
        before, after = (self.store.personas.version(actor, one)[1] for one in (before_id, after_id))
        return difference(before, after)

    def diverged(self, actor: Actor, persona_id: str, genome: PersonaGenome, *, base_id: str) -> Divergence | None:
        """What to tell before a save that would be refused; None where the base is still the current version."""
        newest = self.store.personas.get(actor, persona_id)
        if newest.version.id == base_id:
            return None
        base, old = self.store.personas.version(actor, base_id)
        return Divergence(base, newest.version, difference(old, newest.genome), difference(old, genome))

    def save(
        self, actor: Actor, persona_id: str, genome: PersonaGenome, *, message: str = "", base_id: str | None = None
    ) -> Version:
        """Keep a genome as the next version, the current one unless a gate waits; the actor's draft is done with.

        `base_id` is the version it was made from (None: the current one); without a message, what changed is the
        message. Raises InvalidInput where nothing changed, Forbidden for another face where it is locked,
        Conflict where the base is no longer the current version, and what `store.personas.save_version` raises.
        """
        current = self.store.personas.get(actor, persona_id)
        base = current.genome if base_id is None else self.store.personas.version(actor, base_id)[1]
        found = difference(base, genome)
        if not found:
            raise InvalidInput("Nothing changed, so there is no new version.", next_step="Change something first.")
        _same_face(base, genome)
        saved = self.store.personas.save_version(
            actor, persona_id, genome, message=_message(message) or found.summary,
            parent_id=base_id or current.version.id, current=self.gate is None,
        )  # fmt: skip
        self.store.version_drafts.discard(actor, persona_id)
        return saved

    def branch(
        self, actor: Actor, persona_id: str, *, base_id: str, genome: PersonaGenome | None = None, message: str = ""
    ) -> Version:
        """Keep a version beside the current one, made from any version; the current one stays what it is.

        Without a genome it begins as its base. Raises NotFound, Forbidden, Uncited and Protected.
        """
        base, old = self.store.personas.version(actor, base_id)
        kept = old if genome is None else genome
        _same_face(old, kept)
        said = _message(message) or (difference(old, kept).summary if genome else f"Branch of version {base.number}")
        saved = self.store.personas.save_version(
            actor, persona_id, kept, message=said, parent_id=base_id, branch=True, current=False
        )
        if genome is not None:
            self.store.version_drafts.discard(actor, persona_id)
        return saved

    def restore(self, actor: Actor, persona_id: str, version_id: str) -> Version:
        """Keep an older genome again as a new version after the current one. Raises InvalidInput if it is the current.

        Behind a gate it stays beside the current one. Raises NotFound, Forbidden, Uncited and Protected.
        """
        old, genome = self.store.personas.version(actor, version_id)
        current = self.store.personas.get(actor, persona_id)
        if content_hash(genome) == content_hash(current.genome):
            raise InvalidInput(
                f"The current version says what version {old.number} says.", next_step="Choose another version."
            )
        said = f"Restore version {old.number}" + (f": {old.message}" if old.message else "")
        return self.store.personas.save_version(
            actor, persona_id, genome, message=_message(said), parent_id=current.version.id, current=self.gate is None
        )

    def make_current(self, actor: Actor, persona_id: str, version_id: str) -> Version:
        """Let new sessions begin with another version; no version is made. Raises NotFound, Forbidden, Conflict.

        Behind a gate Forbidden says what was not passed; what was is recorded in the audit log, with its runs.
        """
        passed = "" if self.gate is None else self.gate.require(actor, persona_id, version_id)
        return self.store.history.make_current(actor, persona_id, version_id, passed=passed)

    def changeable(self, actor: Actor, card: PersonaCard) -> bool:
        """Whether the actor may change a persona: their own, unless it is a verified real person; an admin any."""
        return actor.role == "admin" or (card.owner_id == actor.user_id and card.verified_at is None)

    def draft(self, actor: Actor, persona_id: str) -> VersionDraft | None:
        """The actor's edit that is no version yet, if there is one. Raises NotFound."""
        return self.store.version_drafts.get(actor, persona_id)

    def keep_draft(self, actor: Actor, persona_id: str, document: str, *, base_id: str) -> VersionDraft | None:
        """Keep an edit as it was typed; one that says what its base says is no edit, and is forgotten.

        Raises NotFound, Forbidden, and InvalidInput for one that is too long.
        """
        if document == write(self.store.personas.version(actor, base_id)[1]):
            self.store.version_drafts.discard(actor, persona_id)
            return None
        return self.store.version_drafts.put(actor, persona_id, base_version_id=base_id, document=document)

    def discard_draft(self, actor: Actor, persona_id: str) -> None:
        """Throw the actor's edit away."""
        self.store.version_drafts.discard(actor, persona_id)

    def save_draft(self, actor: Actor, persona_id: str, *, message: str = "", branch: bool = False) -> Version:
        """Make a version of the actor's edit, after its base or as a branch of it.

        Raises NotFound without a draft, InvalidGenome where it is no genome, and what `save` and `branch` raise.
        """
        draft = self.store.version_drafts.get(actor, persona_id)
        if draft is None:
            raise NotFound("There is no edit to save.", next_step="Change something first.")
        genome = read(draft.document)
        if branch:
            return self.branch(actor, persona_id, base_id=draft.base_version_id, genome=genome, message=message)
        return self.save(actor, persona_id, genome, message=message, base_id=draft.base_version_id)


def _message(words: str) -> str:
    """A message on one line, cut where it is too long."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1] + "…"


def _same_face(base: PersonaGenome, genome: PersonaGenome) -> None:
    """Raises Forbidden where a locked face would change."""
    if not lock_holds(base.visual, genome.visual):
        raise Forbidden(
            "The face of this persona is locked.", why="Only clothes, background, light and accent may change.",
            next_step="Unlock it (visual.generation.locked) to change the face.",
        )  # fmt: skip
