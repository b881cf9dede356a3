from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.errors import InvalidMessage
from studio.messages import LONGEST, checked


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200b", "\u202e", b""])
def test_nothing_said_is_refused(text: str | bytes) -> None:
    """A message without a single visible character is empty, and the refusal says what to do."""
    with pytest.raises(InvalidMessage, match=r"empty.*Write at least one word"):
        checked(text)


def test_too_long_is_refused() -> None:
    """A hundred kilobytes are refused with both lengths."""
    with pytest.raises(InvalidMessage, match=r"100,000 characters long.*20,000"):
        checked("a" * 100_000)
    assert len(checked("a" * LONGEST)) == LONGEST


@pytest.mark.parametrize("text", ["a\x00b", "\x01\x02\x03\x04\x05\x06", b"\xff\xfe\x00\x01", b"PNG\r\n\x1a\n\x00\x00"])
def test_binary_is_refused(text: str | bytes) -> None:
    """Bytes that are not text are refused as such."""
    with pytest.raises(InvalidMessage, match=r"binary|UTF-8"):
        checked(text)


@pytest.mark.parametrize(
    "text", ["שלום עולם", "مرحبا", "<script>alert(1)</script>", "**bold** [a](http://x.test)", "日本語", "🙂"]
)
def test_markup_and_other_scripts_pass(text: str) -> None:
    """Right-to-left text, markup and emoji are words like any others."""
    assert checked(text) == unicodedata.normalize("NFC", text)


def test_stray_controls_are_dropped() -> None:
    """A stray control character is dropped; line ends become newlines."""
    assert checked("Good\x07 day,\r\nsir") == "Good day,\nsir"


@given(st.text())
def test_whatever_passes_is_clean(text: str) -> None:
    """What passes holds no control character but newline and tab, and passes again unchanged."""
    try:
        clean = checked(text)
    except InvalidMessage:
        return
    assert all(unicodedata.category(c) not in {"Cc", "Cs"} or c in "\n\t" for c in clean)
    assert checked(clean) == clean
