from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
import zipfile
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain.cards import Inspected, Kind, export, home, inspect
from brain.errors import InvalidInput
from brain.genome import read, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRONG: list[Any] = [None, True, 0, -3.5, "12", "a, b", [], ["x", 3, None, {}], {}, {"0": {"content": 4}}, [[["deep"]]]]
PORTRAIT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABc3UBGAAAAABJRU5ErkJggg=="
)
BOMB_MEGABYTES = 700
"""More than a process that unpacks one may ever take."""
VALUES = (
    st.sampled_from(WRONG) | st.text(max_size=30) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)


def attempt(data: bytes, filename: str = "spare.json") -> Inspected | None:
    """What is read, which the store can keep and which exports again; None where one of our errors refuses it."""
    try:
        found = inspect(data, filename)
    except InvalidInput:
        return None
    assert read(write(found.genome)) == found.genome
    made = export(found.genome, home(found.genome), file=found.file, portrait=PORTRAIT)
    inspect(made.data, filename)
    return found


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_type_in_every_field_is_repaired(v3: dict[str, Any], wrong: Any) -> None:
    """Whatever stands in one field or in all of them, the card is read, and its ledger names the field."""
    for key in v3["data"]:
        found = attempt(json.dumps(v3 | {"data": v3["data"] | {key: wrong}}).encode())
        assert found is not None
        assert any(f"data.{key}" in entry.path for entry in found.ledger.entries)
    assert attempt(json.dumps(v3 | {"data": dict.fromkeys(v3["data"], wrong)}).encode())
    entry = v3["data"]["character_book"]["entries"][0]
    for key in entry:
        book = {"entries": [entry | {key: wrong}], "extensions": wrong, "name": wrong}
        assert attempt(json.dumps(v3 | {"data": v3["data"] | {"character_book": book}}).encode())


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_type_in_every_field_of_an_agent_is_repaired(agent: dict[str, Any], wrong: Any) -> None:
    """The same for an agent of TinyTroupe and what it nests."""
    for key in agent["persona"]:
        assert attempt(json.dumps(agent | {"persona": agent["persona"] | {key: wrong}}).encode())
    for key in ("personality", "preferences", "behaviors", "occupation"):
        for inner in agent["persona"][key]:
            held = agent["persona"][key] | {inner: wrong}
            assert attempt(json.dumps(agent | {"persona": agent["persona"] | {key: held}}).encode())


@settings(max_examples=150, deadline=None)
@given(at=st.data())
def test_mutated_cards_raise_nothing_but_our_errors(at: st.DataObject) -> None:
    """A card with any values in any fields is read, or refused by an error of ours."""
    keys = st.sampled_from(
        ["name", "description", "personality", "scenario", "first_mes", "mes_example", "tags", "character_book",
         "nickname", "assets", "alternate_greetings", "extensions", "system_prompt", "creator_notes", "metadata",
         "persona", "type"]
    )  # fmt: skip
    held = at.draw(st.dictionaries(keys, VALUES, max_size=8))
    document = at.draw(
        st.sampled_from([held, {"data": held}, {"spec": "chara_card_v3", "data": held, "name": "x"}, {"persona": held}])
    )
    attempt(json.dumps(document).encode(), at.draw(st.text(max_size=10)))


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 10_000), what=st.binary(max_size=6), drop=st.integers(0, 40))
def test_damaged_files_raise_nothing_but_our_errors(files: Any, at: int, what: bytes, drop: int) -> None:
    """A picture, an archive or a document with bytes changed or cut out is read, or refused by an error of ours."""
    document = {"name": "N", "description": "words", "first_mes": "Hello."}
    for whole in (
        files.picture(files.text_chunk("chara", document), files.text_chunk("ccv3", document, kind=b"zTXt")),
        files.archive({"spec": "chara_card_v3", "data": document}, pic=files.picture()),
        json.dumps(document).encode(),
    ):
        place = at % len(whole)
        attempt(whole[:place] + what + whole[place + drop :])


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"", "file"),
        (b"[1, 2]", "file"),
        (b"not json", "file"),
        (b'{"name": "x", "description": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "file"),
        (b'{"name": "x", "description": "", "x": ' + b"[" * 100 + b"]" * 100 + b"}", "x"),
        (b'{"name": "x", "description": "' + b"y" * 20_000_000 + b'"}', "file"),
        (b'{"name": "x", "first_mes": "", "description": [' + b"[]," * 2_000_000 + b"1]}", "file"),
        (b'{"name": "", "description": "x", "first_mes": "y"}', "name"),
    ],
    ids=["empty", "list", "text", "deep", "too deep", "20 MB", "many", "no name"],
)
def test_what_cannot_be_read_names_the_field(data: bytes, field: str) -> None:
    """Each refusal names the part at fault."""
    with pytest.raises(InvalidInput) as caught:
        inspect(data)
    assert str(getattr(caught.value, "field", "")).startswith(field)


