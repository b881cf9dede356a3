"""Both previews within a Streamlit page, in a real browser."""

from __future__ import annotations

import io
import math
import os
import re
import struct
import subprocess
import sys
import time
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from store import LOCAL_USER_ID, Actor
from store.values import AssetKind, Provenance
from studio.media.links import Links
from studio.settings import Settings
from studio.wiring import build

from .conftest import ROOT, START_SECONDS, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SCRIPT = """
import os, sys
from pathlib import Path
from studio.asgi import ROOT, create
from studio.settings import Settings
settings = Settings(port=int(sys.argv[1]))
app = create(settings, entry=Path(sys.argv[2]))
os.chdir(ROOT)
app.run(config={"server.port": settings.port, "server.address": settings.host, "server.headless": True})
"""


@dataclass(frozen=True)
class Shown:
    """A running studio, and what there is to show in it."""

    url: str
    links: Links
    version_id: str
    voice_id: str
    stranger: Actor

    def page(self) -> str:
        """The address of the page with both previews."""
        return f"{self.url}/?version={self.version_id}&voice={self.voice_id}"


class Previews(Server):
    """A studio whose one page is that of the previews."""

    def start(self) -> None:
        """Start it and wait until it is healthy."""
        self._log = (self.data.parent / f"server-{self.port}.log").open("ab")
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", SCRIPT, str(self.port), str(Path(__file__).parent / "entry_previews.py")],
            cwd=ROOT,
            env=dict(os.environ) | {"PERSONAFORGE_DATA_DIR": str(self.data)},  # noqa: TID251
            stdout=self._log,
            stderr=self._log,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._healthy():
            assert self._process.poll() is None, f"the server ended at once; see {self._log.name}"
            assert time.monotonic() < deadline, f"the server did not become healthy; see {self._log.name}"
            time.sleep(0.2)


def _sound(seconds: int) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"".join(struct.pack("<h", int(8_000 * math.sin(n / 9))) for n in range(8_000 * seconds)))
    return made.getvalue()


@pytest.fixture(scope="module")
def shown(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:  # noqa: ARG001 - skips first
    """The studio with a demo persona and a voice sample of four seconds."""
    server = Previews(tmp_path_factory.mktemp("previews") / "data", pace_ms=0)
    made = build(Settings(data_dir=server.data))
    card = made.library.load_demo(made.actor)[0]
    voice = made.store.assets.put(
        made.actor, data=_sound(4), media_type="audio/wav", kind=AssetKind.VOICE_SAMPLE, wizard_id="w", label="calm",
        provenance=Provenance(label="preview voice"),
    )  # fmt: skip
    stranger = Actor(made.store.users.add(Actor(LOCAL_USER_ID, "admin"), name="Otto").id)
    made.close()
    try:
        server.start()
        yield Shown(server.url, Links(server.data / "links.key"), card.version_id, voice.id, stranger)
    finally:
        server.stop()


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_a_portrait_shows_and_follows_the_emotion(
    shown: Shown, open_page: Callable[..., Page], appearance: str
) -> None:
    """The face is drawn in the page's own light or dark; another emotion, chosen or clicked, shows another face."""
    page = open_page(shown.page(), appearance=appearance)
    frame = page.frame_locator("iframe[src*='/preview/portrait/']")
    face = frame.locator("#faces img").first
    expect(face).to_have_js_property("naturalWidth", 512, timeout=30_000)
    assert "emotion=neutral" in str(face.get_attribute("src"))
    grounds = [
        where.evaluate("element => getComputedStyle(element).backgroundColor")
        for where in (frame.locator("body"), page.locator(".stApp"))
    ]
    assert grounds[0] == grounds[1]
    frame.locator("#emotion input").click()
    frame.locator("[role=option]", has_text="happy").first.click()
    expect(face).to_have_attribute("src", re.compile("emotion=happy"))
    frame.locator("#faces .thumbnails button").nth(2).click()
    expect(frame.locator("#emotion input")).not_to_have_value("happy")


def test_a_voice_plays(shown: Shown, open_page: Callable[..., Page]) -> None:
    """The player draws the wave, and its time goes on once it is told to play."""
    page = open_page(shown.page())
    frame = page.frame_locator("iframe[src*='/preview/voice/']")
    played = frame.locator("time").first
    frame.get_by_label("Play", exact=True).click(timeout=30_000)
    expect(played).not_to_have_text("0:00", timeout=15_000)
    expect(frame.locator("time").last).to_have_text("0:04")
    expect(frame.locator("textarea")).to_have_value("calm · preview voice")


def test_another_actors_token_opens_nothing(shown: Shown) -> None:
    """A signed token of somebody who may not see the voice gets neither its preview nor its bytes."""
    for url in (shown.links.preview(shown.stranger, "voice", shown.voice_id),
                shown.links.asset(shown.stranger, shown.voice_id)):  # fmt: skip
        with pytest.raises(URLError, match="404"):
            urlopen(shown.url + url, timeout=30)  # noqa: S310 - our own loopback address
