import html
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ui.safe_text import as_html, as_label, as_option, plain

TAG = re.compile(r"</?(?:em|strong)>")


@given(st.text())
def test_html_holds_no_markup_of_the_words(words: str) -> None:
    """Whatever the words are, the HTML has no tag, no attribute end and no bare ampersand of theirs."""
    escaped = as_html(words)
    assert not set(escaped) & set("<>\"'")
    assert html.unescape(escaped) == plain(words)


@given(st.text(alphabet="*<>a &\"'\n_"))
def test_emphasis_adds_only_its_own_tags(words: str) -> None:
    """With emphasis the only tags are em and strong, each closed, and the words are the same without the stars."""
    drawn = as_html(words, emphasis=True)
    assert "<" not in TAG.sub("", drawn)
    assert drawn.count("<em>") == drawn.count("</em>")
    assert drawn.count("<strong>") == drawn.count("</strong>")
    assert html.unescape(TAG.sub("", drawn)).replace("*", "") == words.replace("*", "")


def test_emphasis_is_read() -> None:
    """Stars around words become italic and bold; stars in arithmetic stay stars."""
    assert as_html("*Imagine* a **mirror**", emphasis=True) == "<em>Imagine</em> a <strong>mirror</strong>"
    assert as_html("2 * 3 * 4", emphasis=True) == "2 * 3 * 4"


@pytest.mark.parametrize("markup", ["![x](http://e.example/x.png)", "[link](http://e.example)", "$x^2$", ":smile:"])
def test_no_other_markdown_is_read(markup: str) -> None:
    """Pictures, links, formulas and emoji shortcodes of a reply are drawn as the characters they are."""
    assert html.unescape(as_html(markup, emphasis=True)) == markup


def test_control_characters_are_shown() -> None:
    """A control character becomes its picture instead of vanishing."""
    assert as_html("a\x00b\x1b[31mc") == "a\u2400b\u241b[31mc"
    assert as_html("line\r\nline\rline") == "line\nline\nline"


@given(st.text(max_size=300))
def test_a_label_escapes_all_punctuation(words: str) -> None:
    """Every punctuation mark of a label is behind a backslash, and it is one line."""
    label = as_label(words)
    bare = re.sub(r"\\[" + re.escape(string.punctuation) + "]", "", label)
    assert not set(bare) & set(string.punctuation)
    assert "\n" not in label


def test_a_label_is_cut() -> None:
    """A long label ends in an ellipsis."""
    assert as_label("x" * 100, longest=10) == "x" * 9 + "…"


def test_an_option_is_shown_as_it_is() -> None:
    """What a list offers reads no Markdown: nothing is escaped, and it is one line that is cut too."""
    assert as_option("sci-fi & *magic*\n(1950-60)") == "sci-fi & *magic* (1950-60)"
    assert as_option("x" * 100, longest=10) == "x" * 9 + "…"


def test_a_label_cannot_turn_the_line_around() -> None:
    """Direction overrides are left out of a label, which stands beside other words."""
    assert as_label("a\u202eb\u2066c") == "abc"
