"""Use cases of a face in the making: see it, see others of its description, choose one, lock it, bring a photo.

Knows no page. Asks the portraits for every picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from store.values import AssetKind, Provenance
from studio.media.visual import photo
from studio.media.visual.casting import variations
from studio.wizard import draft as drafts
from studio.wizard import visual
from studio.wizard.visual import LOCK

if TYPE_CHECKING:
    from pydantic import JsonValue

    from brain.genome.visual import VisualDNA
    from store import Store
    from store.actor import Actor
    from store.values import Asset
    from store.wizard_values import WizardSession
    from studio.media.portraits import Portrait, Portraits

AT_ONCE: Final = 4
"""Variations shown at once."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Faces of personas in the making, of an actor."""

    store: Store
    portraits: Portraits

    def seeds(self, session: WizardSession, page: int = 0) -> tuple[int, ...]:
        """The seeds of some variations: others on each page, others in each session, always the same there."""
        return tuple(
            int.from_bytes(blake2b(f"{session.id}:{page}:{index}".encode(), digest_size=4).digest())
            for index in range(AT_ONCE)
        )

    def picture(
        self, actor: Actor, session_id: str, *, emotion: str = "neutral", size: int = 512, seed: int | None = None
    ) -> Portrait:
        """The face as it is now, or the variation of it with a seed.

        Raises NotFound, InvalidInput for a variation of a locked face, and the ModelErrors of the image model.
        """
        genome = drafts.of(self.store.wizards.get(actor, session_id)).genome
        if seed is not None:
            genome = genome.model_copy(update={"visual": variations(genome.visual, (seed,))[0]})
        return self.portraits.drawn(genome, emotion=emotion, size=size)

    def choose(self, actor: Actor, session_id: str, seed: int) -> WizardSession:
        """Take the variation with a seed as the face. Raises NotFound, InvalidInput for a locked face, and Conflict."""
        session = self.store.wizards.get(actor, session_id)
        chosen = variations(drafts.of(session).genome.visual, (seed,))[0]
        return self._keep(actor, session, _written(chosen))

    def lock(self, actor: Actor, session_id: str, *, locked: bool) -> WizardSession:
        """Lock the face, whatever is still written in other steps, or unlock it. Raises NotFound and Conflict."""
        session = self.store.wizards.get(actor, session_id)
        if not locked:
            return self._keep(actor, session, {LOCK: False})
        return self._keep(actor, session, {**_written(drafts.of(session).genome.visual), LOCK: True})

    def upload(self, actor: Actor, session_id: str, data: bytes) -> Asset:
        """Make a photo the picture that is shown at rest; the other faces are drawn.

        Raises NotFound, InvalidInput for a picture that cannot serve, and the StoreErrors.
        """
        session = self.store.wizards.get(actor, session_id)
        found = photo.avatar(data)
        asset = self.store.assets.put(
            actor, data=found.data, media_type=found.media_type, kind=AssetKind.PHOTO, wizard_id=session.id,
            primary=True, provenance=Provenance(provider="upload", label="photo"),
        )  # fmt: skip
        self._keep(actor, session, {"primary_image": asset.id})
        return asset

    def _keep(self, actor: Actor, session: WizardSession, values: dict[str, JsonValue]) -> WizardSession:
        if LOCK not in values:
            visual.guard(drafts.of(session).genome, values)
        return self.store.wizards.save(actor, session.id, visual.changes(values))


def _written(look: VisualDNA) -> dict[str, JsonValue]:
    """Every part of a look as fields of the step."""
    parts = look.appearance.model_dump(mode="json")
    return {f"appearance.{name}": value for name, value in parts.items()} | {"generation.seed": look.generation.seed}
