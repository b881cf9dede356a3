from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from studio.settings import version

from .commands import Command, Outcome, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:  # noqa: ARG001
    """Runs a command in this process over the folder of this test."""
    return running(monkeypatch, capsys)


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
