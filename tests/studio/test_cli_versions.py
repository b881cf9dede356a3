"""`personaforge versions` and `persona verify`: the same use cases from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_history_from_the_command_line(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Show, save, compare, branch, restore and make current do what the studio does."""
    code, document = run("versions", "show", "mira-okafor", "1")
    assert code == 0
    genome = json.loads(document)
    genome["mind"]["big_five"]["openness"] = 0.99
    genome["mind"]["beliefs"].append({"statement": "A list is a kindness."})
    file = tmp_path / "mira.json"
    file.write_text(json.dumps(genome))
    assert run("versions", "save", "mira-okafor", str(file)) == (0, "Version 2: Openness up, one belief added\n")
    told = run("versions", "diff", "mira-okafor", "1", "2")[1]
    assert "→ 0.99" in told
    assert "belief added: “A list is a kindness.”" in told
    rows = json.loads(run("versions", "diff", "mira-okafor", "2", "1", "--json")[1])
    assert [row["kind"] for row in rows] == ["changed", "removed"]
    assert run("versions", "restore", "mira-okafor", "1")[1].startswith("Version 3: Restore version 1")
    assert run("versions", "branch", "mira-okafor", "2", "-m", "aside")[1] == (
        "Version 4, beside the current one: aside\n"
    )
    assert run("versions", "current", "mira-okafor", "2")[0] == 0
    lines = run("versions", "list", "mira-okafor")[1].splitlines()
    assert [line.split()[0] for line in lines] == ["4", "3", "*", "1"]
    assert "after 2" in lines[0]


def test_what_cannot_be_is_explained(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """An unknown number, an unreadable file and a wrong document end with a sentence and exit code 1."""
    code, said = run("versions", "show", "mira-okafor", "7")
    assert (code, "There are 1." in said) == (1, True)
    assert run("versions", "save", "mira-okafor", str(tmp_path / "none.json"))[0] == 1
    (tmp_path / "half.json").write_text('{"metadata": {"name": 3}}')
    code, said = run("versions", "save", "mira-okafor", str(tmp_path / "half.json"))
    assert (code, "metadata.name" in said, "Traceback" in said) == (1, True, False)


def test_verification_protects(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """A verified real person is not archived or edited by the studio's own actor, until it is withdrawn."""
    assert run("persona", "verify", "albert-einstein") == (0, "albert-einstein: verified\n")
    assert run("persona", "verify", "mira-okafor")[0] == 1
    code, said = run("persona", "archive", "albert-einstein")
    assert (code, "verified by an admin" in said) == (1, True)
    document = json.loads(run("versions", "show", "albert-einstein", "1")[1])
    document["metadata"]["tagline"] = "Changed"
    (tmp_path / "a.json").write_text(json.dumps(document))
    assert run("versions", "save", "albert-einstein", str(tmp_path / "a.json"))[0] == 1
    given = run("persona", "consent", "albert-einstein", "--given-by", "Estate", "--statement", "Letter")[1]
    assert "voice by Estate" in given
    assert "revoked" in run("persona", "consent", "albert-einstein", "--revoke", given.split()[0])[1]
    assert run("persona", "verify", "albert-einstein", "--withdraw")[1] == "albert-einstein: not verified\n"
    assert run("versions", "save", "albert-einstein", str(tmp_path / "a.json"))[0] == 0
