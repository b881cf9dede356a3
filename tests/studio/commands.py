"""The command line of `personaforge`, run within the tests' own process."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from studio import cli
from studio.lab import Lab
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from brain.turn import Turn


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


def running(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process."""

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


def kept(session_id: str) -> tuple[Turn, ...]:
    """The turns of a conversation, from the database."""
    with Lab(build(Settings())) as lab:
        return lab.resume(session_id).turns()
