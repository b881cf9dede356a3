"""A signed address says who may see what, for some minutes, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.actor import Actor
from studio.media.links import WINDOW, LinkExpired, Links

if TYPE_CHECKING:
    from pathlib import Path

ADA, NOON = Actor("ada"), 1_800_000_000.0


def _token(url: str) -> str:
    return parse_qs(urlsplit(url).query)["t"][0]


def test_a_token_is_read_as_it_was_made(tmp_path: Path) -> None:
    """Who and what come back, also by another process over the same folder."""
    token = _token(Links(tmp_path / "k").asset(Actor("root", "admin"), "a1"))
    assert Links(tmp_path / "k").read(token, "asset") == (Actor("root", "admin"), "a1")


@pytest.mark.parametrize("later", [0, 60, 299, 300, 301, 599])
def test_the_address_is_stable_and_short_lived(tmp_path: Path, later: int) -> None:
    """It is the same within five minutes, valid for five to ten, and never for longer."""
    now = [NOON + later]
    links = Links(tmp_path / "k", clock=lambda: now[0])
    first, token = links.portrait(ADA, "v", emotion="joy", size=64), links.token(ADA, "portrait", "v")
    now[0] = (now[0] // WINDOW + 1) * WINDOW - 1
    assert links.portrait(ADA, "v", emotion="joy", size=64) == first
    now[0] += WINDOW
    assert links.read(token, "portrait") == (ADA, "v")
    now[0] += 1
    with pytest.raises(LinkExpired, match="Reload"):
        links.read(token, "portrait")


def test_a_token_is_for_its_purpose_and_its_studio(tmp_path: Path) -> None:
    """A token for an asset opens no portrait, and one of another data folder opens nothing."""
    token = Links(tmp_path / "k").token(ADA, "asset", "a1")
    for links, purpose in ((Links(tmp_path / "k"), "portrait"), (Links(tmp_path / "other"), "asset")):
        with pytest.raises(LinkExpired):
            links.read(token, purpose)


@given(token=st.text(max_size=80))
def test_no_other_text_is_a_token(tmp_path_factory: pytest.TempPathFactory, token: str) -> None:
    """Whatever is sent in its place is refused, and never an error of another kind."""
    links = Links(tmp_path_factory.getbasetemp() / "forged.key")
    with pytest.raises(LinkExpired):
        links.read(token, "asset")


@given(at=st.integers(0, 200), put=st.sampled_from("Aa0_-."))
def test_a_changed_token_is_refused(tmp_path_factory: pytest.TempPathFactory, at: int, put: str) -> None:
    """A token with one character changed says the same as before or is refused."""
    links = Links(tmp_path_factory.getbasetemp() / "forged.key")
    token = links.token(ADA, "asset", "a1")
    changed = token[: at % len(token)] + put + token[at % len(token) + 1 :]
    try:
        assert links.read(changed, "asset") == (ADA, "a1")
    except LinkExpired:
        assert changed != token


def test_ids_cannot_leave_their_place(tmp_path: Path) -> None:
    """An id with slashes, dots or question marks stays one part of the path."""
    path = urlsplit(Links(tmp_path / "k").asset(ADA, "../x?y=/z#")).path
    assert path.count("/") == 3
    assert path.startswith("/files/assets/")
