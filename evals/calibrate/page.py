"""Markdown tables, and their place on a page. Measures nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

MARKED: Final = "<!-- table: {name} -->\n{body}<!-- end -->"


def renew(page: Path, bodies: Mapping[str, str]) -> None:
    """Puts each table between its marks on the page; a mark that is missing is an error (ValueError)."""
    text = page.read_text(encoding="utf-8")
    for name, body in bodies.items():
        pattern = re.compile(re.escape(f"<!-- table: {name} -->") + r".*?<!-- end -->", re.DOTALL)
        if not pattern.search(text):
            message = f"{page} has no place for the table {name!r}."
            raise ValueError(message)
        before, after = pattern.split(text, maxsplit=1)
        text = before + MARKED.format(name=name, body=body) + after
    page.write_text(text, encoding="utf-8")


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    every = [head, ["---"] * len(head), *lines]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in every)


def spanned(value: tuple[float, float, float], form: str = ".3f") -> str:
    """A value with its interval."""
    middle, low, high = (format(part, form) for part in value)
    return f"{middle} ({low} to {high})"
