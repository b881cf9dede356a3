"""`/api/personas`: list, search, read, and change settings. Each calls one use case; rules are there, not here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Depends, Header, Query, Response, status
from pydantic import BaseModel, Field

from store.values import PersonaFilter  # noqa: TC001 - FastAPI reads it
from studio.adjusting import Adjustment  # noqa: TC001 - FastAPI reads it
from studio.api.errors import Stale, Unconditional, told
from studio.api.persona_bodies import Cards, Hits, Whole
from studio.narrowing import narrowed, sort_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.wiring import Services

MOST: Final = 100
"""Personas on a page, at most."""

Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str | None, Query(max_length=2_000, description="`next_cursor` of the page before.")]
IfMatch = Annotated[str | None, Header(description="The ETag of the persona as you read it.")]
IfNoneMatch = Annotated[str | None, Header(description="An ETag you have; 304 if it is still the newest.")]


class Filters(BaseModel):
    """What narrows a list or a search; several values of one kind mean any of them."""

    archetype: list[str] = Field(default=[], max_length=20)
    domain: list[str] = Field(default=[], max_length=20)
    tag: list[str] = Field(default=[], max_length=20)
    status: list[str] = Field(default=[], max_length=5, description="`deleted` shows your deleted ones alone.")
    kind: str = Field(default="", description="`real` or `synthetic`.")
    owner: str = Field(default="", description="`mine`, `demo` or `public`.")


def router(services: Callable[[], Services]) -> APIRouter:
    """The endpoints over the services that `services()` gives."""
    made = APIRouter(prefix="/personas", tags=["personas"])

    @made.get("", responses=told(422, 429, 503))
    def list_personas(
        wanted: Annotated[PersonaFilter, Depends(_filter)],
        *,
        sort: Annotated[str, Query(description="`newest`, `name`, `talked` or `most`.")] = "newest",
        cursor: Cursor = None,
        limit: Limit = 20,
        total: Annotated[bool, Query(description="Count all pages too.")] = False,
    ) -> Cards:
        """List personas: your own, the public ones and the demos."""
        ours = services()
        by = sort_of(sort)
        return Cards.of(ours.library.cards(ours.actor, wanted, sort=by, cursor=cursor, limit=limit, total=total))

    @made.get("/search", responses=told(422, 429, 503))
    def search_personas(
        wanted: Annotated[PersonaFilter, Depends(_filter)],
        *,
        q: Annotated[str, Query(min_length=1, max_length=300, description="Words; the last may be a beginning.")],
        cursor: Cursor = None,
        limit: Limit = 20,
    ) -> Hits:
        """Search by name, domain, belief and any text of the genome; best first, with where it was found."""
        ours = services()
        return Hits.of(ours.library.search(ours.actor, q, wanted, cursor=cursor, limit=limit))

    @made.get("/{persona_id}", responses=told(404, 429, 503) | {304: {"description": "You have the newest version."}})
    def get_persona(persona_id: str, response: Response, if_none_match: IfNoneMatch = None) -> Whole:
        """Read a persona with its newest genome. The ETag names the version."""
        ours = services()
        persona = ours.library.get(ours.actor, persona_id)
        response.headers["ETag"] = _tag(persona.version.id)
        if _names(if_none_match, persona.version.id):
            response.status_code = status.HTTP_304_NOT_MODIFIED
        return Whole.of(persona)

    @made.patch("/{persona_id}/settings", responses=told(403, 404, 409, 412, 422, 428, 429, 503))
    def change_settings(persona_id: str, change: Adjustment, response: Response, if_match: IfMatch = None) -> Whole:
        """Change settings, modes and traits as a new version. `If-Match` must name the newest version.

        Where versions must pass suites first, the answer is 202: the persona as it stays, and the version that waits.
        """
        ours = services()
        current = ours.library.get(ours.actor, persona_id).version
        if if_match is None:
            raise Unconditional(
                "This change does not say on which version it rests.",
                next_step="Read the persona, and send its ETag as If-Match.",
            )
        if not _names(if_match, current.id):
            raise Stale(
                "The persona was changed meanwhile.",
                why=f"It is at version {current.number} now.",
                next_step="Read it again, and repeat the change.",
            )
        found = ours.adjusting.adjust(ours.actor, persona_id, change, base_id=current.id)
        response.headers["ETag"] = _tag(found.persona.version.id)
        if found.waiting is not None:
            response.status_code = status.HTTP_202_ACCEPTED
        return Whole.of(found.persona, waiting=found.waiting)

    return made


def _filter(given: Annotated[Filters, Query()]) -> PersonaFilter:
    return narrowed(
        archetypes=given.archetype,
        domains=given.domain,
        tags=given.tag,
        statuses=given.status,
        kind=given.kind,
        owner=given.owner,
    )


def _tag(version_id: str) -> str:
    return f'"{version_id}"'


def _names(header: str | None, version_id: str) -> bool:
    """Whether a list of ETags names this version; `*` names any (RFC 9110, section 13.1)."""
    tags = [one.strip().removeprefix("W/") for one in (header or "").split(",")]
    return "*" in tags or _tag(version_id) in tags
