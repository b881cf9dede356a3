"""The API's application: health and version. Its documentation loads nothing from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fastapi import Response, status
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, Field

from brain.errors import StoreError
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

    @api.get("/health")
    def health(response: Response) -> Health:
        try:
            services().store.ping()
        except StoreError as error:
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
            return Health(status="failing", database=str(error))
        return Health(status="ok", database="ok")

    @api.get("/version")
    def show_version() -> Version:
        return Version(version=version())

    return api
