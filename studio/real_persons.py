"""Use cases around real persons: verification and consent. The rules are the store's (`store.real_persons`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store import Store
    from store.actor import Actor
    from store.values import Consent, ConsentKind, PersonaCard


@dataclass(frozen=True, slots=True)
class RealPersons:
    """What an admin says of real persons, and what was agreed to."""

    store: Store

    def verify(self, actor: Actor, persona_id: str, *, verified: bool = True) -> PersonaCard:
        """Mark a persona as a verified real person, or no longer. Raises Protected for anybody but an admin."""
        return self.store.personas.verify(actor, persona_id, verified=verified)

    def consent(self, actor: Actor, persona_id: str, kind: ConsentKind, *, given_by: str, statement: str) -> Consent:
        """Record that somebody agreed to be copied. Raises InvalidInput, NotFound and Forbidden."""
        return self.store.consents.record(actor, persona_id, kind, given_by=given_by, statement=statement)

    def revoke(self, actor: Actor, consent_id: str) -> None:
        """Take a consent back from now on. Raises NotFound and Forbidden."""
        self.store.consents.revoke(actor, consent_id)

    def consents(self, actor: Actor, persona_id: str) -> tuple[Consent, ...]:
        """What was agreed to, newest first, for whom the persona belongs to. Raises NotFound."""
        return self.store.consents.list(actor, persona_id)
