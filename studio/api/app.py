"""The API's application: health, version, personas and quota. Its documentation loads nothing from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fastapi import Depends, Response, status
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, Field

from brain.errors import StoreError
from store import migrate
from studio.api import errors, personas, quota
from studio.settings import version

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from studio.wiring import Services


class Health(BaseModel):
    """Whether the studio can work: its database answers."""

    status: Literal["ok", "failing"]
    database: str = Field(description="`ok`, or what is wrong and what to do.")


class Version(BaseModel):
    """What runs here."""

    name: Literal["PersonaForge"] = "PersonaForge"
    version: str


def create(services: Callable[[], Services]) -> FastAPI:
    """The API over the services that `services()` gives."""
    api: FastAPI = FastAPIOffline(title="PersonaForge API", version=version())
    errors.install(api)
    paced = [Depends(_pace(services))]
    api.include_router(personas.router(services), dependencies=paced)
    api.include_router(quota.router(services), dependencies=paced)

    @api.get("/health")
    def health(response: Response) -> Health:
        try:
            _require_database(services())
        except StoreError as error:
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
            return Health(status="failing", database=str(error))
        return Health(status="ok", database="ok")

    @api.get("/version")
    def show_version() -> Version:
        return Version(version=version())

    return api


def _pace(services: Callable[[], Services]) -> Callable[[], None]:
    """What counts each request of a user; health and version are asked by machines, and counted by nobody."""

    def pace() -> None:
        ours = services()
        ours.quotas.rates.check(ours.actor.user_id, "api")

    return pace


def _require_database(services: Services) -> None:
    """Raise a StoreError unless the database answers, and still lies where a next start will look for it.

    An open SQLite connection goes on working after its file was deleted, and reads from memory what was overwritten;
    so a new connection is made.
    """
    services.store.ping()
    if migrate.current(services.settings.url) is None:
        raise StoreError(
            f"The database {services.store.database.place} is gone.",
            why="It was deleted or moved while the studio was running.",
            next_step="Stop the studio, put the database back, and start again.",
        )
