"""`/files` serves what a token names to whom it names, in parts, and nothing else."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from store import LOCAL_USER_ID, Actor
from store.values import AssetKind
from studio.headers import FILE_POLICY, SecurityHeaders
from studio.media.links import WINDOW, Links
from studio.media.route import mount
from studio.wizard import sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.values import Asset
    from studio.wiring import Services

    from .conftest import Disc


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
def studio(services: Services, clock: Clock, disc: Disc) -> Services:
    """The services, whose links go by that clock and whose portraits are discs."""
    links = Links(services.settings.data_dir / "links.key", clock=clock)
    return replace(services, links=links, portraits=replace(services.portraits, model=disc))


@pytest.fixture
def browser(studio: Services) -> Iterator[TestClient]:
    """A browser in front of the routes, behind the headers."""
    with TestClient(SecurityHeaders(Starlette(routes=[mount(lambda: studio)]))) as client:
        yield client


@pytest.fixture
def other(studio: Services) -> Actor:
    """Somebody else."""
    return Actor(studio.store.users.add(Actor(LOCAL_USER_ID, "admin"), name="Otto").id)


@pytest.fixture
def voice(studio: Services) -> Asset:
    """A voice sample of 300,000 bytes on the actor's own persona."""
    from brain import demo

    genome = demo.load_all()[0]
    mine = genome.model_copy(update={"metadata": genome.metadata.model_copy(update={"slug": "mine"})})
    persona = studio.library.create(studio.actor, mine)
    data = b"RIFF" + bytes(4) + b"WAVE" + os.urandom(300_000 - 12)
    return studio.store.assets.put(
        studio.actor, data=data, media_type="audio/wav", kind=AssetKind.VOICE_SAMPLE, persona_id=persona.card.id
    )


def test_content_comes_whole_and_in_parts(browser: TestClient, studio: Services, voice: Asset) -> None:
    """All of it, a part, its end, and nothing but the head; a part behind the end is refused with its size."""
    url, data = studio.links.asset(studio.actor, voice.id), studio.store.assets.read(studio.actor, voice.id)
    whole = browser.get(url)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, data, "audio/wav")
    assert whole.headers["accept-ranges"] == "bytes"
    part = browser.get(url, headers={"range": "bytes=65530-131080"})
    assert (part.status_code, part.content) == (206, data[65_530:131_081])
    assert part.headers["content-range"] == "bytes 65530-131080/300000"
    assert part.headers["content-length"] == "65551"
    assert browser.get(url, headers={"range": "bytes=-7"}).content == data[-7:]
    assert browser.get(url, headers={"range": "bytes=0-1,5-6"}).status_code == 200
    head = browser.head(url)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "300000")
    gone = browser.get(url, headers={"range": "bytes=300000-"})
    assert (gone.status_code, gone.headers["content-range"]) == (416, "bytes */300000")
    assert browser.post(url).status_code == 405


def test_a_browser_that_has_it_gets_it_not_again(browser: TestClient, studio: Services, voice: Asset) -> None:
    """The tag of the content is answered with 304; a range of an older content gives the new one whole."""
    url = studio.links.asset(studio.actor, voice.id)
    tag = browser.get(url).headers["etag"]
    for named in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = browser.get(url, headers={"if-none-match": named})
        assert (again.status_code, again.content) == (304, b"")
    assert browser.get(url, headers={"if-none-match": '"x"'}).status_code == 200
    assert browser.get(url, headers={"range": "bytes=0-1", "if-range": tag}).status_code == 206
    assert browser.get(url, headers={"range": "bytes=0-1", "if-range": '"x"'}).status_code == 200


def test_nothing_is_active_or_shared(browser: TestClient, studio: Services, voice: Asset) -> None:
    """Content and refusals carry a sandbox as policy and no sniffing; what is kept is kept by this browser alone."""
    for url in (studio.links.asset(studio.actor, voice.id), f"/files/assets/{voice.id}?t=x", "/files/nothing"):
        headers = browser.get(url).headers
        assert headers["content-security-policy"] == FILE_POLICY.decode()
        assert headers["x-content-type-options"] == "nosniff"
    good = browser.get(studio.links.asset(studio.actor, voice.id)).headers
    assert good["cache-control"].startswith("private")
    assert good["content-disposition"].startswith("inline; filename*=UTF-8''voice%20sample-")


