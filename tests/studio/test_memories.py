"""Memories through the use cases, the command line and the model that reads them off the path of a reply."""

from __future__ import annotations

import dataclasses
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from brain.errors import ModelUnreachable
from brain.memory.memory import MemoryStatus, Origin
from brain.models.chat import TokenCount
from brain.models.structured import Answer
from studio import cli
from studio.extraction import WAITING, Extractor, Message
from studio.lab import Lab

if TYPE_CHECKING:
    from collections.abc import Callable

    from brain.models.structured import Question
    from studio.wiring import Services

EINSTEIN = "albert-einstein"
SAID = "The zither is my only comfort. I live in Oslo."


class Reader:
    """A model that points at a quote once it is let go, or fails."""

    id = "anthropic/claude-haiku-4-5"

    def __init__(self, *, fails: bool = False, waits: bool = False) -> None:
        self.fails, self.asked = fails, 0
        self.free = threading.Event()
        if not waits:
            self.free.set()

    def ask(self, question: Question[Any], *, cancelled: Callable[[], bool] = lambda: False) -> Answer[Any]:
        """The first sentence as a memory."""
        self.asked += 1
        while not self.free.wait(0.01) and not cancelled():
            pass
        if self.fails:
            raise ModelUnreachable("The reader did not answer.")
        value = question.shape.model_validate(
            {"memories": [{"quote": "The zither is my only comfort", "type": "opinion"}]}
        )
        return Answer(value=value, model=self.id, tokens=TokenCount(input=100, output=20))


def reading(services: Services, reader: Reader) -> tuple[Services, Extractor]:
    """The services with a reader."""
    extractor = Extractor(store=services.store, model=reader)
    talks = dataclasses.replace(services.conversations, extractor=extractor)
    return dataclasses.replace(services, conversations=talks), extractor


def test_a_model_adds_to_the_rules_after_the_reply(services: Services) -> None:
    """The reply does not wait for it; what it finds is kept with its place, and what it took is in the ledger."""
    reader = Reader(waits=True)
    with_reader, extractor = reading(services, reader)
    talk = Lab(with_reader).talk(EINSTEIN)
    talk.say(SAID)
    own = talk.session.persona_id
    assert [one.origin for one in services.store.memories.recent(services.actor, own)] == [Origin.RULES]
    reader.free.set()
    extractor.settle()
    found = {one.content: one for one in services.store.memories.recent(services.actor, own)}
    assert set(found) == {"The zither is my only comfort", "I live in Oslo"}
    zither = found["The zither is my only comfort"]
    assert (zither.session_id, zither.turn_index, zither.origin) == (talk.session.id, 1, Origin.LLM)
    assert services.store.usage.total(services.actor, session_id=talk.session.id).input_tokens >= 100
    assert extractor.problem == ""
    extractor.stop()


def test_a_reader_that_fails_leaves_the_rules_result(services: Services) -> None:
    """And the reason is told."""
    with_reader, extractor = reading(services, Reader(fails=True))
    talk = Lab(with_reader).talk(EINSTEIN)
    talk.say(SAID)
    extractor.settle()
    assert [one.content for one in services.store.memories.recent(services.actor, talk.session.persona_id)] == [
        "I live in Oslo"
    ]
    assert "did not answer" in extractor.problem
    extractor.stop()


def test_a_reader_that_no_budget_covers_is_not_asked(services: Services) -> None:
    """The rules read alone then, and the reason is told."""
    services.quotas.set_budget(services.actor, "day", 10)
    reader = Reader()
    extractor = Extractor(store=services.store, model=reader, asking=services.quotas.asking)
    extractor.read(Message(services.actor, "p", "s", 1, SAID, ()))
    extractor.settle()
    assert reader.asked == 0
    assert "The budget of $0.00001 a day" in extractor.problem
    extractor.stop()


def test_messages_do_not_pile_up(services: Services) -> None:
    """A reader that hangs makes nobody wait: beyond what may wait, the rules alone remain, and it says so."""
    reader = Reader(waits=True)
    extractor = Extractor(store=services.store, model=reader)
    for number in range(WAITING + 2):
        extractor.read(Message(services.actor, "p", "s", number, SAID, ()))
    assert "Too many" in extractor.problem
    extractor.stop()
    assert reader.asked <= 1


def test_purging_says_what_remains(services: Services) -> None:
    """Nothing, once the index of this process has followed."""
    talk = Lab(services).talk(EINSTEIN)
    talk.say(SAID)
    services.indexer.drain()
    (kept,) = services.store.memories.recent(services.actor, talk.session.persona_id)
    services.memories.forget(services.actor, kept.id)
    assert services.memories.purge(services.actor, [kept.id]) == {kept.id: ()}
    assert services.memories.verify().sound


def test_an_export_holds_everything(services: Services) -> None:
    """What holds, what was superseded and what was forgotten, one JSON object a line."""
    talk = Lab(services).talk(EINSTEIN)
    for words in ("I live in Oslo.", "I moved to Bergen.", "My sister is a nurse."):
        talk.say(words)
    sister = services.store.memories.recent(services.actor, talk.session.persona_id)[0]
    services.memories.forget(services.actor, sister.id)
    lines = services.memories.export(services.actor, talk.session.persona_id).splitlines()
    assert {json.loads(line)["status"] for line in lines} == {status.value for status in MemoryStatus}


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    """Run a command; its exit code and what it printed."""
    monkeypatch.setattr("sys.argv", ["personaforge", "memory", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    seen = capsys.readouterr()
    return int(ended.value.code or 0), seen.out + seen.err


def test_the_command_line(
    services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """List, forget, restore, purge, export, keep-up, verify and rebuild, each with its words and exit code."""

    def memory(*arguments: str) -> tuple[int, str]:
        return run(capsys, monkeypatch, *arguments)

    talk = Lab(services).talk(EINSTEIN)
    talk.say("I live in Oslo.")
    (kept,) = services.store.memories.recent(services.actor, talk.session.persona_id)
    services.close()
    assert memory("list", EINSTEIN) == (0, f"{kept.id}  I live in Oslo  [current, fact, importance 0.75]\n")
    assert memory("list", EINSTEIN, "--history") == (0, "No memories that are superseded.\n")
    assert memory("purge", "--yes", kept.id)[0] == 1
    assert "forgotten, fact" in memory("forget", kept.id)[1]
    assert "by the user" in memory("list", EINSTEIN, "--forgotten")[1]
    assert "current, fact" in memory("restore", kept.id)[1]
    assert memory("restore", "nothing")[0] == 1
    assert '"status": "current"' in memory("export", EINSTEIN)[1]
    assert memory("verify")[1].endswith("Sound.\n")
    assert memory("rebuild") == (0, "Rebuilt with 4 vectors.\n")
    assert memory("keep-up") == (0, "Merged 0, summed up 0, faded 0, purged 0.\nDeleted notebooks erased: 0.\n")
    memory("forget", kept.id)
    assert memory("purge", "--yes", kept.id) == (0, f"{kept.id}  erased\n")
    assert memory("verify")[0] == 0
