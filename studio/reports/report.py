"""What a report says, as a value: sentences, charts with their tables, words of conversations. Writes no file.

Everything in it is plain text, however it came to be: whoever writes it escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from studio.charts.chart import Chart, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Something to copy: a command, Python, a suite."""

    title: str
    text: str
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One reply with what was said before it, what was measured, and the words that decided."""

    place: str
    user: str
    reply: str
    told: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a section: sentences, then at most one chart, table, list of replies or text to copy.

    A `folded` table is shown when it is asked for.
    """

    title: str = ""
    sentences: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    replies: tuple[Said, ...] = ()
    code: Code | None = None
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of the questions that a report answers."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: what it is about, what stands out, and the sections."""

    title: str
    subtitle: str
    notice: str
    findings: tuple[str, ...]
    sections: tuple[Section, ...]
    made: str
    kind: str = "Evaluation report"
    language: Literal["en"] = field(default="en")
