"""What is wrong in a file is said where it is, and the rest stands."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from brain.errors import InvalidInput
from evals.transcripts.chats import anthropic, openai
from evals.transcripts.conversation import Conversation, Remark, gathered
from evals.transcripts.inspect_logs import inspect_eval, inspect_json
from evals.transcripts.prefixed import prefixed
from evals.transcripts.table import Columns, table
from evals.transcripts.tavern import tavern

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.transcripts.conversation import Outside

GOOD = b'{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}'
COLUMNS = Columns(conversation="chat", speaker="who", text="what")


def chats(*raw: bytes, longest: int = 2**20) -> Outside:
    """JSON lines, read."""
    return gathered(openai(io.BytesIO(b"\n".join(raw)), longest=longest))


def texts(found: Outside) -> list[str]:
    """All that was said."""
    return [said.text for one in found.conversations for said in one.utterances]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b'{"messages":[{"role":"us', "Not JSON at character"),
        (b"[1, 2]", "no object"),
        (b'{"text":"x"}', "neither 'messages' nor a 'role'"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"n":' + b"9" * 5_000 + b"}", "Not JSON"),
        (b'{"messages":[]}', "empty"),
        (b'{"messages":[7]}', "no object but int"),
        (b'{"messages":[{"content":"x"}]}', "no role but NoneType"),
        (b'{"messages":[{"role":"user","content":"  "}]}', "says nothing"),
        (b'{"x":"' + b"y" * 2**21 + b'"}', "longer than 1,048,576 bytes"),
    ],
)
def test_a_bad_line_is_lost_and_the_rest_stands(bad: bytes, why: str) -> None:
    """Each is remarked at its line, and the conversations before and after it are read."""
    found = chats(GOOD, bad, GOOD)
    assert texts(found) == ["Hi", "Hello"] * 2
    assert any(one.line == 2 and one.lost and why in one.reason for one in found.remarks)
    assert all(one.line == 2 for one in found.remarks)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_encodings_may_be_mixed(mark: bytes) -> None:
    """A byte order mark is no text, and a line of Windows-1252 among UTF-8 is read, with a remark."""
    old = '{"messages":[{"role":"user","content":"Où?"},{"role":"assistant","content":"Là"}]}'
    found = chats(mark + old.encode(), old.encode("cp1252"), GOOD)
    assert texts(found) == ["Où?", "Là", "Où?", "Là", "Hi", "Hello"]
    assert [(one.line, one.lost) for one in found.remarks] == [(2, False)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf16_is_read(encoding: str) -> None:
    """A file that begins with UTF-16's mark is read as that, long lines and all."""
    text = GOOD.decode() + "\n" + '{"x":"' + "y" * 200_000 + '"}\n' + GOOD.decode()
    raw = text.encode(encoding) if encoding == "utf-16" else b"\xfe\xff" + text.encode(encoding)
    found = gathered(openai(io.BytesIO(raw), longest=100_000))
    assert texts(found) == ["Hi", "Hello"] * 2
    assert [(one.line, one.lost) for one in found.remarks] == [(2, True)]


def test_nul_and_halves_of_characters_are_taken_out() -> None:
    """What no database takes is taken out with a remark, whether it stands in the bytes or in an escape."""
    found = chats(GOOD.replace(b"Hi", b"H\0i"), GOOD.replace(b"Hi", b"H\\u0000i"), GOOD.replace(b"Hi", b"H\\ud800i"))
    assert [one for one in texts(found) if one.startswith("H") and one != "Hello"] == ["Hi", "Hi", "H\ufffdi"]
    assert [one.line for one in found.remarks] == [1, 2, 3]
    assert not any(one.lost for one in found.remarks)


def test_one_side_only_is_said() -> None:
    """A conversation in which the persona or the user says nothing is read, with a remark of which."""
    found = chats(GOOD.replace(b"assistant", b"user"), GOOD.replace(b'"user"', b'"assistant"'))
    assert len(found.conversations) == 2
    assert [(one.line, one.reason.split(" says")[0]) for one in found.remarks] == [(1, "The persona"), (2, "The user")]


def test_an_unknown_role_is_another_speaker() -> None:
    """A role nobody knows is kept as another's, with a remark; with roles given, it is whose they say."""
    raw = GOOD.replace(b"assistant", b"Ada")
    found = chats(raw)
    assert [one.speaker for one in found.conversations[0].utterances] == ["user", "other"]
    assert "by the role 'Ada'" in found.remarks[0].reason
    told = gathered(openai(io.BytesIO(raw), roles={"user": "user", "ada": "persona"}))
    assert [one.speaker for one in told.conversations[0].utterances] == ["user", "persona"]
    assert told.remarks == ()


def test_ids_that_come_twice_are_told_apart() -> None:
    """The second conversation of a name gets a number, and a remark at its line."""
    named = GOOD.replace(b"{", b'{"id":"a",', 1)
    found = chats(named, GOOD, named)
    assert [one.id for one in found.conversations] == ["a", "line 2", "a #2"]
    assert [one.line for one in found.remarks] == [3]


