"""Words of users, models and genomes made safe to draw: shown as text, never obeyed as markup. Knows no page.

Three doors: `as_html` for the parts drawn as HTML, `as_label` for Streamlit labels, which read Markdown, and
`as_option` for what its lists offer, which read none.
"""

from __future__ import annotations

import html
import re
import string
from typing import Final

_PICTURES: Final = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
_CONTROLS: Final = dict.fromkeys(range(0x80, 0xA0), 0xFFFD) | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
_VISIBLE: Final = _PICTURES | _CONTROLS
_DIRECTIONS: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C))
_JOINER: Final = "\u2060"
_PUNCTUATION: Final = re.compile(f"([{re.escape(string.punctuation)}])")
_JOINED: Final = frozenset(":@./-<>=~$")
_STRONG: Final = re.compile(r"\*\*(?=\S)([^*\n]{1,400}?)(?<=\S)\*\*")
_EMPHASIS: Final = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,400}?)(?<=[^\s*])\*(?![\w*])")


def plain(text: str) -> str:
    """The text with control characters made visible and each line end a single line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_VISIBLE)


def as_html(text: str, *, emphasis: bool = False) -> str:
    """The text escaped for HTML, content and attributes alike.

    With `emphasis`, `*word*` and `**word**` become italic and bold; nothing else of Markdown is read, so a reply can
    load no picture and no link.
    """
    escaped = html.escape(plain(text), quote=True)
    if not emphasis:
        return escaped
    return _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", escaped))


def as_label(text: str, *, longest: int = 80) -> str:
    """The text on one line for a Streamlit label or message, with its Markdown switched off, at most `longest` long.

    A backslash escapes the punctuation; a word joiner after some of it keeps emoji shortcodes, icons, arrows and
    bare addresses from being recognised once the backslash is gone.
    """
    return _PUNCTUATION.sub(_quiet, as_option(text, longest=longest))


def as_option(text: str, *, longest: int = 80) -> str:
    """The text on one line for a list to choose from, which shows it as it is, at most `longest` long."""
    line = " ".join(plain(text).translate(_DIRECTIONS).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _quiet(match: re.Match[str]) -> str:
    mark = match.group(1)
    return f"\\{mark}{_JOINER}" if mark in _JOINED else f"\\{mark}"
