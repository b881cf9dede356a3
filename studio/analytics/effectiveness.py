"""What becomes of a persona with its users: how much, whether they return, what they think, how long it holds.

Knows no page and no SQL; what it computes with is loaded when it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.warehouse import use_questions as questions

if TYPE_CHECKING:
    from evals.statistics.estimate import Estimate
    from store import Store
    from store.actor import Actor
    from store.warehouse.use_questions import Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Conversations of so many turns (`words` such as `6 to 10 turns`), and the share in which drift began."""

    words: str
    talks: int
    began: int
    share: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How a persona is used; the share of its users who came back on another day, and of thumbs that were up."""

    use: Use
    returned: Estimate
    liked: Estimate
    stars: Estimate
    lengths: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Effectiveness:
    """An actor sees what became of their own conversations, an admin of everybody's."""

    store: Store

    def of(self, actor: Actor, persona_id: str) -> Effect:
        """What became of a persona. Raises the StoreErrors."""
        from evals.statistics.moments import of_moments
        from evals.statistics.shares import wilson

        found = questions.use(self.store.warehouse, actor, persona_id)
        lengths = questions.by_length(self.store.warehouse, actor, persona_id)
        return Effect(
            use=found,
            returned=wilson(found.returned, found.people),
            liked=wilson(found.up, found.thumbs),
            stars=of_moments(found.starred_talks, found.stars, found.star_spread, bounds=(1.0, 5.0)),
            lengths=tuple(
                Held(words=_words(one.least), talks=one.talks, began=one.began, share=wilson(one.began, one.talks))
                for one in lengths
            ),
        )


def _words(least: int) -> str:
    following = next((one for one in questions.LENGTHS if one > least), None)
    return f"{least} turns and more" if following is None else f"{least} to {following - 1} turns"
