"""The fields of a cell, by its kind: each is stored as soon as it is left. Runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from store.warehouse.sandbox import SCHEMAS
from studio import session_notebooks as memory
from studio.notebooks import cells
from studio.notebooks.cells import NEWEST, PREVIOUS, Chart, EvalRun, Markdown, Probe, Sql, fields_of
from studio.ui.safe_text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.actor import Actor
    from store.notebook_values import Cell
    from studio.notebooks.service import Opened
    from studio.wiring import Services

OFFERED: Final = 100
"""So many personas are offered, the newest."""

_KINDS: Final[dict[str, str]] = {
    "dots": "Dots, each with its interval",
    "line": "Line over figures or times",
    "bars": "Bars, without an interval",
    "spread": "Spread of the figures",
}


class Desk:
    """Where the fields of one cell are drawn and stored."""

    def __init__(self, services: Services, actor: Actor, opened: Opened, cell: Cell) -> None:
        self.services, self.actor, self.opened, self.cell = services, actor, opened, cell

    def field(self, name: str, shown: Any, *, among: Sequence[object] | None = None) -> str:
        """The key of a field's control."""
        return memory.field(self.cell, name, shown, among=among)

    def storing(self, name: str, stored: Callable[[Any], Any] = lambda value: value) -> Callable[[], None]:
        """The callback that stores what stands in a field's control."""
        return lambda: memory.do(lambda: self._store(name, stored))

    def writing(self) -> None:
        """Store the words of a text cell, and show them."""
        self.storing("text")()
        memory.edit("")

    def rename(self) -> None:
        """Store what stands in the field of the name."""
        self._write({}, "name", str(memory.typed(self.cell, "name")).strip())

    def _store(self, name: str, stored: Callable[[Any], Any]) -> None:
        self._write({name: stored(memory.typed(self.cell, name))}, name)

    def _write(self, fields: dict[str, Any], drawn: str, called: str = "") -> None:
        notebook = self.services.notebooks.write(
            self.actor,
            self.opened.notebook.card.id,
            self.cell,
            fields,
            name=called,
            seen=memory.seen(self.cell, drawn),
        )
        memory.written(self.cell, notebook)
        if notebook.clashes:
            memory.say("This cell was changed in another tab too. Both are kept: yours stands below the other one.")


def draw(services: Services, actor: Actor, opened: Opened, cell: Cell) -> None:
    """The fields of the cell."""
    desk = Desk(services, actor, opened, cell)
    match fields_of(cell):
        case Markdown() as words:
            _markdown(desk, words)
        case Sql() as asked:
            st.text_area(
                "SQL", key=desk.field("query", asked.query), on_change=desk.storing("query"), height="content",
                label_visibility="collapsed", placeholder="SELECT verdict, count(*) FROM turns GROUP BY verdict",
            )  # fmt: skip
            above = list(opened.frames(cell.id))
            st.caption(f"Tables: {', '.join(sorted(SCHEMAS))}" + f"; results above: {', '.join(above)}" * bool(above))
        case Probe() as probe:
            _probe(desk, probe)
        case Chart() as form:
            _chart(desk, form)
        case EvalRun() as wanted:
            _eval(desk, wanted)


def name(desk: Desk) -> None:
    """What the result of the cell is called."""
    st.text_input(
        "Name of the result", key=desk.field("name", desk.cell.name), on_change=lambda: memory.do(desk.rename),
        help="Small letters, digits and low lines. Cells below that read it by its old name have to be changed.",
    )  # fmt: skip


def _markdown(desk: Desk, words: Markdown) -> None:
    if memory.editing() == desk.cell.id or not words.text.strip():
        st.text_area(
            "Words, as Markdown", key=desk.field("text", words.text), on_change=desk.writing, height="content",
            label_visibility="collapsed", placeholder="Words, as Markdown",
        )  # fmt: skip
    else:
        # Streamlit's Markdown reads no HTML unless it is told to, and pictures would ask another server.
        st.markdown(plain(words.text).replace("![", "\\!["))


