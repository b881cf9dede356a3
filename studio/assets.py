"""Use cases over assets: keep what a provider made or a user gave, with where it comes from and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.turn import Usage
from store.values import AssetKind, Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store import Store
    from store.actor import Actor
    from store.values import Asset
    from studio.media.visual.picture import Picture
    from studio.media.voice.speech import Speech


@dataclass(frozen=True, slots=True)
class Assets:
    """Keeps media. What a call to a provider cost is entered before its result is kept: it was spent either way."""

    store: Store

    def keep_picture(
        self,
        actor: Actor,
        picture: Picture,
        *,
        persona_id: str | None = None,
        wizard_id: str | None = None,
        emotion: str = "",
        primary: bool = False,
        detail: Mapping[str, str] | None = None,
    ) -> Asset:
        """A drawn or generated picture: an expression if it shows an `emotion`, else a portrait.

        `detail` says what it was made from: the hash of the DNA, the prompt. Raises NotFound, Forbidden, InvalidInput
        and the StoreErrors.
        """
        self._spent(actor, picture.made_by, picture.cost_microdollars, purpose="picture", persona_id=persona_id)
        return self.store.assets.put(
            actor,
            data=picture.data,
            media_type=picture.media_type,
            kind=AssetKind.EXPRESSION if emotion else AssetKind.PORTRAIT,
            persona_id=persona_id,
            wizard_id=wizard_id,
            label=emotion,
            primary=primary,
            provenance=Provenance(
                provider=picture.made_by,
                label=picture.label,
                seed=picture.seed,
                cost_microdollars=picture.cost_microdollars,
                detail=detail or {},
            ),
        )

    def keep_speech(
        self,
        actor: Actor,
        speech: Speech,
        *,
        cloned: bool,
        persona_id: str | None = None,
        wizard_id: str | None = None,
        label: str = "",
        primary: bool = False,
        detail: Mapping[str, str] | None = None,
    ) -> Asset:
        """Synthesised speech as a voice sample, encrypted if it is `cloned` from a real person's voice.

        What it cost stands in its provenance; the ledger was told of it by whoever had it made.
        Raises NotFound, Forbidden, InvalidInput and the StoreErrors.
        """
        return self.store.assets.put(
            actor,
            data=speech.data,
            media_type=speech.media_type,
            kind=AssetKind.VOICE_SAMPLE,
            persona_id=persona_id,
            wizard_id=wizard_id,
            label=label,
            primary=primary,
            seconds=speech.seconds,
            sensitive=cloned,
            provenance=Provenance(
                provider=speech.made_by,
                label=speech.label,
                cost_microdollars=speech.cost_microdollars,
                detail=detail or {},
            ),
        )

    def keep_upload(
        self,
        actor: Actor,
        data: bytes,
        media_type: str,
        *,
        kind: AssetKind,
        persona_id: str | None = None,
        wizard_id: str | None = None,
        label: str = "",
        primary: bool = False,
        detail: Mapping[str, str] | None = None,
    ) -> Asset:
        """What a user gave, such as a photograph or a recording; those two are encrypted. Its name is never asked.

        Raises NotFound, Forbidden, InvalidInput and the StoreErrors.
        """
        return self.store.assets.put(
            actor,
            data=data,
            media_type=media_type,
            kind=kind,
            persona_id=persona_id,
            wizard_id=wizard_id,
            label=label,
            primary=primary,
            provenance=Provenance(provider="upload", label="uploaded", detail=detail or {}),
        )

    def _spent(
        self, actor: Actor, made_by: str, cost_microdollars: int | None, *, purpose: str, persona_id: str | None
    ) -> None:
        """Enter a call into the ledger, unless it is known to have cost nothing."""
        if cost_microdollars == 0:
            return
        provider, _, model = made_by.partition("/")
        spent = Usage(
            provider=provider, model=model, cost_microdollars=cost_microdollars, operation="picture", pictures=1
        )
        self.store.usage.add(actor, spent, purpose=purpose, persona_id=persona_id)
