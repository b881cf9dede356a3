from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measure.md"


def test_the_code_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Every block of Python on the page runs, one after the other, and says what the page says."""
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 5
    known: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), known)  # noqa: S102 - the project's own page
    told = capsys.readouterr().out
    assert "hybrid happy" in told
    assert "assistant" in told
    assert known["own"].value > 0 > known["other"].value  # type: ignore[attr-defined]
