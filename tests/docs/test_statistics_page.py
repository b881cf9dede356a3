from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "statistics.md"


def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The example on the page runs, and shows intervals, a test and a plan."""
    block = re.search(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert block is not None
    exec(compile(block.group(1), str(PAGE), "exec"), {})  # noqa: S102 - the project's own page
    told = capsys.readouterr().out
    for said in ("Interval(value=0.84", "method='exact'", "SignFlip(p=", "cases_for_half="):
        assert said in told
