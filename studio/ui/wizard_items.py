"""Drawing lists of a mind: values, boundaries, beliefs, knowledge, modes, each item as a small form. Knows no rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import streamlit as st

from store.wizard_values import Part
from studio.ui.safe_text import as_label

if TYPE_CHECKING:
    from pydantic import JsonValue

    from studio.ui.wizard_desk import Desk

PART = Part.MIND
LONGEST: Final = 2_000
Form = Literal["line", "text", "unit", "lines", "flag", "choice", "source", "facts"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of an item and how it is written."""

    name: str
    label: str
    form: Form = "line"
    options: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of the mind: what one item is called, which attribute heads it, and what a new one begins as."""

    name: str
    one: str
    head: str
    attributes: tuple[Attribute, ...]
    new: dict[str, JsonValue]


VALUES: Final = Items(
    "values", "value", "name",
    (Attribute("name", "What it holds dear"), Attribute("statement", "In its own words"),
     Attribute("priority", "Priority", "unit")),
    {"name": "honesty", "statement": "", "priority": 0.7},
)  # fmt: skip
BOUNDARIES: Final = Items(
    "boundaries", "boundary", "rule",
    (Attribute("rule", "Rule"), Attribute("strictness", "How strictly", "choice", ("never", "avoid", "reluctant")),
     Attribute("phrases", "Words it must never say, one a line", "lines",
               hint="One of them in a reply is enough for the verdict `out of character`."),
     Attribute("topics", "Words by which a request for it is known, one a line", "lines"),
     Attribute("refusal", "How it declines, in its own voice", "text")),
    {"rule": "Does not give away secrets.", "strictness": "never", "phrases": [], "topics": [], "refusal": ""},
)  # fmt: skip
BELIEFS: Final = Items(
    "beliefs", "belief", "statement",
    (Attribute("statement", "What it believes, in its own words", "text"),
     Attribute("opposite", "What it would say if it held the contrary",
               hint="Contradictions are found by it."),
     Attribute("reasons", "Why, one reason a line", "lines"),
     Attribute("topics", "Words by which a question about it is known, one a line", "lines"),
     Attribute("confidence", "How sure", "unit"),
     Attribute("source", "Source", "source", hint="Where it comes from: a book, a talk, an interview.")),
    {"statement": "People can change.", "opposite": "", "reasons": [], "topics": [], "confidence": 0.8, "source": None},
)  # fmt: skip
KNOWLEDGE: Final = Items(
    "knowledge", "field", "name",
    (Attribute("name", "Field"), Attribute("level", "How well (1 is world expert)", "unit"),
     Attribute("summary", "In a sentence", "text"),
     Attribute("topics", "Words by which a question about it is known, one a line", "lines"),
     Attribute("facts", "What it can tell, in its own voice, one a line", "facts")),
    {"name": "cooking", "level": 0.5, "summary": "", "topics": ["cooking"], "facts": []},
)  # fmt: skip
EXAMPLES: Final = Items(
    "examples", "example", "user",
    (Attribute("user", "Somebody says"), Attribute("reply", "It answers", "text",
               hint="Drift is measured against these replies; eight are needed for a number.")),
    {"user": "Hello!", "reply": "Hello. What brings you here?"},
)  # fmt: skip
MODES: Final = Items(
    "modes", "mode", "name",
    (Attribute("name", "Name"), Attribute("enabled", "Offered", "flag"),
     Attribute("instructions", "What it does in this mode", "text")),
    {"name": "Mentor", "enabled": True, "instructions": ""},
)  # fmt: skip


def draw(desk: Desk, kind: Items) -> None:
    """The list: each item closed under its head, a way to add one and to take one away."""
    items = _held(desk, kind)
    desk.below(PART, kind.name)
    for place, item in enumerate(items):
        head = as_label(str(item.get(kind.head) or kind.one), longest=90)
        box = st.expander(head, key=f"{kind.name}-{place}", on_change="rerun")
        if box.open:
            with box:
                for attribute in kind.attributes:
                    _attribute(desk, kind, items, place, attribute)
                if st.button(f"Remove this {kind.one}", key=f"remove-{kind.name}-{place}", icon=":material/delete:"):
                    _keep(desk, kind, [one for at, one in enumerate(items) if at != place])
    if not items:
        st.caption(f"No {kind.name} yet.")
    if st.button(f"Add a {kind.one}", key=f"add-{kind.name}", icon=":material/add:"):
        _keep(desk, kind, [*items, dict(kind.new)])


def lines(desk: Desk, name: str, label: str, *, hint: str = "") -> None:
    """A list of lines in one box, one a line."""
    held = desk.session.value(PART, name)
    now = held if isinstance(held, list) else list(getattr(desk.genome.mind, name))
    text = "\n".join(str(one) for one in now)
    key = desk.key(PART, name, text, stored=_lines)
    st.text_area(desk.title(PART, name, label), text, key=key, height=130, help=hint or None)
    desk.below(PART, name)


def _held(desk: Desk, kind: Items) -> list[dict[str, Any]]:
    held = desk.session.value(PART, kind.name)
    if isinstance(held, list):
        return [one for one in held if isinstance(one, dict)]
    return [one.model_dump(mode="json") for one in getattr(desk.genome.mind, kind.name)]


def _keep(desk: Desk, kind: Items, items: list[dict[str, Any]]) -> None:
    desk.keep(PART, {kind.name: cast("JsonValue", items)})
    st.rerun()


def _attribute(desk: Desk, kind: Items, items: list[dict[str, Any]], place: int, what: Attribute) -> None:
    within = (cast("JsonValue", items), place, what.name)
    value = items[place].get(what.name)
    hint = what.hint or None
    if what.form in {"lines", "facts"}:
        old = value if isinstance(value, list) else []
        text = "\n".join(str(one.get("text", "")) if isinstance(one, dict) else str(one) for one in old)
        stored = _lines if what.form == "lines" else lambda written: _facts(written, old)
        key = desk.key(PART, kind.name, text, stored=stored, within=within)
        st.text_area(what.label, text, key=key, height=110, help=hint)
    elif what.form == "unit":
        level = round(float(value or 0.0), 2)
        key = desk.key(PART, kind.name, level, within=within)
        st.slider(what.label, 0.0, 1.0, level, step=0.01, key=key, help=hint)
    elif what.form == "flag":
        st.toggle(what.label, bool(value), key=desk.key(PART, kind.name, bool(value), within=within), help=hint)
    elif what.form == "choice":
        key = desk.key(PART, kind.name, str(value), within=within)
        st.selectbox(what.label, what.options, what.options.index(str(value)), key=key, help=hint)
    elif what.form == "source":
        title = str(value.get("title", "")) if isinstance(value, dict) else ""
        key = desk.key(PART, kind.name, title, stored=lambda written: _source(written, value), within=within)
        st.text_input(what.label, title, key=key, max_chars=255, help=hint)
    else:
        key = desk.key(PART, kind.name, str(value or ""), within=within)
        write = st.text_input if what.form == "line" else st.text_area
        write(what.label, str(value or ""), key=key, max_chars=LONGEST, help=hint)


def _lines(written: object) -> JsonValue:
    return [line.strip() for line in str(written).splitlines() if line.strip()]


def _facts(written: object, old: list[Any]) -> JsonValue:
    """Facts by their lines; one that was there keeps its topics and its source."""
    known = {one["text"]: one for one in old if isinstance(one, dict) and "text" in one}
    return [known.get(line, {"text": line}) for line in cast("list[str]", _lines(written))]


def _source(written: object, old: object) -> JsonValue:
    title = str(written).strip()
    if not title:
        return None
    return cast("JsonValue", {**(old if isinstance(old, dict) else {}), "title": title})