def test_odd_json_is_mended() -> None:
    """NaN, huge numbers, repeated keys, NULs, half surrogates, raw controls, a BOM and bad UTF-8 are mended."""
    text = (
        b'\xef\xbb\xbf{"name": "A\\u0000b\\ud800", "name": "Bo\\u0000", "description": "x\xff\ty\nz", "first_mes":'
        b' 1e999, "mes_example": NaN, "n": ' + b"9" * 5_000 + b', "k\\u0000": -Infinity}'
    )
    found = attempt(text)
    assert found is not None
    assert found.genome.metadata.name == "Bo"
    notes = " ".join(entry.note for entry in found.ledger.of(Kind.REPAIRED))
    for word in ("twice", "5000 digits", "NaN", "no UTF-8", "NUL", "1e999"):
        assert word in notes


def test_chunks_that_are_wrong(files: Any, v1: dict[str, Any]) -> None:
    """Wrong checksums, repeated chunks, bad base64 beside a good card and a cut picture are noted, the card read."""
    good = files.text_chunk("chara", v1)
    for data, word in (
        (files.picture(good[:-1] + bytes([good[-1] ^ 1])), "checksum"),
        (files.picture(good, good), "more than once"),
        (files.picture(files.chunk(b"tEXt", b"ccv3\0!!!"), good), "no base64"),
        (files.picture(good)[:-20], "cut off"),
    ):
        found = attempt(data)
        assert found is not None
        assert any(word in entry.note for entry in found.ledger.of(Kind.REPAIRED)), word
    with pytest.raises(InvalidInput, match="chunk"):
        inspect(files.picture(files.chunk(b"tEXt", b"chara\0%%%")))
    with pytest.raises(InvalidInput, match="There is none"):
        inspect(files.picture())
    with pytest.raises(InvalidInput):
        inspect(files.picture(good)[: 8 + 25 + 20])


def test_names_that_lead_out_of_an_archive(files: Any, v3: dict[str, Any], tmp_path: Path) -> None:
    """Members that climb, are absolute or are links are named, never unpacked and not written again."""
    names = ["../../up.png", "/abs.png", "C:\\win.png", "ok.txt"]
    data = files.archive(v3, **dict.fromkeys(names, b"x"))
    found = inspect(data)
    assert sum("leads out" in entry.note for entry in found.ledger.of(Kind.REPAIRED)) == 3
    made = zipfile.ZipFile(io.BytesIO(export(found.genome, "charx", file=found.file).data))
    assert sorted(made.namelist()) == ["card.json", "ok.txt"]
    assert not list(tmp_path.iterdir())


def _bomb(kind: str) -> bytes:
    """Hostile files that are small until they are unpacked."""
    if kind == "zip":
        buffer = io.BytesIO()
        packed = zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        with packed as held, held.open("card.json", "w") as member:
            for _ in range(BOMB_MEGABYTES):
                member.write(b"\0" * 1_000_000)
        return buffer.getvalue()
    if kind == "members":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as held:
            for number in range(60_000):
                held.writestr(str(number), b"")
        return buffer.getvalue()
    body = _blanks()
    if kind == "zTXt":
        inner = b"chara\0\0" + body
        chunk = len(inner).to_bytes(4) + b"zTXt" + inner + zlib.crc32(b"zTXt" + inner).to_bytes(4)
        return b"\x89PNG\r\n\x1a\n" + chunk
    origin = {"format": "v2", "container": "json", "marks": {}, "packed": base64.b64encode(body).decode()}
    return json.dumps({"metadata": {"name": "x", "slug": "x"}, "card": origin}).encode()


@cache
def _blanks() -> bytes:
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(BOMB_MEGABYTES)) + packer.flush()


def _large() -> bytes:
    """Nearly as much text as is read, in the shape that costs most memory."""
    entries = ",".join('{"keys":["k"],"content":"%s"}' % ("w " * 30) for _ in range(70_000))
    return ('{"spec":"chara_card_v2","data":{"name":"x","character_book":{"entries":[' + entries + "]}}}").encode()


MEASURE = """
import sys
from brain.cards import export, inspect
from brain.errors import InvalidInput
try:
    found = inspect(sys.stdin.buffer.read())
    export(found.genome, "v2")
except InvalidInput as error:
    print(error.what, file=sys.stderr)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) / 1024)
"""


@pytest.mark.parametrize(
    "make",
    [lambda: _bomb("zip"), lambda: _bomb("members"), lambda: _bomb("zTXt"), lambda: _bomb("origin"), _large,
     lambda: b'{"name": "x", "description": "", "x": [' + b"{}," * 299_000 + b"1]}"],
    ids=["zip bomb", "members", "zTXt bomb", "origin bomb", "large book", "many objects"],
)  # fmt: skip
def test_bombs_stay_within_memory(make: Callable[[], bytes], tmp_path: Path) -> None:
    """In a process of its own each takes under 500 MB, and leaves no file behind."""
    data = make()
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", MEASURE], input=data, capture_output=True, check=True, cwd=tmp_path,
        env={"PYTHONPATH": ":".join(sys.path), "TMPDIR": str(tmp_path), "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert float(done.stdout) < 500
    assert not list(tmp_path.iterdir())
