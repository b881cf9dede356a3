# ruff: noqa: RUF001 - the full-width brackets and signs are meant

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.emotion.labels import Emotion
from brain.prompt.tags import TagStream, parse

FRAGMENTS = st.sampled_from(
    [
        "[",
        "]",
        "[EMOTION:",
        "emotion",
        " ",
        "a",
        "ACTION",
        "[PAUSE:x]",
        "=",
        "：",
        "\n",
        "happy",
        "é",
        "*",
        "(",
        "）",
        "\\",
        "［",
        "【",
        "EMO",
        "feliz",
        "😊",
        ",",
        "|",
        "_",
        "[[",
        "]]",
        "PAUSE",
        "not",
        ".",
        "{",
        ">",
    ]
)
PIECES = st.lists(FRAGMENTS, max_size=24)
WORDS = st.text(
    alphabet=st.characters(
        categories=("L", "N", "P", "Zs"), exclude_characters="[](){}<>［］【】〔〕（）〈〉《》*_`~\\"
    )
)
TAGS = st.sampled_from(
    [
        "[EMOTION:happy]",
        "*[emotion: Sad]*",
        "(EMOTION:angry)",
        "［EMOTION：calm］",
        "[[ACTION:nods slowly]]",
        "`[PAUSE:long]`",
        "[EMOTION:happy, sad]",
        "[EMOCIÓN:feliz]",
        "[EMOTION:😊]",
        "[EMOTION:proud | ACTION: bows]",
        "\\[PAUSE:short\\]",
        "[PAUSE]",
        "[EMOTION:wistful-ish]",
        "**[EMOTION:calm][ACTION:sits]**",
        "[EMOTION:sad [ACTION:sighs]]",
    ]
)


def told(text: str, *labels: str) -> list[tuple[str, str, bool]]:
    """Kind, value and whether it is known, of each tag in a text."""
    return [(tag.kind, tag.value, tag.known) for tag in parse(text, labels)[1]]


@pytest.mark.parametrize("label", list(Emotion))
def test_every_emotion_is_known(label: Emotion) -> None:
    """A tag of each of the 21 labels is taken out of the text and known."""
    clean, (tag,) = parse(f"[EMOTION:{label.value}] Yes.")
    assert (clean, tag.kind, tag.value, tag.known) == ("Yes.", "emotion", label.value, True)


def test_tags_keep_their_place() -> None:
    """Offsets point into the clean text, and blanks do not double where a tag stood."""
    clean, tags = parse("[EMOTION:happy] Hello [ACTION:nods slowly] there. [PAUSE:short] Yes.")
    assert clean == "Hello there. Yes."
    assert [(tag.kind, tag.value, clean[tag.at :]) for tag in tags] == [
        ("emotion", "happy", "Hello there. Yes."),
        ("action", "nods slowly", "there. Yes."),
        ("pause", "short", "Yes."),
    ]


@pytest.mark.parametrize(
    "tag",
    [
        "[emotion:happy]",
        "[ EMOTION : Happy ]",
        "[EMOTION=HAPPY]",
        "[EMOTION happy]",
        "(EMOTION:happy)",
        "(emotion: happy)",
        "{EMOTION:happy}",
        "<EMOTION:happy>",
        "［EMOTION：happy］",
        "【EMOTION:happy】",
        "（EMOTION：happy）",
        "[[EMOTION:happy]]",
        "*[EMOTION:happy]*",
        "**[EMOTION:happy]**",
        "_(EMOTION:happy)_",
        "`[EMOTION:happy]`",
        "*__[EMOTION:happy]__*",
        "\\[EMOTION:happy\\]",
        "[EMOTION:*happy*]",
        '[EMOTION:"happy"]',
        "[EMOTION:happy)",
        "[EMOTION:very happy (0.8)]",
        "[EMOTION:feliz]",
        "[EMOCIÓN:feliz]",
        "[ÉMOTION: joie]",
        "[EMOTION:joy]",
        "[EMOTION:😊]",
        "[EMOTION: ☺️ ]",
        "[EMOTION:happy.]",
    ],
)
def test_a_tag_is_known_however_it_is_written(tag: str) -> None:
    """Case, blanks, brackets, Markdown, other languages and signs make no difference."""
    assert parse(f"{tag} Hello") == parse("[EMOTION:happy] Hello")
    assert parse(f"Well, {tag} hello")[0] == "Well, hello"
    assert told(f"Bye {tag}") == [("emotion", "happy", True)]


@pytest.mark.parametrize(
    ("text", "clean", "tags"),
    [
        ("[EMOTION:happy, sad] Hm", "Hm", [("emotion", "happy", True), ("emotion", "sad", True)]),
        ("[EMOTION:happy and sad] Hm", "Hm", [("emotion", "happy", True), ("emotion", "sad", True)]),
        ("[EMOTION:proud | ACTION: bows low] Hm", "Hm", [("emotion", "proud", True), ("action", "bows low", True)]),
        ("[EMOTION:calm, PAUSE:long] Hm", "Hm", [("emotion", "calm", True), ("pause", "long", True)]),
        ("[EMOTION:sad [ACTION:sighs]] Hm", "Hm", [("emotion", "sad", True), ("action", "sighs", True)]),
        ("**[EMOTION:calm] [ACTION:sits]** Hm", "Hm", [("emotion", "calm", True), ("action", "sits", True)]),
        ("[PAUSE] Hm", "Hm", [("pause", "short", True)]),
        ("[EMOTION:] Hm", "Hm", [("emotion", "", False)]),
        ("[EMOTION:not happy] Hm", "Hm", [("emotion", "not happy", False)]),
        ("[EMOTION:Wistful-ish] Hm", "Hm", [("emotion", "wistful-ish", False)]),
        ("*[EMOTION:sad] Hm*", "*Hm*", [("emotion", "sad", True)]),
    ],
)
def test_a_tag_may_say_several_things(text: str, clean: str, tags: list[tuple[str, str, bool]]) -> None:
    """Lists, mixtures and nests give each tag; what is unknown, or negated, is kept and marked."""
    assert (parse(text)[0], told(text)) == (clean, tags)