def test_a_table_says_where_it_is_broken() -> None:
    """Short rows and cells without end are remarked at their line, an unknown column at once, and formulas are text."""
    raw = b'chat,who,what\n1,user,"=cmd|\' /C calc\'!A0"\n1,persona\n1,persona,"two\nlines"\n1,user,"' + b"x" * 200_000
    found = gathered(table(io.BytesIO(raw + b"\n1,user,last\n"), columns=COLUMNS))
    assert texts(found)[:2] == ["=cmd|' /C calc'!A0", "two\nlines"]
    assert [one.line for one in found.conversations[0].utterances][:2] == [2, 4]
    assert [(one.line, one.lost) for one in found.remarks] == [(3, True), (6, True)]
    with pytest.raises(InvalidInput, match="'chat', 'who', 'what'"):
        list(table(io.BytesIO(raw), columns=Columns(speaker="role", text="what")))


def archive(**members: bytes) -> io.BytesIO:
    """A zip with samples of these names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in members.items():
            packed.writestr(f"samples/{name}.json", raw)
    return made


def zstandard_archive(**members: bytes) -> io.BytesIO:
    """The same as Inspect packs it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, raw in members.items():
            info = zipfile.ZipInfo(f"samples/{name}.json")
            packed.writestr(info, zstandard.ZstdCompressor().compress(raw))
            info.compress_type, info.CRC, info.file_size = 93, zlib.crc32(raw), len(raw)
    return made


@pytest.mark.parametrize("pack", [archive, zstandard_archive])
def test_a_zip_is_unpacked_within_bounds(pack: Callable[..., io.BytesIO]) -> None:
    """A sample that unpacks to more than is allowed is lost whatever it claims, and the others are read."""
    found = gathered(inspect_eval(pack(a=GOOD, bomb=b"0" * 50_000_000, c=b"{", d=b"{}", e=GOOD), largest=1_000_000))
    assert texts(found) == ["Hi", "Hello"] * 2
    assert [(one.line, one.lost) for one in found.remarks] == [(2, True), (3, True), (4, True)]
    assert "larger than 1,000,000 bytes" in found.remarks[0].reason


def test_a_damaged_zip_is_said_to_be_damaged() -> None:
    """No zip, half a zip and a sample whose bytes were changed have remarks."""
    whole = archive(a=GOOD * 1, b=bytes(range(256)) * 40).getvalue()
    for raw in (b"", b"no zip", whole[: len(whole) // 2]):
        (remark,) = gathered(inspect_eval(io.BytesIO(raw))).remarks
        assert "no zip" in remark.reason
    place = whole.index(b"samples/a.json") + 20
    changed = whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
    assert "cannot be unpacked" in gathered(inspect_eval(io.BytesIO(changed))).remarks[0].reason


def test_what_inspect_packed_is_checked_too() -> None:
    """A sample by Zstandard whose bytes were changed, or whose checksum is another one, has a remark."""
    whole = zstandard_archive(a=GOOD).getvalue()
    place = whole.index(b"samples/a.json") + len(b"samples/a.json")
    for at, reason in ((place, "cannot be unpacked"), (whole.rindex(b"PK\x01\x02") + 16, "checksum")):
        changed = whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :]
        assert reason in gathered(inspect_eval(io.BytesIO(changed))).remarks[0].reason
    locked = whole.rindex(b"PK\x01\x02") + 8
    changed = whole[:locked] + b"\1" + whole[locked + 1 :]
    assert "locked" in gathered(inspect_eval(io.BytesIO(changed))).remarks[0].reason


def test_a_log_too_large_or_without_samples_says_so() -> None:
    """A `.json` log beyond its bound is not parsed, and one without samples has nothing to read."""
    assert "larger than 10 bytes" in gathered(inspect_json(io.BytesIO(GOOD), largest=10)).remarks[0].reason
    for raw in (b"{}", b"[]", b'{"samples":{}}'):
        assert gathered(inspect_json(io.BytesIO(raw))).remarks == (
            Remark(line=1, reason="The log has no samples.", lost=True),
        )


PIECE = st.sampled_from(
    [GOOD, b'{"role":"user","content":', b'"x"}', b"\n", b"\0", b"\xff", b'"', b",", b"user: ", b"---", b"{}", b"\r\n"]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECE | st.binary(max_size=9), max_size=12).map(b"".join))
def test_no_bytes_break_a_reader(raw: bytes) -> None:
    """Any bytes give conversations and remarks in the order of their lines, and all that is given can be written."""
    readers = (
        openai(io.BytesIO(raw), longest=64),
        anthropic(io.BytesIO(raw)),
        tavern(io.BytesIO(raw)),
        prefixed(io.BytesIO(raw)),
        inspect_json(io.BytesIO(raw)),
        inspect_eval(io.BytesIO(raw)),
        table(io.BytesIO(b"chat,who,what\n" + raw), columns=COLUMNS),
    )
    for found in readers:
        for one in found:
            assert isinstance(one, Conversation | Remark)
            if isinstance(one, Conversation):
                assert [said.index for said in one.utterances] == list(range(len(one.utterances)))
                json.dumps([said.text for said in one.utterances]).encode()
                assert "\0" not in "".join(said.text + said.name for said in one.utterances)
                "".join(said.text + said.name for said in one.utterances).encode()
