"""Pages as a browser tab runs them, through the entry, over a fresh folder with the demo personas."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from studio.settings import Settings
from studio.wiring import build, shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.wiring import Services

ROOT = Path(__file__).resolve().parents[2]
KEYS = (
    "ANTHROPIC_API_KEY", "PERSONAFORGE_ANTHROPIC_API_KEY", "PERSONAFORGE_ANTHROPIC_BASE_URL", "PERSONAFORGE_MODEL",
    "ELEVENLABS_API_KEY", "PERSONAFORGE_ELEVENLABS_API_KEY", "PERSONAFORGE_ELEVENLABS_BASE_URL",
)  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def done_once(prepared_once: None) -> Iterator[None]:  # noqa: ARG001 - gauges
    """AppTest looks through every installed package for components each time a tab is opened; once is enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo personas, made once."""
    folder = tmp_path_factory.mktemp("stocked")
    services = build(Settings(data_dir=folder))
    services.library.load_demo(services.actor)
    services.close()
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of this test, empty; the services made over it are closed at the end."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    data = tmp_path / "data"
    monkeypatch.setenv("PERSONAFORGE_DATA_DIR", str(data))
    monkeypatch.setenv("PERSONAFORGE_UNDERSTUDY_PACE_MS", "0")
    shared.cache_clear()
    yield data
    shared(_served()).close()
    shared.cache_clear()


class Tab:
    """A browser tab on a page. Every step fails the test if the page then shows a traceback or an error."""

    def __init__(self, page: str = "", /, **address: str) -> None:
        self.at = AppTest.from_file(str(ROOT / "studio" / "main.py"), default_timeout=60)
        self.at.run()
        if page:
            for name, value in address.items():
                self.at.query_params[name] = value
            self.at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        self.sound()

    def sound(self) -> None:
        """The page shows neither a traceback nor an error."""
        assert not self.at.exception, [error.value for error in self.at.exception]
        assert not self.at.error, [error.value for error in self.at.error]

    def say(self, words: str) -> None:
        """Say something in the playground and wait for the whole reply."""
        self.at.chat_input(key="words").set_value(words).run()
        self.sound()

    def press(self, label: str, *, last: bool = True) -> None:
        """Press the last (or first) button with that label."""
        found = [button for button in self.at.button if button.label == label]
        assert found, f"no button {label!r} among {[button.label for button in self.at.button]}"
        found[-1 if last else 0].click().run()
        self.sound()

    @property
    def html(self) -> str:
        """All HTML of the page but the style sheet."""
        return "\n".join(part.value for part in self.at.html if not part.value.startswith("<style>"))

    @property
    def services(self) -> Services:
        """The services the page uses."""
        return shared(_served())

    @property
    def session_id(self) -> str:
        """The open conversation, from the address."""
        return str(self.at.query_params["session"])


@pytest.fixture
def tab(folder: Path, stocked: Path) -> type[Tab]:
    """Opens pages over the demo personas: `tab()` is the home page, `tab("playground", persona="…")` another."""
    shutil.copytree(stocked, folder)
    return Tab


@pytest.fixture
def bare_tab(folder: Path) -> type[Tab]:  # noqa: ARG001 - the folder is what it needs
    """Opens pages over an empty house."""
    return Tab


def _served() -> Settings:
    import streamlit as st

    return Settings(host=st.get_option("server.address"), port=st.get_option("server.port"))