def test_who_may_not_gets_nothing(
    browser: TestClient, studio: Services, voice: Asset, other: Actor, clock: Clock
) -> None:
    """No token, a forged, foreign or expired one, and one of somebody who may not see it: a plain text, no content."""
    path, good = f"/files/assets/{voice.id}", studio.links.token(studio.actor, "asset", voice.id)
    assert browser.get(path).status_code == 401
    assert browser.get(path, params={"t": good[:-2] + "xx"}).status_code == 401
    assert browser.get(path, params={"t": studio.links.token(studio.actor, "portrait", voice.id)}).status_code == 401
    assert browser.get(path, params={"t": studio.links.token(studio.actor, "asset", "another")}).status_code == 403
    assert browser.get(path, params={"t": studio.links.token(other, "asset", voice.id)}).status_code == 404
    clock.now += 2 * WINDOW
    late = browser.get(path, params={"t": good})
    assert (late.status_code, late.headers["content-type"]) == (401, "text/plain; charset=utf-8")
    assert "Reload the page" in late.text
    assert late.headers["cache-control"] == "no-store"


def test_a_right_that_ended_ends_at_once(browser: TestClient, studio: Services, voice: Asset) -> None:
    """A token that is still valid shows nothing of what was deleted since."""
    url = studio.links.asset(studio.actor, voice.id)
    studio.store.assets.delete(studio.actor, voice.id)
    assert browser.get(url).status_code == 404


def test_a_damaged_file_is_said(browser: TestClient, studio: Services, voice: Asset) -> None:
    """It is an error from the first byte on, not a broken answer, and tells no path."""
    name = voice.content_hash
    (studio.settings.media_path / "sealed" / name[:2] / name[2:4] / name).write_bytes(b"rubbish")
    answer = browser.get(studio.links.asset(studio.actor, voice.id))
    assert answer.status_code == 500
    assert str(studio.settings.data_dir) not in answer.text


def _demo(studio: Services) -> tuple[str, str]:
    card = studio.library.cards(studio.actor).items[0]
    return card.id, card.version_id


def test_a_portrait_is_drawn_and_kept(browser: TestClient, studio: Services, disc: Disc) -> None:
    """A portrait has the next of the sizes there are, is drawn once, and comes from its folder afterwards."""
    _, version_id = _demo(studio)
    answer = browser.get(studio.links.portrait(studio.actor, version_id, emotion="excited", size=200))
    assert answer.status_code == 200
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (256, 256)
    assert (
        browser.get(studio.links.portrait(studio.actor, version_id, emotion="excited", size=256)).content
        == answer.content
    )
    assert disc.drawn == 1
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in studio.portraits.folder.iterdir())


@pytest.mark.parametrize(
    "query", ["size=0", "size=5000", "size=-1", "size=x", "size=", "emotion=", "emotion=" + "x" * 65]
)
def test_no_such_portrait(browser: TestClient, studio: Services, query: str) -> None:
    """A size or an emotion that cannot be is refused."""
    _, version_id = _demo(studio)
    token = studio.links.token(studio.actor, "portrait", version_id)
    assert browser.get(f"/files/portraits/{version_id}?{query}&t={token}").status_code == 400


def test_a_portrait_of_nobody(browser: TestClient, studio: Services) -> None:
    """A version that is not there has no portrait."""
    assert browser.get(studio.links.portrait(studio.actor, "nobody")).status_code == 404


def test_a_provider_that_fails_is_said(browser: TestClient, studio: Services, disc: Disc) -> None:
    """The answer says that the picture could not be made; the next request asks again."""
    _, version_id = _demo(studio)
    disc.fails = True
    for _ in range(2):
        answer = browser.get(studio.links.portrait(studio.actor, version_id))
        assert answer.status_code == 502
        assert "could be made" in answer.text
    disc.fails = False
    assert browser.get(studio.links.portrait(studio.actor, version_id)).status_code == 200


def test_a_transcript_is_downloaded(browser: TestClient, studio: Services, other: Actor) -> None:
    """It comes as a file with a name, is kept by nobody on the way, and only for whoever may read the conversation."""
    persona_id, _ = _demo(studio)
    session = studio.conversations.start(studio.actor, persona_id)
    for form, media_type, ending in (("markdown", "text/markdown", ".md"), ("jsonl", "application/", ".jsonl")):
        answer = browser.get(studio.links.export(studio.actor, session.id, form=form))
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media_type)
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert answer.headers["content-disposition"].endswith(ending)
        assert answer.headers["cache-control"] == "no-store"
        assert session.id in answer.text or form == "markdown"
    assert browser.get(studio.links.export(other, session.id, form="jsonl")).status_code == 404
    token = studio.links.token(studio.actor, "export", session.id)
    assert browser.get(f"/files/exports/{session.id}?form=exe&t={token}").status_code == 400


