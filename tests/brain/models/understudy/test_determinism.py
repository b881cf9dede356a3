from __future__ import annotations

import subprocess
import sys

PLAY = """
from brain import demo
from brain.rehearsal import rehearse
for genome in demo.load_all():
    print(rehearse(genome))
"""


def test_no_reply_depends_on_the_process() -> None:
    """The same request gives the same reply whatever order Python's sets happen to have in a process."""

    def played(hash_seed: str) -> str:
        return subprocess.run(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-c", PLAY],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            timeout=120,
        ).stdout

    first = played("0")
    assert len(first) > 10_000
    assert {played(seed) for seed in ("1", "2", "3")} == {first}