@pytest.mark.parametrize(
    ("text", "clean", "tags"),
    [
        ("[EMOTION:happy Hello there", "Hello there", [("emotion", "happy", True)]),
        ("[EMOTION:happy\nHello", "Hello", [("emotion", "happy", True)]),
        ("[EMOTION:oddly Hello", "Hello", [("emotion", "oddly", False)]),
        ("[ACTION:nods. Hello there", "Hello there", [("action", "nods", True)]),
        ("[ACTION:bows\nHello", "Hello", [("action", "bows", True)]),
        ("[EMOTION:sad" + " word" * 60, ("word " * 60).strip(), [("emotion", "sad", True)]),
        ("Bye [EMOTION:sad", "Bye ", [("emotion", "sad", True)]),
        ("Bye [EMOTION:", "Bye ", [("emotion", "", False)]),
        ("Bye [EMOTION", "Bye ", [("emotion", "", False)]),
        ("Bye [EMO", "Bye ", [("emotion", "", False)]),
        ("Bye [ACT", "Bye ", [("action", "", False)]),
    ],
)
def test_a_tag_that_is_never_closed_is_no_text(text: str, clean: str, tags: list[tuple[str, str, bool]]) -> None:
    """Its value is what may belong to it, what follows is spoken, and a tag cut off at the end is not shown."""
    assert (parse(text)[0], told(text)) == (clean, tags)


@pytest.mark.parametrize(
    "text",
    [
        "[1] a note",
        "see [the appendix]",
        "[emotion happy-ish",
        "[b",
        "[",
        "[emotional] talk",
        "(action: see below)",
        "a < b > c",
        "(pause)",
        "[action items for Monday]",
        "f(emotion)",
        "{emotion: 3}",
        "**bold** and *soft*",
        "5 * (3 + 2)",
        "x[0] = y[1]",
    ],
)
def test_other_brackets_are_text(text: str) -> None:
    """A bracket that is no tag stays in the text as it is."""
    assert parse(text) == (text, ())


def test_a_personas_own_labels_are_known() -> None:
    """Custom labels are kept in the persona's spelling, also beside common ones, and are unknown elsewhere."""
    assert told("[EMOTION: battle-fury, sad] Ha", "Battle Fury") == [
        ("emotion", "Battle Fury", True),
        ("emotion", "sad", True),
    ]
    assert told("[EMOTION:battle fury] Ha") == [("emotion", "battle fury", False)]


@given(PIECES, st.lists(st.sampled_from(["happy", "Odd One"]), max_size=2))
def test_pieces_make_no_difference(pieces: list[str], labels: list[str]) -> None:
    """However a text is cut into pieces, the same words and tags come out."""
    text = "".join(pieces)
    stream = TagStream(labels)
    clean = "".join(stream.feed(piece) for piece in pieces) + stream.close()
    assert (clean, stream.tags) == parse(text, labels)


@given(PIECES)
def test_a_split_at_every_character_makes_no_difference(pieces: list[str]) -> None:
    """Character by character, the same words and tags come out."""
    text = "".join(pieces) * 3
    stream = TagStream()
    clean = "".join(map(stream.feed, text)) + stream.close()
    assert (clean, stream.tags) == parse(text)


@given(st.lists(st.tuples(WORDS, TAGS), min_size=1, max_size=8), WORDS)
def test_no_text_between_tags_is_lost(course: list[tuple[str, str]], rest: str) -> None:
    """Whatever stands between tags comes out, in order; only blanks beside a tag may go."""
    text = "".join(words + tag for words, tag in course) + rest
    clean, tags = parse(text)
    spoken = "".join(words for words, _ in course) + rest
    assert re.sub(r"\s", "", clean) == re.sub(r"\s", "", spoken)
    assert len(tags) >= len(course)
    assert [tag.at for tag in tags] == sorted(tag.at for tag in tags)


@given(st.one_of(st.text(), PIECES.map("".join)))
def test_nothing_is_invented(text: str) -> None:
    """The clean text is what is left of the text; without tags it is the text itself."""
    clean, tags = parse(text)
    left = iter(text)
    assert all(character in left for character in clean)
    if not tags:
        assert clean == text
    assert all(tag.at <= len(clean) for tag in tags)


@given(PIECES)
def test_no_tag_of_a_known_form_is_shown(pieces: list[str]) -> None:
    """Nothing of the form that the prompt asks for is ever left in the text."""
    assert not re.search(r"\[(EMOTION|ACTION|PAUSE):[^\[\]\n]*\]", parse("".join(pieces))[0])
