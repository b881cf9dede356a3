"""Content is kept once, whole or not at all, checked when read, and sealed where it is sensitive."""

from __future__ import annotations

import hashlib
import os
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brain.errors import StoreCorrupt, StoreError
from store import secret_file
from store.blobs import PIECE, Blobs
from store.sealing import BLOCK

if TYPE_CHECKING:
    from pathlib import Path

SIZES = st.sampled_from([1, 2, BLOCK - 1, BLOCK, BLOCK + 1, PIECE, PIECE + 1, 3 * BLOCK + 7])


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    """Files under a folder of this test's own."""
    return Blobs(tmp_path / "media")


def _only(blobs: Blobs, room: str) -> Path:
    (path,) = (blobs.folder / room).glob("??/??/*")
    return path


@given(size=SIZES, sealed=st.booleans(), cut=st.tuples(st.floats(0, 1), st.floats(0, 1)))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_part_comes_back(blobs: Blobs, size: int, sealed: bool, cut: tuple[float, float]) -> None:  # noqa: FBT001
    """Content of any length comes back as a whole and in every part, sealed or not."""
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    name = blobs.put(data, sealed=sealed)
    start, end = sorted(int(part * size) for part in cut)
    assert blobs.size(name, sealed=sealed) == size
    assert b"".join(blobs.pieces(name, sealed=sealed)) == data
    assert b"".join(blobs.pieces(name, sealed=sealed, start=start, end=end)) == data[start:end]


def test_the_same_content_is_kept_once(blobs: Blobs) -> None:
    """Keeping the same twice gives the same name and one file, for its owner only."""
    first, second = blobs.put(b"light"), blobs.put(b"light")
    assert first == second == hashlib.sha256(b"light").hexdigest()
    path = _only(blobs, "open")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_sealed_file_tells_nothing(blobs: Blobs) -> None:
    """Neither the name nor the content of a sealed file follows from the photograph it holds."""
    data = b"a photograph of somebody" * 100
    name = blobs.put(data, sealed=True)
    assert name != hashlib.sha256(data).hexdigest()
    assert b"photograph" not in _only(blobs, "sealed").read_bytes()
    assert blobs.put(data, sealed=True) == name
    assert blobs.key_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_damage_is_found_and_mended(blobs: Blobs, sealed: bool, harm: str) -> None:  # noqa: FBT001
    """A file that was changed, cut or removed is said to be, also after it was read; keeping it again mends it."""
    data = os.urandom(2 * BLOCK + 5)
    name = blobs.put(data, sealed=sealed)
    assert b"".join(blobs.pieces(name, sealed=sealed)) == data
    path = _only(blobs, "sealed" if sealed else "open")
    held = path.read_bytes()
    if harm == "flip":
        path.write_bytes(held[:-9] + bytes([held[-9] ^ 1]) + held[-8:])
    elif harm == "cut":
        path.write_bytes(held[:BLOCK])
    else:
        path.unlink()
    with pytest.raises(StoreCorrupt, match="missing" if harm == "remove" else "damaged"):
        b"".join(blobs.pieces(name, sealed=sealed))
    assert not blobs.sound(name, sealed=sealed)
    assert blobs.put(data, sealed=sealed) == name
    assert b"".join(blobs.pieces(name, sealed=sealed)) == data


def test_sealed_files_cannot_be_exchanged(blobs: Blobs) -> None:
    """One sealed file under the name of another is damage, though both are whole."""
    first, second = blobs.put(b"A" * 50, sealed=True), blobs.put(b"B" * 50, sealed=True)
    folder = blobs.folder / "sealed"
    (folder / first[:2] / first[2:4] / first).write_bytes((folder / second[:2] / second[2:4] / second).read_bytes())
    with pytest.raises(StoreCorrupt, match="damaged"):
        b"".join(blobs.pieces(first, sealed=True))


def test_a_lost_key_is_never_made_anew(blobs: Blobs) -> None:
    """Beside files that another key sealed, a missing key is an error that says to put it back; so is a damaged one."""
    name = blobs.put(b"voice", sealed=True)
    key = blobs.key_file.read_text()
    blobs.key_file.unlink()
    for act in (lambda: blobs.put(b"other", sealed=True), lambda: b"".join(blobs.pieces(name, sealed=True))):
        with pytest.raises(StoreCorrupt, match="Put it back from a backup"):
            act()
    blobs.key_file.write_text("no key")
    with pytest.raises(StoreCorrupt, match="damaged"):
        blobs.put(b"other", sealed=True)
    blobs.key_file.write_text(key)
    assert b"".join(blobs.pieces(name, sealed=True)) == b"voice"


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    """Threads that make the same secret at once all get the same one, and nothing else is left in the folder."""
    path, found = tmp_path / "data" / "a.key", []
    begin = threading.Barrier(8)

    def make() -> None:
        begin.wait()
        found.append(secret_file.load_or_make(path))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert [one.name for one in path.parent.iterdir()] == ["a.key"]


def test_threads_keep_the_same_at_once(blobs: Blobs) -> None:
    """Content that several threads keep at once is there once, whole."""
    data = os.urandom(200_000)
    threads = [threading.Thread(target=blobs.put, args=(data,), kwargs={"sealed": n % 2 == 0}) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(blobs.names())) == 2
    assert all(blobs.sound(name, sealed=sealed) for name, sealed in blobs.names())
    assert not list(blobs.folder.glob("*/??/??/.*"))


def test_the_sweep_takes_only_old_orphans(blobs: Blobs) -> None:
    """What is referred to, and what is younger than the age, stays; keeping an orphan again makes it young."""
    kept, orphan, again = (blobs.put(word) for word in (b"kept", b"orphan", b"again"))
    for name, sealed in blobs.names():
        assert not sealed
        os.utime(blobs.folder / "open" / name[:2] / name[2:4] / name, (0, 0))
    blobs.put(b"again")
    young = blobs.put(b"young")
    assert blobs.sweep(lambda name: name == kept) == ((orphan, False),)
    assert {name for name, _ in blobs.names()} == {kept, again, young}


def test_a_full_or_closed_disk_is_said(tmp_path: Path) -> None:
    """A folder that cannot be written to is a StoreError with the next step."""
    (tmp_path / "media").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="rights"):
        Blobs(tmp_path / "media").put(b"x")


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_only_hashes_are_names(blobs: Blobs, name: str) -> None:
    """Nothing but a hash leads to a file."""
    with pytest.raises(StoreCorrupt):
        blobs.size(name)
