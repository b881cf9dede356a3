"""`personaforge chat`: what is said, exported, gone on with and refused, from the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brain.turn import Turn
from studio import cli

from .commands import Command, Outcome, kept, running

if TYPE_CHECKING:
    from .conftest import ModelServer


ROOT = Path(cli.__file__).resolve().parents[1]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:  # noqa: ARG001
    """Runs a command in this process over the folder of this test."""
    return running(monkeypatch, capsys)


@pytest.fixture
def demo_run(run: Command, demo_folder: Path) -> Command:  # noqa: ARG001 - the folder is what it needs
    """The same, with the demo personas."""
    return run


def test_chat_says_one_after_the_other(demo_run: Command) -> None:
    """Each `--say` gets its reply and its reading, what is printed is what is kept, and a seed makes it repeatable."""
    asked = ("Good evening.", "What is light?", "Do you play an instrument?")
    says = [part for words in asked for part in ("--say", words)]
    talked = demo_run("chat", "albert-einstein", "--seed", "7", "--fresh", "--readings", *says)
    assert talked.code == 0, talked.err
    assert "understudy (offline)" in talked.out.splitlines()[0]
    turns = kept(talked.session_id)
    assert [turn.user_text for turn in turns] == list(asked)
    for turn in turns:
        assert f"> {turn.user_text}\n{turn.reply}" in talked.out.replace("> \n", "> ")
        assert f"[turn {turn.index} · {turn.persona_emotion.primary.value} · {turn.drift.verdict.value}" in talked.out
    again = demo_run("chat", "albert-einstein", "--seed", "7", "--fresh", "--readings", *says)
    assert again.words == talked.words
    assert demo_run("chat", "albert-einstein", "--seed", "8", "--fresh", "--readings", *says).words != talked.words


def test_chat_without_personas_loads_them(run: Command) -> None:
    """The first command on a fresh machine may be a chat."""
    assert run("chat", "--say", "Hello").code == 0
    assert len(run("personas").out.splitlines()) == 6


def test_chat_drifts_on_purpose(demo_run: Command) -> None:
    """`--drift` is played from its turn on."""
    says = [part for words in ("What is light?",) * 4 for part in ("--say", words)]
    talked = demo_run("chat", "--drift", "assistant break:1:3", *says)
    before, after = kept(talked.session_id)[:2], kept(talked.session_id)[2:]
    plain = kept(demo_run("chat", *says).session_id)
    assert [turn.reply for turn in before] == [turn.reply for turn in plain[:2]]
    assert all(turn.reply != other.reply for turn, other in zip(after, plain[2:], strict=True))


@pytest.mark.parametrize("name", ["talk.md", "talk.jsonl"])
def test_chat_exports(demo_run: Command, tmp_path: Path, name: str) -> None:
    """`--export` writes Markdown or JSON lines, by the ending; a kept conversation is exported without a word more."""
    path = tmp_path / name
    talked = demo_run("chat", "--say", "What is *light*?", "--export", str(path))
    (turn,) = kept(talked.session_id)
    text = path.read_text(encoding="utf-8")
    if name.endswith("md"):
        assert text.startswith("# Conversation with Albert Einstein")
        assert "What is \\*light\\*?" in text
    else:
        head, row = map(json.loads, text.splitlines())
        assert head["session_id"] == talked.session_id
        row.pop("kind")
        assert Turn.model_validate(row) == turn
    path.unlink()
    assert demo_run("chat", "--session", talked.session_id, "--export", str(path)).code == 0
    assert path.read_text(encoding="utf-8") == text
    assert len(kept(talked.session_id)) == 1


def test_an_export_that_cannot_be_written(demo_run: Command, tmp_path: Path) -> None:
    """The conversation is kept, and the error says how to export it elsewhere."""
    talked = demo_run("chat", "--say", "Hello", "--export", str(tmp_path / "nowhere" / "talk.md"))
    assert talked.code == 1
    assert f"--session {talked.session_id} --export" in talked.err
    assert len(kept(talked.session_id)) == 1


def test_chat_goes_on(demo_run: Command) -> None:
    """`--session` goes on where the conversation was left, as if it had never stopped."""
    first = demo_run("chat", "--seed", "3", "--fresh", "--say", "My name is Ana.")
    second = demo_run("chat", "--session", first.session_id, "--say", "What is my name?")
    whole = demo_run("chat", "--seed", "3", "--fresh", "--say", "My name is Ana.", "--say", "What is my name?")
    assert [turn.reply for turn in kept(first.session_id)] == [turn.reply for turn in kept(whole.session_id)]
    assert second.session_id == first.session_id
    refused = demo_run("chat", "--session", first.session_id, "--seed", "4", "--say", "Hello")
    assert refused.code == 1
    assert "keeps its model, seed" in refused.err


def test_a_seed_for_one_turn(demo_run: Command) -> None:
    """`--turn-seed` changes that turn; the ones before it stay."""
    says = ("--fresh", "--say", "Tell me a story", "--say", "Tell me another")
    plain = kept(demo_run("chat", *says).session_id)
    other = kept(demo_run("chat", *says, "--turn-seed", "2:12345").session_id)
    assert other[0].reply == plain[0].reply
    assert other[1].seed == 12345
    assert other[1].reply != plain[1].reply


def test_a_dialogue_is_read_line_by_line(demo_run: Command) -> None:
    """Without `--say` each line of the input is said, blank ones apart."""
    talked = demo_run("chat", typed=b"Hello\n\n  What is light?\n")
    assert talked.code == 0
    assert [turn.user_text for turn in kept(talked.session_id)] == ["Hello", "What is light?"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody",), "albert-einstein"),
        (("albert-einstein", "--model", "gpt-99"), "understudy"),
        (("albert-einstein", "--model", "anthropic/claude-sonnet-4-6"), "ANTHROPIC_API_KEY"),
        (("albert-einstein", "--drift", "boredom:1:2"), "assistant break"),
        (("albert-einstein", "--drift", "bleed:nan:2"), "dose from 0 to 1"),
        (("albert-einstein", "--drift", "bleed:0.5:0"), "a turn from 1"),
        (("albert-einstein", "--mode", "Chess"), "Debater"),
        (("albert-einstein", "--version", "nothing"), "version"),
        (("albert-einstein", "--turn-seed", "two"), "TURN:SEED"),
        (("--session", "nothing"), "conversation"),
        (("albert-einstein", "--seed", str(2**70)), "too large"),
    ],
)
def test_what_cannot_be_is_explained(
    demo_run: Command,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    """A wrong name or value ends with exit code 1, and says what failed and what to do, without a traceback."""
    refused = demo_run("chat", *arguments, "--say", "Hello")
    assert refused.code == 1
    assert said in refused.err
    assert "Traceback" not in refused.err
    assert len(refused.err.splitlines()) >= 2


@pytest.mark.parametrize(
    ("words", "said"), [("x" * 100_000, "100,000 characters"), ("", "empty"), ("\udcff\udcfe\x00" * 9, "binary")]
)
def test_a_refused_message_leaves_the_conversation(
    demo_run: Command,
    words: str,
    said: str,
) -> None:
    """A message that is too long, empty or binary is refused; what was said before it stays."""
    talked = demo_run("chat", "--say", "Hello", "--say", words)
    assert talked.code == 1
    assert said in talked.err
    assert [turn.user_text for turn in kept(talked.session_id)] == ["Hello"]


def test_bytes_typed_by_mistake(demo_run: Command) -> None:
    """A binary file on standard input is refused with a sentence."""
    talked = demo_run("chat", typed=b"Hello\n\xff\xfe\x00\x01\n")
    assert talked.code == 1
    assert "not UTF-8" in talked.err
    assert len(kept(talked.session_id)) == 1


def test_a_refused_key(
    demo_run: Command,
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A reply that failed says so, keeps the words that were said, and makes the exit code 1; no key is shown."""
    model_server.will("unauthorised")
    monkeypatch.setenv("PERSONAFORGE_ANTHROPIC_BASE_URL", model_server.url)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-sesame")
    talked = demo_run("chat", "--model", "anthropic/claude-test", "--say", "Hello")
    assert talked.code == 1
    assert "[failed: " in talked.out
    assert "key" in talked.out
    assert "sesame" not in talked.out + talked.err
    (turn,) = kept(talked.session_id)
    assert turn.user_text == "Hello"


@pytest.mark.usefixtures("demo_folder")
def test_a_real_command_line() -> None:
    """As a process of its own: 100 kB of words on the command line are refused in a sentence, after the turn before."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "studio.cli", "chat", "--say", "Hello", "--say", "x" * 100_000],
        cwd=ROOT,
        env=dict(os.environ),  # noqa: TID251 - handed on
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "The message is 100,000 characters long."
    assert "> Hello" in done.stdout
    assert len(kept(Outcome(1, done.stdout, "").session_id)) == 1
