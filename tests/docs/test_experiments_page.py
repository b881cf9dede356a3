from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs" / "experiments.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
)


def test_the_examples_of_the_page_run(tmp_path: Path) -> None:
    """Each example plays on the understudy and prints what it found; they run one after the other, as read."""
    blocks = "\nprint('- - -')\n".join(BLOCKS)
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{blocks}"
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PERSONAFORGE", "ANTHROPIC"))},  # noqa: TID251 - a child process with no key
        "PERSONAFORGE_DATA_DIR": str(tmp_path),
        "PERSONAFORGE_UNDERSTUDY_PACE_MS": "0",
    }
    told = subprocess.run(  # noqa: S603 - the project's own page
        [sys.executable, "-c", code], cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True
    ).stdout
    parts = told.split("- - -\n")
    assert len(parts) == len(BLOCKS) > 1
    assert all(part.strip() for part in parts)
