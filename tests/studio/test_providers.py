from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain.errors import NotFound
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from studio.providers import Providers

    from .conftest import Behaviour, ModelServer

SECRET = "sk-ant-sesame"


@pytest.fixture
def made(folder: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Providers]]:  # noqa: ARG001
    """Makes the providers of an environment with these variables."""
    opened = []

    def make(**variables: str) -> Providers:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        services = build(Settings())
        opened.append(services)
        return services.providers

    yield make
    for services in opened:
        services.close()


def test_without_a_key_everything_has_its_embedded_default(made: Callable[..., Providers]) -> None:
    """Each need says what meets it offline, and no key is claimed."""
    listed = made().list()
    assert [status.name for status in listed] == ["anthropic", "elevenlabs", "embeddings"]
    assert not any(status.key_present for status in listed)
    assert all("offline" in status.embedded_default for status in listed)


def test_a_status_never_holds_a_key(made: Callable[..., Providers]) -> None:
    """A key that is set is shown as present, and its text is nowhere, nor in what a test of it says."""
    providers = made(ANTHROPIC_API_KEY=SECRET, PERSONAFORGE_ANTHROPIC_BASE_URL="http://127.0.0.1:9")
    anthropic = providers.list()[0]
    assert anthropic.key_present
    assert anthropic.base_url == "http://127.0.0.1:9"
    check = providers.test("anthropic")
    assert not check.ok
    assert "could not be reached" in check.text
    assert "sesame" not in repr(providers.list()) + repr(providers) + repr(check)


def test_an_empty_key_is_none(made: Callable[..., Providers]) -> None:
    """A variable that is set to nothing counts as no key, and the test of the connection says what to set."""
    providers = made(ANTHROPIC_API_KEY="")
    assert not providers.list()[0].key_present
    check = providers.test("anthropic")
    assert not check.ok
    assert "ANTHROPIC_API_KEY" in check.text


@pytest.mark.parametrize(
    ("behaviour", "ok", "said"),
    [
        ("answer", True, "answered in"),
        ("unauthorised", False, "key"),
        ("overloaded", False, "again"),
        ("reset", False, "reached"),
        ("half", False, "broke off"),
        ("garbage", False, "not JSON"),
    ],
)
def test_the_connection_is_tested(
    made: Callable[..., Providers], model_server: ModelServer, behaviour: Behaviour, *, ok: bool, said: str
) -> None:
    """One small request tells whether the server answers; a failure is a text that says why, not an exception."""
    providers = made(ANTHROPIC_API_KEY=SECRET, PERSONAFORGE_ANTHROPIC_BASE_URL=model_server.url)
    model_server.will(behaviour)
    check = providers.test("anthropic")
    assert check.ok is ok
    assert said in check.text
    assert "sesame" not in check.text
    assert model_server.asked == 1


def test_a_server_of_ones_own_needs_no_key(made: Callable[..., Providers], model_server: ModelServer) -> None:
    """With a base URL the test goes there, key or not."""
    assert made(PERSONAFORGE_ANTHROPIC_BASE_URL=model_server.url).test("anthropic").ok


def test_no_model_is_named(made: Callable[..., Providers]) -> None:
    """An empty list of models is no crash: the test says what to set."""
    providers = made(ANTHROPIC_API_KEY=SECRET, PERSONAFORGE_ANTHROPIC_MODELS="[]")
    assert providers.list()[0].model == ""
    check = providers.test("anthropic")
    assert not check.ok
    assert "PERSONAFORGE_ANTHROPIC_MODELS" in check.text


def test_embeddings_and_strangers(made: Callable[..., Providers]) -> None:
    """The embedded embeddings always answer; a name that is no provider is refused with those there are."""
    providers = made()
    assert providers.test("embeddings").ok
    with pytest.raises(NotFound, match="anthropic, embeddings, elevenlabs"):
        providers.test("openai")
