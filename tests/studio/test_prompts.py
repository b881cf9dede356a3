from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from brain.errors import ModelUnauthorised, NotFound
from brain.prompt.prompt import SectionName
from studio import again
from studio.casting import Casting
from studio.cli import app
from studio.prompts import Prompts
from studio.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from studio.lab import Lab
    from studio.prompts import PromptView
    from studio.wiring import Services


@pytest.fixture
def einstein(services: Services) -> PromptView:
    """Einstein's first prompt."""
    card = services.library.find(services.actor, "albert-einstein").card
    return services.prompts.of_persona(services.actor, card.id)


def test_a_new_conversations_prompt_has_nine_sections(einstein: PromptView) -> None:
    """Each with its length; seven are stable; the sum is what it says; nothing is left out of a demo persona."""
    assert [section.name for section in einstein.sections] == list(SectionName)
    assert [section.stable for section in einstein.sections] == [True] * 7 + [False] * 2
    parts = sum(section.tokens for section in einstein.sections)
    assert einstein.total == parts + einstein.turn_tokens + einstein.word_tokens
    assert einstein.stable_tokens > 3_000
    assert (einstein.trimmed, einstein.over, einstein.turns) == ((), 0, 0)
    assert einstein.counter.startswith("estimated")


def test_the_next_turns_prompt_is_what_the_next_turn_sends(lab: Lab) -> None:
    """The hash that the turn keeps is of the very prompt that was shown before it."""
    import hashlib

    talk = lab.talk("albert-einstein", seed=3, fresh=True)
    talk.say("My name is Ada and I love trains.")
    view = lab.prompt(session=talk.session.id, words="What do I love?")
    turn = talk.say("What do I love?")
    shown = view.request.stable + "\n\n" + view.request.changing
    assert hashlib.sha256(shown.encode()).hexdigest()[:16] == turn.prompt_hash
    assert "trains" in next(section.text for section in view.sections if section.name is SectionName.MEMORIES)
    assert (view.turn, view.turns) == (2, 1)


def test_without_words_nothing_is_recalled(lab: Lab) -> None:
    """What would be recalled depends on what is said."""
    talk = lab.talk("albert-einstein", seed=3)
    talk.say("My name is Ada and I love trains.")
    assert not next(
        section.text for section in lab.prompt(session=talk.session.id).sections if section.name is SectionName.MEMORIES
    )


def test_another_ones_conversation_is_not_shown(services: Services) -> None:
    """An unknown conversation or persona is not found."""
    for ask in (services.prompts.of_session, services.prompts.of_persona):
        with pytest.raises(NotFound):
            ask(services.actor, "no-such-id")


def test_the_setting_bounds_the_prompt(services: Services, folder: Path) -> None:
    """A studio that allows fewer tokens leaves out knowledge, and says so."""
    casting = Casting(Settings(data_dir=folder, prompt_tokens=4_000))
    prompts = Prompts(
        store=services.store, casting=casting, recollection=services.prompts.recollection, default_model="understudy"
    )
    card = services.library.find(services.actor, "albert-einstein").card
    view = prompts.of_persona(services.actor, card.id)
    assert view.budget == 4_000
    assert "knowledge" in {one.what for one in view.trimmed}


def test_the_box_gives_the_same_prompt_again(lab: Lab, einstein: PromptView) -> None:
    """The Python of the box makes the same view, and the SQL reads only."""
    box = again.prompt(einstein)
    found: dict[str, object] = {}
    code = box.python.replace("import studio\n\nlab = studio.open()\n", "").split("\nfor ")[0]
    exec(code, {"lab": lab}, found)  # noqa: S102  (the box's own code)
    assert found["view"] == einstein
    assert box.command.startswith("personaforge prompt albert-einstein")
    assert box.sql.startswith("SELECT")


def test_the_command_prints_the_prompt(demo_folder: Path) -> None:
    """`personaforge prompt` prints each section with its length, and what was left out."""
    del demo_folder
    result = CliRunner().invoke(app, ["prompt", "lord-malachar"])
    assert result.exit_code == 0, result.output
    assert "== Constitution" in result.output
    assert "You play Lord Malachar" in result.output
    short = CliRunner().invoke(app, ["prompt", "lord-malachar", "--short"], env={"PERSONAFORGE_PROMPT_TOKENS": "1000"})
    assert "You play Lord Malachar" not in short.output
    assert "Left out: " in short.output
    assert "tokens too long" in short.output


@contextmanager
def counting(answer: str) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A service that counts tokens, and what it was asked."""
    asked: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked.append({"path": self.path, **body})
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_api_counts_when_it_is_asked(services: Services, folder: Path) -> None:
    """With a server, its own count of all and of the stable part; the understudy has none, and no key is an error."""
    card = services.library.find(services.actor, "albert-einstein").card

    def prompts(**given: object) -> Prompts:
        return Prompts(
            store=services.store,
            casting=Casting(Settings.model_validate({"data_dir": folder, **given})),
            recollection=services.prompts.recollection,
            default_model="anthropic/claude-haiku-4-5",
        )

    with counting('{"input_tokens": 4321}') as (url, asked):
        ours = prompts(anthropic_base_url=url)
        count = ours.counted(ours.of_persona(services.actor, card.id))
    assert count is not None
    assert (count.total, count.stable) == (4321, 4321)
    assert [one["path"] for one in asked] == ["/v1/messages/count_tokens"] * 2
    assert "max_tokens" not in asked[0]
    assert len(asked[0]["system"]) == 2  # type: ignore[arg-type]
    assert len(asked[1]["system"]) == 1  # type: ignore[arg-type]
    offline = prompts()
    assert offline.counted(offline.of_persona(services.actor, card.id, model="understudy")) is None
    with pytest.raises(ModelUnauthorised):
        offline.counted(offline.of_persona(services.actor, card.id))
