from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from brain.errors import StoreError
from studio.api.app import create
from studio.settings import version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.wiring import Services


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    """A client of the API over the services of this test."""
    with TestClient(create(lambda: services)) as made:
        yield made


def test_healthy(client: TestClient) -> None:
    """While the database answers, health is 200 and says so."""
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok"}


def test_the_version(client: TestClient) -> None:
    """The version is that of the installed package."""
    assert client.get("/version").json() == {"name": "PersonaForge", "version": version()}


def test_a_database_that_is_gone(client: TestClient, services: Services) -> None:
    """A file deleted under the running studio makes it unhealthy, with the next step."""
    (services.settings.data_dir / "personaforge.db").rename(services.settings.data_dir / "moved.db")
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "failing"
    assert "put the database back" in answer.json()["database"]
    (services.settings.data_dir / "moved.db").rename(services.settings.data_dir / "personaforge.db")
    assert client.get("/health").status_code == 200


def test_a_database_that_is_damaged(client: TestClient, services: Services) -> None:
    """A file overwritten under the running studio makes it unhealthy."""
    path = services.settings.data_dir / "personaforge.db"
    kept = path.read_bytes()
    path.write_bytes(b"\xa5" * len(kept))
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "damaged" in answer.json()["database"]
    path.write_bytes(kept)


def test_services_that_cannot_be_made() -> None:
    """Where the store cannot be opened at all, health says why instead of failing itself."""

    def refuse() -> Services:
        raise StoreError("The database is not there.", next_step="Run `personaforge migrate`.")

    with TestClient(create(refuse)) as client:
        answer = client.get("/health")
    assert answer.status_code == 503
    assert "personaforge migrate" in answer.json()["database"]


def test_the_documentation_loads_nothing_from_outside(client: TestClient) -> None:
    """The API's pages name no other host, and everything they load is served."""
    for page in ("/docs", "/redoc"):
        text = client.get(page).text
        loaded = re.findall(r"""(?:src|href)=["']([^"']+)["']|url: ?["']([^"']+)["']""", text)
        addresses = [first or second for first, second in loaded]
        assert len(addresses) >= 2, text
        assert not re.search(r"""(?:src|href|url)\s*[=:]\s*["'](?:https?:)?//""", text)
        for address in addresses:
            if not address.startswith("data:"):
                assert client.get(address).status_code == 200, address
    assert set(client.get("/openapi.json").json()["paths"]) >= {"/health", "/version"}
