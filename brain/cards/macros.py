"""The placeholders of cards, filled in. The one place where it is done.

`{{char}}`, `<CHAR>` and `<BOT>` are the persona, `{{user}}` and `<USER>` whoever talks to it, in any case;
`{{original}}` is the prompt that the studio builds anyway, so that nothing stands for it; `{{// …}}` is a comment.
Every other macro stays as text.
"""

from __future__ import annotations

import re
from typing import Final

USER_TOLD: Final = "the user"
"""Whoever talks to the persona, in texts about it."""

USER_SPOKEN: Final = "my friend"
"""Whoever talks to the persona, in its own words."""

CHAR: Final = r"\{\{\s*char\s*\}\}|<char>|<bot>"
USER: Final = r"\{\{\s*user\s*\}\}|<user>"
_MACRO: Final = re.compile(
    rf"(?P<char>{CHAR})|(?P<user>{USER})|\{{\{{\s*original\s*\}}\}}|\{{\{{//[^{{}}]*\}}\}}", re.IGNORECASE
)


def filled(text: str, *, char: str, spoken: bool = False) -> str:
    """The text with its placeholders filled in; `spoken` where it is in the persona's own words."""

    def value(match: re.Match[str]) -> str:
        if match["char"]:
            return char
        if match["user"]:
            return USER_SPOKEN if spoken else USER_TOLD
        return ""

    return _MACRO.sub(value, text) if "{{" in text or "<" in text else text
