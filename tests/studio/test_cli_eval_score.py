"""`personaforge eval score …`: conversations that exist, from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REPLY = "Light is the one thing in nature that will not be hurried, and I have asked it politely for years."


def test_conversations_are_scored_and_remarks_told(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Means with intervals, what was not assessed, the remark at its line, and the tables; then nothing again."""
    path, out = tmp_path / "chats.jsonl", tmp_path / "scores.parquet"
    said = [{"role": "user", "content": "What is light?"}, {"role": "assistant", "content": REPLY}]
    lines = [json.dumps({"id": str(at), "messages": said}) for at in range(6)]
    path.write_text("\n".join([*lines, "{broken"]), encoding="utf-8")
    command = ("eval", "score", "albert-einstein", str(path), "--out", str(out), "--emotion", "keyword")
    code, told = run(*command)
    assert code == 0
    assert "6 conversations, 6 turns" in told
    assert "boundary held" in told
    assert f"{path}:7: Not JSON" in told
    assert "It was left out." in told
    assert out.exists()
    assert (tmp_path / "scores.turns.parquet").exists()
    code, again = run(*command)
    assert code == 0
    assert "All of it had been scored before." in again


def test_a_file_that_is_not_there_is_told(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Exit code 1, and the path."""
    code, told = run("eval", "score", "albert-einstein", str(tmp_path / "no.jsonl"))
    assert code == 1
    assert "There is no file" in told
