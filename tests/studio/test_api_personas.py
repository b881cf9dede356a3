from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from brain.genome import read
from studio.api.app import create

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.wiring import Services


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    """A client of the API over the demo personas."""
    with TestClient(create(lambda: services)) as made:
        yield made


def names(answer: Any) -> list[str]:
    """The names of a list."""
    assert answer.status_code == 200, answer.text
    return [card["name"] for card in answer.json()["items"]]


def failed(answer: Any, status: int) -> dict[str, Any]:
    """The error of an answer, which has the one shape."""
    assert answer.status_code == status, answer.text
    (error,) = answer.json().values()
    assert set(error) == {"type", "what", "why", "next_step", "problems"}
    assert error["what"]
    return dict(error)


def test_list(client: TestClient) -> None:
    """Filters, sorting and cursors are those of the library; all pages together hold everybody once."""
    assert len(names(client.get("/personas"))) == 6
    assert names(client.get("/personas?kind=real")) == ["Albert Einstein"]
    assert names(client.get("/personas?archetype=sage&archetype=ruler&sort=name")) == [
        "Albert Einstein",
        "Victoria Hale",
    ]
    assert names(client.get("/personas?domain=Physics&owner=demo")) == ["Albert Einstein"]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = client.get("/personas", params={"limit": 4, "total": True} | ({"cursor": cursor} if cursor else {}))
        seen += names(answer)
        cursor = answer.json()["next_cursor"]
        assert answer.json()["total"] == 6
    assert len(seen) == len(set(seen)) == 6


def test_search(client: TestClient) -> None:
    """A search says where it found the words."""
    answer = client.get("/personas/search", params={"q": "violin"})
    (hit,) = answer.json()["items"]
    assert hit["persona"]["name"] == "Albert Einstein"
    assert {"text": "violin", "found": True} in hit["excerpt"]["parts"]
    assert answer.json()["total"] == 1
    assert client.get("/personas/search", params={"q": "xyzzy"}).json()["items"] == []


def test_read(client: TestClient) -> None:
    """A persona comes with its genome document and an ETag; who has it already is told so, without a body."""
    card = client.get("/personas?kind=real").json()["items"][0]
    answer = client.get(f"/personas/{card['id']}")
    assert read(answer.json()["genome"]).name == "Albert Einstein"
    assert answer.headers["etag"] == f'"{card["version_id"]}"'
    again = client.get(f"/personas/{card['id']}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_settings(client: TestClient, services: Services) -> None:
    """A change is a new version, made from the one that was read; what is not given stays."""
    persona = services.library.find(services.actor, "mira-okafor")
    path = f"/personas/{persona.card.id}/settings"
    change = {"humor_usage": "high", "traits": {"openness": 0.9}, "temperature": None}
    answer = client.patch(path, json=change, headers={"If-Match": f'"{persona.version.id}"'})
    assert answer.status_code == 200, answer.text
    mind = answer.json()["genome"]["mind"]
    assert (mind["config"]["humor_usage"], mind["big_five"]["openness"]) == ("high", 0.9)
    assert mind["config"]["language_style"] == persona.genome.mind.config.language_style
    now = services.library.find(services.actor, "mira-okafor")
    assert (now.version.number, now.version.parent_id) == (2, persona.version.id)
    assert now.version.message == "settings: humor_usage, temperature, openness"
    assert answer.headers["etag"] == f'"{now.version.id}"'
    before, after = persona.genome.mind.facets.factor("openness"), now.genome.mind.facets.factor("openness")
    assert after > before
    same = client.patch(path, json={"humor_usage": "high"}, headers={"If-Match": "*"})
    assert same.json()["persona"]["version_number"] == 2


def test_a_change_needs_its_version(client: TestClient, services: Services) -> None:
    """Without If-Match it is refused, and with an older version too; nothing is changed then."""
    persona = services.library.find(services.actor, "mira-okafor")
    path = f"/personas/{persona.card.id}/settings"
    assert failed(client.patch(path, json={"humor_usage": "low"}), 428)["next_step"]
    stale = client.patch(path, json={"humor_usage": "low"}, headers={"If-Match": '"another"'})
    assert "version 1" in failed(stale, 412)["why"]
    assert services.library.get(services.actor, persona.card.id).version == persona.version


def test_every_error_has_one_shape(client: TestClient, services: Services) -> None:
    """Wrong values, ids, cursors, fields and paths are explained alike, each with its status."""
    persona = services.library.find(services.actor, "mira-okafor")
    path, match = f"/personas/{persona.card.id}/settings", {"If-Match": "*"}
    assert failed(client.get("/personas/nobody"), 404)["type"] == "NotFound"
    assert failed(client.patch("/personas/nobody/settings", json={}, headers=match), 404)
    assert "magician" in failed(client.get("/personas?archetype=wizard"), 422)["next_step"]
    assert failed(client.get("/personas?sort=size"), 422)
    assert failed(client.get("/personas?cursor=nonsense"), 422)
    assert failed(client.get("/personas?limit=0"), 422)["problems"][0]["field"] == "limit"
    assert failed(client.get("/personas/search"), 422)["problems"][0]["field"] == "q"
    assert failed(client.get("/nowhere"), 404)
    assert failed(client.delete("/personas"), 405)
    for body in ({"humor_usage": "loud"}, {"unknown": 1}, {"temperature": 9}, {"traits": {"openness": 2}}, [], "x"):
        assert failed(client.patch(path, json=body, headers=match), 422)["problems"]
    for body in ({"traits": {"swagger": 1}}, {"modes": {"Chess": True}}, {"default_mode": "Chess"}, {"model": None}):
        assert failed(client.patch(path, json=body, headers=match), 422)["what"]
    assert failed(client.patch(path, content=b"{", headers=match | {"content-type": "application/json"}), 422)


def test_it_is_documented(client: TestClient) -> None:
    """Each endpoint is described with its parameters and its errors."""
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/personas", "/personas/search", "/personas/{persona_id}", "/personas/{persona_id}/settings"} <= set(paths)
    given = {one["name"] for one in paths["/personas"]["get"]["parameters"]}
    assert {"archetype", "domain", "tag", "status", "kind", "owner", "sort", "cursor", "limit"} <= given
    assert {"412", "428"} <= set(paths["/personas/{persona_id}/settings"]["patch"]["responses"])
