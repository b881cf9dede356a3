import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ui import emblem


@given(st.text(max_size=40))
def test_only_a_colour_reaches_a_style(words: str) -> None:
    """Whatever stands in an accent field, the style gets `#rrggbb`."""
    assert len(emblem.accent(words)) == 7
    assert emblem.accent(words).startswith("#")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Albert Einstein", "AE"),
        ("Nurse Amara Diallo", "AD"),
        ("Lord", "L"),
        ("Łucja Ženíšková", "ŁŽ"),
        ("李白", "李"),
        ("<b>", "?"),
        ("", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    """First and last word without honorifics; a question mark where there is no letter."""
    assert emblem.initials(name) == letters


def test_a_rosette_is_its_seeds_own() -> None:
    """The same seed draws the same rosette, another seed another one, and both are well-formed."""
    assert emblem.rosette("albert-einstein") == emblem.rosette("albert-einstein")
    assert emblem.rosette("albert-einstein") != emblem.rosette("mira-okafor")
    assert ET.fromstring(emblem.rosette("mira-okafor")).tag.endswith("svg")  # noqa: S314 - our own document


def test_a_name_is_text_in_an_emblem() -> None:
    """Markup in a name draws nothing."""
    drawn = emblem.emblem("<script>", "x", "red;}") + emblem.disc('"><img', "#ffffff")
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "red" not in drawn
