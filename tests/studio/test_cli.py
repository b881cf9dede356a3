from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from brain.turn import Turn
from studio import cli
from studio.lab import Lab
from studio.settings import Settings, version
from studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import ModelServer

ROOT = Path(cli.__file__).resolve().parents[1]


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def session_id(self) -> str:
        """The conversation of a chat, from its first line."""
        return self.out.splitlines()[0].partition("session ")[2].rstrip("]")

    @property
    def words(self) -> str:
        """What a chat printed after its first line."""
        return self.out.partition("\n")[2]


class Command(Protocol):
    """A command line of `personaforge`."""

    def __call__(self, *arguments: str, typed: bytes = b"") -> Outcome:
        """Run it with these arguments and this on standard input."""


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:  # noqa: ARG001
    """Runs a command in this process over the folder of this test."""

    def command(*arguments: str, typed: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["personaforge", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        seen = capsys.readouterr()
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else int(code is not None), seen.out, seen.err)

    return command


@pytest.fixture
def demo_run(run: Command, demo_folder: Path) -> Command:  # noqa: ARG001 - the folder is what it needs
    """The same, with the demo personas."""
    return run


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody serves."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield int(server.getsockname()[1])


def kept(session_id: str) -> tuple[Turn, ...]:
    """The turns of a conversation, from the database."""
    with Lab(build(Settings())) as lab:
        return lab.resume(session_id).turns()


def test_version(run: Command) -> None:
    """`version` prints the version and nothing else."""
    assert run("version") == Outcome(0, f"{version()}\n", "")


def test_doctor_finds_all_well(run: Command, free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that is ready every line is ok, before there is a database and after."""
    monkeypatch.setenv("PERSONAFORGE_PORT", str(free_port))
    before = run("doctor")
    assert before.code == 0, before.out
    assert all(line.startswith("ok") for line in before.out.splitlines())
    assert "not made yet" in before.out
    run("migrate")
    assert "at migration" in run("doctor").out


def test_doctor_says_what_to_do(run: Command, taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be made and a port in use are named, each with its next step, and the exit code is 1."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("PERSONAFORGE_DATA_DIR", str(tmp_path / "file" / "data"))
    monkeypatch.setenv("PERSONAFORGE_PORT", str(taken))
    found = run("doctor")
    assert found.code == 1
    assert "FAIL  Data folder" in found.out
    assert "next: Set PERSONAFORGE_DATA_DIR" in found.out
    assert f"FAIL  Port: {taken} is in use" in found.out
    assert "Traceback" not in found.out + found.err


def test_doctor_names_a_damaged_database(run: Command, folder: Path) -> None:
    """A file that is no database is a failure with its next step."""
    folder.mkdir()
    (folder / "personaforge.db").write_bytes(b"not a database " * 400)
    found = run("doctor")
    assert found.code == 1
    assert "FAIL  Database" in found.out
    assert "backup" in found.out


def test_a_persona_speaks_into_a_file(run: Command, tmp_path: Path) -> None:
    """The words of a persona, with tags and in an emotion of any name, become a WAV file that says what it is."""
    spoken = run("voice", "say", "albert-einstein", "--emotion", "joy", "--out", str(tmp_path / "line.wav"))
    assert "preview voice (espeak-ng/" in spoken.out
    assert (tmp_path / "line.wav").read_bytes().startswith(b"RIFF")
    tagged = run("voice", "say", "mira-okafor", "[EMOTION:sad] No. [PAUSE:long] Yes.", "--out", str(tmp_path / "b.wav"))
    assert "2 words" in tagged.out
    assert "no emotion 'grumf'" in run("voice", "say", "albert-einstein", "--emotion", "grumf").err
    nowhere = run("voice", "say", "albert-einstein", "Hi.", "--out", str(tmp_path / "no" / "where.wav"))
    assert (nowhere.code, "could not be written" in nowhere.err) == (1, True)


def test_voices_are_listed(run: Command) -> None:
    """The presets are listed with what they are, and narrowed by a word."""
    assert len(run("voice", "list").out.splitlines()) == 16
    assert "Hamish" in run("voice", "list", "scottish").out
    assert "No voice has" in run("voice", "list", "klingon").out


def test_migrate_makes_a_private_database(run: Command, folder: Path) -> None:
    """`migrate` says where the database stands, twice the same; only the owner may read folder and file."""
    first = run("migrate")
    assert first.code == 0
    assert first.out.startswith("The database is at migration ")
    assert run("migrate").out == first.out
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "personaforge.db").stat().st_mode & 0o077 == 0


def test_personas(run: Command) -> None:
    """An empty house says what to do; the demo personas come once; a text filters them."""
    assert "--load-demo" in run("personas").out
    assert len(run("personas", "--load-demo").out.splitlines()) == 6
    assert len(run("personas", "--load-demo").out.splitlines()) == 6
    (einstein,) = run("personas", "einstein").out.splitlines()
    assert einstein.startswith("albert-einstein")
    assert run("personas", "xyzzy").out == "No persona has 'xyzzy' in it.\n"


def test_personas_are_narrowed_and_searched(demo_run: Command) -> None:
    """Filters, words and sorting, each with its own answer where nothing fits; a wrong word is explained."""
    listed = demo_run("personas", "--sort", "name").out.splitlines()
    assert [line.split()[0] for line in listed][:2] == ["albert-einstein", "lord-malachar"]
    assert demo_run("personas", "--real").out.startswith("albert-einstein")
    assert len(demo_run("personas", "--synthetic").out.splitlines()) == 5
    assert "albert-einstein" in demo_run("personas", "--search", "violin").out
    assert demo_run("personas", "--domain", "physics").out.split()[0] == "albert-einstein"
    assert demo_run("personas", "--tag", "xyzzy").out == "No persona fits.\n"
    for option, word, said in (("--archetype", "wizard", "magician"), ("--sort", "size", "talked")):
        refused = demo_run("personas", option, word)
        assert refused.code == 1
        assert said in refused.err


def test_a_persona_is_put_away_and_brought_back(demo_run: Command) -> None:
    """Archive, pause, delete, restore and copy say what a persona is afterwards; a deleted demo stays deleted."""
    assert demo_run("persona", "archive", "albert-einstein", "mira-okafor").out.count("archived") == 2
    assert len(demo_run("personas", "--status", "archived").out.splitlines()) == 2
    assert demo_run("persona", "pause", "mira-okafor").out == "mira-okafor: paused\n"
    assert demo_run("persona", "delete", "albert-einstein").out == "albert-einstein: deleted\n"
    assert demo_run("persona", "delete", "albert-einstein").code == 1
    assert len(demo_run("personas", "--load-demo").out.splitlines()) == 5
    assert demo_run("persona", "restore", "albert-einstein").out == "albert-einstein: archived\n"
    assert demo_run("persona", "activate", "albert-einstein").out == "albert-einstein: active\n"
    assert demo_run("persona", "copy", "victoria-hale").out == "copy-of-victoria-hale  Copy of Victoria Hale\n"
    assert demo_run("persona", "copy", "victoria-hale").out.startswith("copy-of-victoria-hale-2 ")
    assert "deleted persona" in demo_run("persona", "restore", "nobody").err


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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PERSONAFORGE_PORT", "sesame", "PERSONAFORGE_PORT"),
        ("PERSONAFORGE_ANTHROPIC_MODELS", "sesame", "anthropic_models"),
        ("PERSONAFORGE_DATABASE_URL", "mysql://me:sesame@host/db", "SQLite nor PostgreSQL"),
        ("PERSONAFORGE_PRICES_FILE", "/nowhere/prices.toml", "prices"),
    ],
)
def test_a_wrong_setting_is_named(
    run: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """A setting that cannot be used is named, what it holds is not, since it may be a secret."""
    monkeypatch.setenv(name, value)
    refused = run("personas")
    assert refused.code == 1
    assert said in refused.err
    assert "sesame" not in refused.err
    assert "Traceback" not in refused.err


def test_a_data_folder_that_cannot_be_made(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the place of the folder is explained."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("PERSONAFORGE_DATA_DIR", str(tmp_path / "file"))
    for command in ("personas", "migrate"):
        refused = run(command)
        assert refused.code == 1
        assert "PERSONAFORGE_DATA_DIR" in refused.err


def test_the_studio_is_not_served_where_it_cannot_be(run: Command, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port in use, and an address that others could reach, are refused before anything is promised."""
    refused = run("studio", "--port", str(taken))
    assert refused.code == 1
    assert "--port" in refused.err
    assert "serves on" not in refused.out
    monkeypatch.setenv("PERSONAFORGE_HOST", "0.0.0.0")  # noqa: S104 - it is refused
    refused = run("studio", "--port", str(taken))
    assert refused.code == 1
    assert "SSH tunnel" in refused.err


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
