"""Where a field stands in a document."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from brain.genome.lines import line_of, places

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('abc\n"', min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


def test_a_field_has_its_line() -> None:
    """Objects, arrays and nested fields are found where their value begins."""
    document = '{\n  "a": 1,\n  "b": [\n    {"c": "x:,]}\\n"},\n    2\n  ],\n  "d": {"e": null}\n}'
    assert [line_of(document, path) for path in ("a", "b", "b.0", "b.0.c", "b.1", "d.e")] == [2, 3, 4, 4, 5, 7]
    assert line_of(document, "d.missing.deep") == 7
    assert line_of(document, "nowhere") == 1


@given(st.dictionaries(st.sampled_from("xyz"), DOCUMENTS, max_size=3))
def test_every_field_is_found(document: dict[str, Any]) -> None:
    """In an indented document each field is on the line on which `json` writes it, however it is nested."""
    written = json.dumps(document, indent=1)
    known = places(written)

    def leaves(value: Any, path: tuple[str, ...]) -> list[str]:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        found = [".".join(path)] if path else []
        for key, one in inner:
            found += leaves(one, (*path, str(key)))
        return found

    assert set(leaves(document, ())) <= set(known)
    assert all(1 <= line <= written.count("\n") + 1 for line in known.values())


@given(st.text(max_size=40) | st.text('{}[]",:ab1\n', max_size=40))
def test_anything_has_at_most_its_lines(document: str) -> None:
    """Whatever was typed, the answer is a line of it."""
    assert all(1 <= line <= document.count("\n") + 1 for line in places(document).values())
