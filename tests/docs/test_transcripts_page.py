from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_of_the_page_runs(tmp_path: Path) -> None:
    """The example on the page reads a table, and says where a row could not be used."""
    block = re.search(
        r"^```python\n(.*?)^```", (ROOT / "docs" / "transcripts.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert block is not None
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{block.group(1)}"
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True).stdout  # noqa: S603 - the project's own page
    assert "Remark(line=4" in told
    assert "(('Who are you?', 'Albert.'),)" in told
