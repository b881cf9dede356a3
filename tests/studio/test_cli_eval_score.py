"""`personaforge eval score …`: conversations that exist, from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from brain.errors import InvalidInput
from evals.run_file import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from studio.lab import Lab

REPLY = "Light is the one thing in nature that will not be hurried, and I have asked it politely for years."


def test_conversations_are_scored_and_remarks_told(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Means with intervals, what was not assessed, the remark at its line, and the tables; then nothing again."""
    path, out = tmp_path / "chats.jsonl", tmp_path / "scores.parquet"
    said = [{"role": "user", "content": "What is light?"}, {"role": "assistant", "content": REPLY}]
    lines = [json.dumps({"id": str(at), "messages": said}) for at in range(6)]
    path.write_text("\n".join([*lines, "{broken"]), encoding="utf-8")
    kept = tmp_path / "run"
    command = ("eval", "score", "albert-einstein", str(path), "--out", str(out), "--emotion", "keyword")
    command = (*command, "--run", str(kept))
    code, told = run(*command)
    assert code == 0
    assert "6 conversations, 6 turns" in told
    assert "boundary held" in told
    assert f"{path}:7: Not JSON" in told
    assert "It was left out." in told
    assert out.exists()
    assert (tmp_path / "scores.turns.parquet").exists()
    assert load(kept).order.subjects[0].version == 1
    assert len(load(kept).outcomes) == 6
    code, again = run(*command)
    assert code == 0
    assert "All of it had been scored before." in again


def test_a_file_that_is_not_there_is_told(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Exit code 1, and the path."""
    code, told = run("eval", "score", "albert-einstein", str(tmp_path / "no.jsonl"))
    assert code == 1
    assert "There is no file" in told


def test_a_notebook_scores_into_memory_or_into_files(lab: Lab, tmp_path: Path) -> None:
    """The same rows, as tables of Arrow; without a place for them no file is left."""
    lab.load_demo()
    path = tmp_path / "chats.csv"
    path.write_text("chat,who,what\n" + "".join(f"{at},assistant,{REPLY!r}\n" for at in range(5)), encoding="utf-8")
    held = lab.score("albert-einstein", path, emotion="keyword", scorers=["drift mean"])
    kept = lab.score("albert-einstein", path, out=tmp_path / "a.jsonl", emotion="keyword", scorers=["drift mean"])
    assert held.scores().column("value").to_pylist() == kept.scores().column("value").to_pylist()
    assert held.turns().num_rows == held.summary.turns == 5
    assert held.remarked == 5
    assert [one.name for one in held.run().outcomes[0].scores] == ["drift mean"]
    with pytest.raises(InvalidInput, match="no engine 'spark'"):
        lab.score("albert-einstein", path, engine="spark")
