"""The lab as a tab sees it: an empty list, cells that are written and run, two tabs, and what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Tab


def test_a_notebook_is_begun_written_and_run(tab: type[Tab]) -> None:
    """SQL is stored as it is typed, run in the background, shown as a table, and stale once it is changed."""
    page = tab("lab")
    assert "No notebook yet" in page.html
    page.press("New notebook")
    assert "An empty notebook" in page.html
    page.press("SQL")
    at = _open(page)
    page.at.text_area[0].set_value("SELECT slug FROM personas WHERE slug LIKE 'albert%'").run()
    page.press("Run all")
    page.services.notebooks.jobs.wait(at, 60)
    page.at.run()
    page.sound()
    assert "albert-einstein" in page.html
    assert "rows of personas" in page.html
    (cell,) = _cells(page, at)
    page.at.text_input(key=f"lab-{cell}-name").set_value("slugs").run()
    assert "<code>slugs</code>" in page.html
    page.at.text_input(key=f"lab-{cell}-name").set_value("not a name").run()
    assert "cannot be called" in page.at.error[0].value
    page.at.text_area[0].set_value("SELECT '<script>' AS \"<b>\"").run()
    assert "The cell was changed since." in page.html
    page.services.notebooks.run(page.services.actor, at)
    page.at.run()
    page.sound()
    assert "&lt;script&gt;" in page.html
    assert "<script>" not in page.html


def test_two_tabs_that_write_at_once_keep_both(tab: type[Tab]) -> None:
    """The later one is told; its words stand below the others. A deleted cell comes back."""
    first = tab("lab")
    first.press("New notebook")
    first.press("SQL")
    at = _open(first)
    second = tab("lab", notebook=at)
    second.at.text_area[0].set_value("SELECT 'left'").run()
    first.at.text_area[0].set_value("SELECT 'right'").run()
    assert "Both are kept" in first.at.warning[0].value
    assert [one.value for one in first.at.text_area] == ["SELECT 'left'", "SELECT 'right'"]
    first.at.button(key=f"lab-delete-{_cells(first, at)[1]}").click().run()
    assert len(first.at.text_area) == 1
    first.press("Undo: put answer_2 back")
    assert [one.value for one in first.at.text_area] == ["SELECT 'left'", "SELECT 'right'"]


def test_a_ready_notebook_is_copied_with_a_click(tab: type[Tab]) -> None:
    """It is about the persona that was chosen, can be taken away, and says how to have it again."""
    page = tab("lab")
    page.at.selectbox(key="lab-about-drift").set_value("albert-einstein").run()
    page.at.button(key="lab-copy-drift").click().run()
    page.sound()
    assert page.at.text_input[0].value == "Does my persona drift?"
    assert "albert-einstein" in [one.value for one in page.at.selectbox]
    assert page.html.count("/files/notebooks/") == 3
    page.at.session_state["lab-again"] = True
    page.at.run()
    assert "lab.probe(" in page.at.code[0].value


def test_words_are_shown_once_they_are_written(tab: type[Tab]) -> None:
    """A text cell opens for writing, is drawn as Markdown without HTML, and opens again."""
    page = tab("lab")
    page.press("New notebook")
    page.press("Text")
    page.at.text_area[0].set_value("# Why\n<b>bold</b> ![x](http://example.org/x.png)").run()
    page.sound()
    assert not page.at.text_area
    shown = next(one for one in page.at.markdown if one.value.startswith("# Why"))
    assert not shown.allow_html
    assert "\\![x]" in shown.value
    page.at.button(key=f"lab-edit-{_cells(page, _open(page))[0]}").click().run()
    assert page.at.text_area[0].value.startswith("# Why")


def test_what_goes_wrong_is_told_on_the_page(tab: type[Tab]) -> None:
    """A title without words is refused and told; a notebook of nobody's is not found."""
    page = tab("lab")
    page.press("New notebook")
    page.at.text_input[0].set_value("  ").run()
    assert "title" in page.at.error[0].value
    page.at.query_params["notebook"] = "nobody"
    page.at.run()
    assert "no such notebook" in page.at.error[0].value


def _cells(page: Tab, at: str) -> list[str]:
    notebook = page.services.notebooks.open(page.services.actor, at).notebook
    return [one.id for one in notebook.cells]


def _open(page: Tab) -> str:
    """The open notebook, from the address."""
    found = page.at.query_params["notebook"]
    return found[0] if isinstance(found, list) else str(found)
