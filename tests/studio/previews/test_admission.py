"""A preview is reached by its link and by nothing else, and shows what the link names."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from brain import demo
from brain.errors import NotFound
from store import LOCAL_USER_ID, Actor
from store.values import AssetKind
from studio.media.links import WINDOW, Links
from studio.previews import shown
from studio.previews.admission import Admission, admitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from store.values import Persona
    from studio.wiring import Services


class Clock:
    """A clock that is set by hand."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        """The time it shows."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Noon."""
    return Clock()


@pytest.fixture
def studio(services: Services, clock: Clock) -> Services:
    """The services, whose links go by that clock."""
    return replace(services, links=Links(services.settings.data_dir / "links.key", clock=clock))


@pytest.fixture
def persona(studio: Services) -> Persona:
    """A private persona of the actor's."""
    genome = demo.load_all()[0]
    mine = genome.model_copy(update={"metadata": genome.metadata.model_copy(update={"slug": "mine"})})
    return studio.library.create(studio.actor, mine)


@pytest.fixture
def other(studio: Services) -> Actor:
    """Somebody else."""
    return Actor(studio.store.users.add(Actor(LOCAL_USER_ID, "admin"), name="Otto").id)


@pytest.fixture
def browser(studio: Services) -> Iterator[TestClient]:
    """A browser in front of a preview that says what it was asked for, by whom."""

    async def say(request: Request) -> PlainTextResponse:
        actor, thing_id = admitted(studio, request)
        return PlainTextResponse(f"{actor.user_id} {thing_id}")

    inside = Starlette(routes=[Route("/{path:path}", say)])
    guard = Admission(inside, lambda: studio, shown.check)
    with TestClient(Starlette(routes=[Route("/preview", guard), Mount("/preview", guard)])) as client:
        yield client


def test_a_link_opens_its_block_and_its_parts(browser: TestClient, studio: Services, persona: Persona) -> None:
    """The page comes by the token; what belongs to it by the cookie, which no script reads and no other block gets."""
    first = browser.get(studio.links.preview(studio.actor, "portrait", persona.version.id))
    assert (first.status_code, first.text) == (200, f"{LOCAL_USER_ID} {persona.version.id}")
    cookie = first.headers["set-cookie"]
    assert "; Path=/preview/portrait; HttpOnly; SameSite=Strict; Max-Age=600" in cookie
    assert browser.get("/preview/portrait/config").text.endswith(persona.version.id)
    assert "set-cookie" not in browser.get("/preview/portrait/config").headers
    assert browser.get("/preview/voice/config").status_code == 401
    value = cookie.partition(";")[0]
    assert browser.get("/preview/voice/config", headers={"cookie": value}).status_code == 401


@pytest.mark.parametrize("path", ["", "/", "/portrait", "/portrait/", "/portrait/config", "/portrait/theme.css", "/x/"])
def test_nothing_comes_without_a_token(browser: TestClient, path: str) -> None:
    """No page, no part of one, and not even the styles; a forged token is none."""
    for query in ("", "?t=", "?t=forged"):
        answer = browser.get(f"/preview{path}{query}")
        assert answer.status_code == 401
        assert "Reload the page" in answer.text
        assert answer.headers["cache-control"] == "no-store"


def test_a_refusal_looks_like_the_page_around_it(browser: TestClient) -> None:
    """A browser that shows it gets the words on the page's own ground, and nothing of the address becomes markup."""
    for theme, ground in (("dark", "#15161E"), ("light", "#F7F3EA"), ("<script>", "#F7F3EA")):
        answer = browser.get("/preview/x/", params={"__theme": theme, "t": "<b>"}, headers={"accept": "text/html,*/*"})
        assert answer.headers["content-type"].startswith("text/html")
        assert f"background:{ground}" in answer.text
        assert "Reload the page" in answer.text
        assert "<b>" not in answer.text
        assert "<script>" not in answer.text


def test_an_old_token_and_its_cookie_end(browser: TestClient, studio: Services, persona: Persona, clock: Clock) -> None:
    """After its time neither the address nor the cookie that came of it opens anything."""
    url = studio.links.preview(studio.actor, "portrait", persona.version.id)
    assert browser.get(url).status_code == 200
    clock.now += 2 * WINDOW
    assert browser.get(url).status_code == 401
    assert browser.get("/preview/portrait/config").status_code == 401


def test_a_token_in_the_address_decides(browser: TestClient, studio: Services, persona: Persona) -> None:
    """A cookie does not help a bad token in, and two frames of one block each show what their own address names."""
    demo_version = next(card.version_id for card in studio.library.cards(studio.actor).items if card.is_demo)
    one = studio.links.preview(studio.actor, "portrait", persona.version.id)
    two = studio.links.preview(studio.actor, "portrait", demo_version)
    assert browser.get(one).text.endswith(persona.version.id)
    assert browser.get(two).text.endswith(demo_version)
    join = one.replace("/portrait/", "/portrait/gradio_api/queue/join")
    assert browser.get(join).text.endswith(persona.version.id)
    assert browser.get("/preview/portrait/config?t=forged").status_code == 401


def test_another_actor_is_refused(browser: TestClient, studio: Services, persona: Persona, other: Actor) -> None:
    """A token of somebody who may not see the version opens nothing, though it is signed."""
    assert browser.get(studio.links.preview(other, "portrait", persona.version.id)).status_code == 404


def test_no_socket_is_opened(browser: TestClient) -> None:
    """The blocks speak HTTP; a socket is closed before it opens."""
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/preview/portrait/ws"):
        pass


def test_what_is_shown_is_what_the_actor_may_see(studio: Services, persona: Persona, other: Actor) -> None:
    """Faces, pictures and sounds come as links of the same actor; the wrong kind and others' are not there."""
    faces = shown.faces(studio, studio.actor, persona.version.id)
    assert faces[0].caption == "neutral"
    assert len({face.caption for face in faces}) == len(faces) >= 21
    assert all(face.url.startswith(f"/files/portraits/{persona.version.id}?") for face in faces)
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    kept = studio.store.assets.put(
        studio.actor, data=made.getvalue(), media_type="image/png", kind=AssetKind.PORTRAIT, wizard_id="w"
    )
    assert shown.picture(studio, studio.actor, kept.id).url.startswith(f"/files/assets/{kept.id}?")
    for block, actor, thing_id in (
        ("voice", studio.actor, kept.id),
        ("picture", other, kept.id),
        ("portrait", other, persona.version.id),
        ("portrait", studio.actor, kept.id),
        ("nothing", studio.actor, kept.id),
    ):
        with pytest.raises(NotFound):
            shown.check(studio, actor, block, thing_id)
