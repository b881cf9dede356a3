"""What a fit was made from, as a fingerprint: files and folders of the code. Fits nothing."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

MEASURES: Final = (
    ("brain.drift", "attribution"),
    ("brain.drift", "claims"),
    ("brain.drift", "signals"),
    ("brain.drift", "voices"),
    *(("brain.drift", f"{name}.py") for name in ("contrast", "floor", "ngrams", "persona_claims", "persona_text")),
    *(("brain.drift", f"{name}.py") for name in ("recent", "sample", "sufficiency")),
    *(("brain.emotion", name) for name in ("keyword.py", "labels.py", "lexicon.py", "lexicon.toml", "scan.py")),
    ("brain.style", ""),
    ("evals.calibrate", ""),
    ("evals.inject", ""),
)
"""What measures a reply, what injects drift, and the recipe."""

PLAYS: Final = (("brain.demo", ""), ("brain.models.understudy", ""), ("brain", "rehearsal.py"))
"""The personas and who plays them."""

_REPORTS: Final = ("page.py", "report.py", "report_sessions.py", "report_recovery.py", "recovery.py", "__init__.py")
"""Files of the recipe that only write the page."""


def fingerprint(sources: Sequence[tuple[str, str]]) -> str:
    """12 hexadecimal digits over the names and bytes of these files and folders; line ends do not matter."""
    digest = hashlib.sha256()
    for package, name in sources:
        top = files(package)
        for path, place in _walk(top.joinpath(name) if name else top, f"{package}/{name}"):
            digest.update(place.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\1")
    return digest.hexdigest()[:12]


def _walk(path: Traversable, place: str) -> list[tuple[Traversable, str]]:
    if path.is_file():
        return [(path, place)]
    inside = sorted(path.iterdir(), key=lambda entry: entry.name)
    kept = [
        entry for entry in inside if entry.name not in ("__pycache__", *_REPORTS) and not entry.name.endswith(".pyc")
    ]
    return [found for entry in kept for found in _walk(entry, f"{place}/{entry.name}")]