def _probe(desk: Desk, probe: Probe) -> None:
    cards = {one.slug: one for one in desk.services.library.cards(desk.actor, limit=OFFERED).items}
    slugs = [*cards] if probe.persona in cards or not probe.persona else [*cards, probe.persona]
    left, middle, right = st.columns(3)
    left.selectbox(
        "Persona", ["", *slugs], key=desk.field("persona", probe.persona),
        on_change=desk.storing("persona", lambda one: one or ""),
        format_func=lambda one: plain(cards[one].name) if one in cards else one or "Choose one",
        accept_new_options=True, help="Of many personas the newest are offered; others by their slug.",
    )  # fmt: skip
    newest = cards[probe.persona].version_number if probe.persona in cards else 1
    numbers = list(dict.fromkeys([NEWEST, PREVIOUS, *(str(one) for one in range(newest, 0, -1)), *probe.versions]))
    middle.multiselect(
        "Versions", numbers, key=desk.field("versions", list(probe.versions)),
        on_change=desk.storing("versions", lambda found: found or [NEWEST]),
    )  # fmt: skip
    offered = {one.id: one for one in desk.services.conversations.casting.choices(*probe.models)}
    right.multiselect(
        "Models", list(offered), key=desk.field("models", list(probe.models)),
        format_func=lambda one: offered[one].label if offered[one].available else f"{offered[one].label}, needs a key",
        on_change=desk.storing("models", lambda found: found or ["understudy"]),
    )  # fmt: skip
    st.text_area(
        "What to say, a line a turn", key=desk.field("words", "\n".join(probe.words)), height="content",
        on_change=desk.storing("words", lambda text: [one for one in text.split("\n") if one.strip()]),
    )  # fmt: skip
    left, middle, right = st.columns(3)
    left.number_input(
        "Repeats", 1, cells.MOST_REPEATS, key=desk.field("repeats", probe.repeats), on_change=desk.storing("repeats"),
        help="An interval needs at least five conversations.",
    )  # fmt: skip
    middle.number_input("First seed", 0, 2**31 - 1, key=desk.field("seed", probe.seed), on_change=desk.storing("seed"))
    right.text_input(
        "Drift on purpose", key=desk.field("drift", probe.drift), on_change=desk.storing("drift"),
        placeholder="assistant break:0.8:4", help="A test instrument: type:dose:from-turn. Empty for none.",
    )  # fmt: skip


def _chart(desk: Desk, form: Chart) -> None:
    frames = desk.opened.frames(desk.cell.id)
    names = list(dict.fromkeys(["", *frames, form.of]))
    top = st.columns(4)
    top[0].selectbox(
        "Result above", names, key=desk.field("of", form.of), on_change=desk.storing("of"),
        format_func=lambda one: one or "Choose one",
    )  # fmt: skip
    top[1].selectbox(
        "Kind", list(_KINDS), key=desk.field("kind", form.kind), on_change=desk.storing("kind"),
        format_func=_KINDS.__getitem__,
    )  # fmt: skip
    columns = frames[form.of].columns if form.of in frames else ()
    low = st.columns(4)
    places = (
        ("x", "Across", top[2]),
        ("y", "Figure", top[3]),
        ("low", "Interval from", low[0]),
        ("high", "Interval to", low[1]),
        ("colour", "One for each", low[2]),
    )
    for name, label, place in places:
        value: str = getattr(form, name)
        offered = list(dict.fromkeys(["", *columns, value]))
        place.selectbox(
            label, offered, key=desk.field(name, value), on_change=desk.storing(name),
            format_func=lambda one: plain(one) or "None",
        )  # fmt: skip
    low[3].text_input("Title", key=desk.field("title", form.title), on_change=desk.storing("title"),
                      placeholder="Empty: what the figures say")  # fmt: skip


def _eval(desk: Desk, wanted: EvalRun) -> None:
    from evals.suites import load

    suites = list(dict.fromkeys([*load.names(), wanted.suite]))
    slugs = [one.slug for one in desk.services.library.cards(desk.actor, limit=OFFERED).items]
    left, middle, right = st.columns(3)
    left.selectbox("Suite", suites, key=desk.field("suite", wanted.suite), on_change=desk.storing("suite"))
    middle.multiselect(
        "Personas", list(dict.fromkeys([*slugs, *wanted.personas])), accept_new_options=True,
        key=desk.field("personas", list(wanted.personas)), on_change=desk.storing("personas"),
        help="slug@3 plays version 3.",
    )  # fmt: skip
    offered = {one.id: one.label for one in desk.services.conversations.casting.choices(wanted.model)}
    offered.setdefault(wanted.model, wanted.model)
    right.selectbox(
        "Model", list(offered), key=desk.field("model", wanted.model), on_change=desk.storing("model"),
        format_func=offered.__getitem__,
    )  # fmt: skip
    left, middle, _ = st.columns(3)
    left.number_input(
        "Conversations at most", 0, 10_000, key=desk.field("most", wanted.most), on_change=desk.storing("most"),
        help="0 plays all of the suite.",
    )  # fmt: skip
    middle.text_input(
        "Seeds", key=desk.field("seeds", " ".join(str(one) for one in wanted.seeds)),
        on_change=desk.storing("seeds", lambda text: text.replace(",", " ").split()),
        placeholder="those of the suite",
    )  # fmt: skip