def test_files_that_look_alike_are_not_mixed_up(browser: TestClient, studio: Services, other: Actor) -> None:
    """Two users' sounds of one length that only differ in a few bytes in between: each gets their own, no other."""
    first = b"RIFF" + bytes(4) + b"WAVE" + bytes(1_500_000)
    second = first[:400_000] + b"secret" + first[400_006:]
    made = {"media_type": "audio/wav", "kind": AssetKind.VOICE_SAMPLE}
    kept = [
        (actor, data, studio.store.assets.put(actor, data=data, sensitive=sensitive, **made))
        for sensitive in (False, True)
        for actor, data in ((studio.actor, first), (other, second))
    ]
    for actor, data, asset in kept:
        assert browser.get(studio.links.asset(actor, asset.id)).content == data
        stranger = other if actor == studio.actor else studio.actor
        assert browser.get(studio.links.asset(stranger, asset.id)).status_code == 404


@given(
    path=st.text(st.characters(codec="utf-8", exclude_characters="?#"), max_size=40),
    header=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    query=st.dictionaries(st.sampled_from(["t", "size", "emotion", "seed", "form", "download"]), st.text(max_size=30)),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_is_answered(browser: TestClient, path: str, header: str, query: dict[str, str]) -> None:
    """No path, query or header makes the route fail, or serve anything without a token of its own."""
    for room in ("assets", "portraits", "exports", "making", ""):
        answer = browser.get(
            f"/files/{room}/{quote(path, safe='/.')}",
            params={name: value.encode("utf-8", "replace") for name, value in query.items()},
            headers={"range": header, "if-none-match": header, "if-range": header},
        )
        assert answer.status_code in {401, 404}


def test_a_face_in_the_making_is_shown_to_whom_it_is_made_by(studio: Services, browser: TestClient) -> None:
    """Its own link gives it and its variations; another person's, one of another session, and a wrong seed do not."""
    actor, looks = studio.actor, studio.looks
    session = studio.wizard.begin(actor, sources.sentence("an elderly witch")).session
    seed = looks.seeds(session)[0]
    now = browser.get(studio.links.making(actor, session.id, revision=session.revision, size=64))
    other = browser.get(studio.links.making(actor, session.id, revision=session.revision, size=64, seed=seed))
    assert (now.status_code, other.status_code) == (200, 200)
    assert Image.open(io.BytesIO(now.content)).size == (64, 64)
    stranger = Actor("somebody-else", "user")
    assert browser.get(studio.links.making(stranger, session.id, revision=1, size=64)).status_code == 404
    theirs = studio.links.making(actor, session.id, revision=1).replace(session.id, "0" * 36)
    assert browser.get(theirs).status_code == 403
    wrong = studio.links.making(actor, session.id, revision=1, seed=1).replace("seed=1", "seed=one")
    assert browser.get(wrong).status_code == 400
    looks.lock(actor, session.id, locked=True)
    assert browser.get(studio.links.making(actor, session.id, revision=2, seed=seed)).status_code == 400


def test_cards_to_take_away(browser: TestClient, studio: Services) -> None:
    """A link to cards gives a file for one persona and an archive for several, of just those it was made for."""
    ids = [studio.library.find(studio.actor, slug).card.id for slug in ("mira-okafor", "victoria-hale")]
    one = browser.get(studio.links.cards(studio.actor, ids[:1], form="persona"))
    assert one.status_code == 200
    assert one.json()["metadata"]["name"] == "Mira Okafor"
    assert "attachment" in one.headers["content-disposition"]
    assert "mira-okafor" in one.headers["content-disposition"]
    many = browser.get(studio.links.cards(studio.actor, ids, form="v2"))
    assert many.content.startswith(b"PK")
    stolen = studio.links.cards(studio.actor, ids[:1], form="persona").replace(ids[0], ids[1])
    assert browser.get(stolen).status_code == 403
    stranger = studio.links.cards(Actor("stranger"), ["nobody"], form="persona")
    assert browser.get(stranger).status_code == 404
