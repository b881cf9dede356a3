"""A report's HTML printed by an installed browser, in a process of its own with a time limit. Knows no report.

The file needs no network and the browser is given none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from brain.errors import InvalidInput, NotFound

SECONDS: Final = 60.0
"""A report takes about 2; a browser that was never started before takes longer."""

NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "brave-browser",
)
"""Commands of browsers that print by the command line, in the order in which they are tried."""

PLACES: Final = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
)
"""Where they lie without being on the path."""

NEXT: Final = (
    "Open the HTML file in any browser and print it, or install Chromium (Debian: apt-get install chromium), or set "
    "PERSONAFORGE_BROWSER to the path of Chrome, Chromium or Edge."
)

_FLAGS: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def browser(named: Path | None = None) -> Path:
    """The browser that prints: the one that is named, else one that is installed. Raises NotFound."""
    if named is not None:
        if named.is_file() and os.access(named, os.X_OK):
            return named
        raise NotFound(f"There is no browser at {str(named)!r}.", why="PERSONAFORGE_BROWSER names it.", next_step=NEXT)
    found = [shutil.which(name) for name in NAMES]
    known = [Path(one) for one in found if one] + [place for place in PLACES if place.is_file()]
    if not known:
        raise NotFound("There is no browser to make the PDF with.", why="None is installed.", next_step=NEXT)
    return known[0]


def printed(html: str, *, by: Path | None = None, seconds: float = SECONDS) -> bytes:
    """The document as a PDF.

    Raises NotFound where there is no browser, and InvalidInput for one that prints nothing or takes longer.
    """
    program = browser(by)
    with tempfile.TemporaryDirectory(prefix="personaforge-report-", ignore_cleanup_errors=True) as folder:
        page, target = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html, encoding="utf-8")
        command = [
            str(program), *_FLAGS, *_root(), f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}",
            page.as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(  # noqa: S603 - a browser of this machine, on a file of our own
                command, capture_output=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired as error:
            raise _failed(program, f"It took more than {seconds:.0f} seconds.") from error
        except OSError as error:
            raise _failed(program, f"{error.strerror}.") from error
        if not target.is_file():
            last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise _failed(program, f"It ended with code {done.returncode}. {' '.join(last)[:300]}")
        return target.read_bytes()


def _root() -> tuple[str, ...]:
    """Chromium refuses its sandbox to the superuser; the file holds no script and may request nothing."""
    return ("--no-sandbox",) if sys.platform != "win32" and os.geteuid() == 0 else ()


def _failed(program: Path, why: str) -> InvalidInput:
    return InvalidInput(f"{str(program)!r} did not print the report.", why=why, next_step=NEXT)
