"""What gates say as JUnit XML (for CI), JSON (for programs) and Markdown (for a summary). Judges nothing.

Names and reasons may hold anything that a suite's author or a model wrote: it is text and never markup.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from evals.gate import interval_words

if TYPE_CHECKING:
    from evals.gate import Gated, Statement

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold in any form."""

_MARKED: Final = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")


def junit(gated: Gated) -> str:
    """JUnit XML: one test case for each statement, by persona; a breach is a failure.

    That it cannot be told is an error where it blocks, and a skipped test where it does not.
    """
    found = gated.statements
    root = ET.Element("testsuites", _counts(found, name=f"personaforge {gated.suite}"))
    for persona in dict.fromkeys(one.persona for one in found):
        own = [one for one in found if one.persona == persona]
        suite = ET.SubElement(root, "testsuite", _counts(own, name=f"{gated.suite}: {persona}"))
        for one in own:
            _case(suite, one, gated)
    if not found:
        suite = ET.SubElement(root, "testsuite", {"name": _plain(gated.suite), "tests": "1", "errors": "1"})
        case = ET.SubElement(suite, "testcase", {"name": "gates", "classname": "personaforge"})
        ET.SubElement(case, "error", {"message": "The suite has no gates.", "type": "cannot tell"})
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def as_json(gated: Gated) -> str:
    """All of it as JSON, with the outcome and whether it blocks."""
    document = {"outcome": gated.outcome, "blocks": gated.blocks, **asdict(gated)}
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def markdown(gated: Gated) -> str:
    """A heading with the outcome, one line on what was compared, and a table."""
    lines = [
        f"## {_marked(gated.suite)}: {gated.outcome}{' (blocks)' if gated.blocks else ''}",
        "",
        f"Run {_marked(gated.run)}" + (f", against run {_marked(gated.baseline)}." if gated.baseline else "."),
        "",
        "| persona | gate | score | outcome | value | why |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {_marked(one.persona)} | {_marked(one.demand)} | {_marked(one.score)} | {one.outcome} "
        f"| {interval_words(one.estimate)} | {_marked(one.why)} |"
        for one in gated.statements
    ]
    return "\n".join(lines) + "\n" + ("" if gated.statements else "\nThe suite has no gates: nothing was asked.\n")


def _case(suite: ET.Element, one: Statement, gated: Gated) -> None:
    names = {"name": _plain(f"{one.demand} [{one.score}]"), "classname": _plain(f"{gated.suite}.{one.persona}")}
    case = ET.SubElement(suite, "testcase", names)
    if one.outcome == "breach":
        ET.SubElement(case, "failure", {"message": _plain(one.why), "type": "breach"})
    elif one.outcome == "cannot tell":
        kind = "error" if one.blocks else "skipped"
        ET.SubElement(case, kind, {"message": _plain(f"cannot tell: {one.why}")})
    ET.SubElement(case, "system-out").text = _plain(f"{interval_words(one.estimate)} {one.unit}. {one.why}")


def _counts(found: tuple[Statement, ...] | list[Statement], *, name: str) -> dict[str, str]:
    unsure = [one for one in found if one.outcome == "cannot tell"]
    return {
        "name": _plain(name),
        "tests": str(len(found)),
        "failures": str(sum(one.outcome == "breach" for one in found)),
        "errors": str(sum(one.blocks for one in unsure)),
        "skipped": str(sum(not one.blocks for one in unsure)),
    }


def _plain(text: str) -> str:
    """The text without what XML cannot hold; the writer escapes the rest."""
    return _NOT_XML.sub("\ufffd", text)


def _marked(text: str) -> str:
    """The text on one line, with everything escaped that Markdown or HTML would read as markup."""
    return _MARKED.sub(r"\\\1", " ".join(_NOT_XML.sub("\ufffd", text).split()))
