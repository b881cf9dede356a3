from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_of_the_page_runs(tmp_path: Path) -> None:
    """The example on the page plays two cases, bundles them, and scores them again to the byte."""
    block = re.search(
        r"^```python\n(.*?)^```", (ROOT / "docs" / "replay.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert block is not None
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{block.group(1)}"
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PERSONAFORGE", "ANTHROPIC"))},  # noqa: TID251 - a child process with no key
        "PERSONAFORGE_DATA_DIR": str(tmp_path),
    }
    told = subprocess.run(  # noqa: S603 - the project's own page
        [sys.executable, "-c", code], cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True
    ).stdout
    assert told.rstrip().endswith("scores, the same")
