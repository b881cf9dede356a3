"""What reading a card takes, by format, and writing it again.

Run: python benchmarks/cards.py [megabytes]

Floor, in the same run over the same bytes: `json.loads`, and for pictures and archives what unpacks them first (base64
decoding, zip).
"""

from __future__ import annotations

import base64
import io
import json
import random
import struct
import sys
import time
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

from brain.cards import charx, export, home, inspect, png

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS: Final = 7
WORDS: Final = [
    f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("a", "e", "i", "or", "un") for c in ("ta", "lis", "men", "d")
]


def main() -> None:
    """Measure and print a table."""
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    size = int(megabytes * 1_000_000)
    book, picture = json.dumps(card(size)).encode(), pixels(size - 40_000)
    small = json.dumps(card(30_000)).encode()
    carried = png.with_card(picture, {"chara": small})
    archive = charx.written(small, [("assets/icon/images/main.png", picture)])
    print(f"{megabytes:g} MB each, best of {CALLS}, milliseconds\n")
    print(f"{'':44}{'read':>8}{'floor':>8}{'ratio':>8}{'write':>8}")
    show("JSON, a lorebook", book, lambda: json.loads(book))
    text = base64.b64encode(small)
    show("PNG, a large picture", carried, lambda: (carried.count(b"IDAT"), json.loads(base64.b64decode(text))))
    show("charx, a large picture", archive, lambda: _unzipped(archive))


def show(name: str, data: bytes, floor: Callable[[], object]) -> None:
    """One row."""
    found = inspect(data, "bench")
    wanted = home(found.genome)
    portrait = found.pictures[0].data if found.pictures else None
    read, least = best(lambda: inspect(data, "bench")), best(floor)
    write = best(lambda: export(found.genome, wanted, file=found.file, portrait=portrait))
    late = "" if read <= 1.0 else "  over 1 s"
    print(f"{name:44}{read * 1e3:8.1f}{least * 1e3:8.1f}{read / least:8.1f}{write * 1e3:8.1f}{late}")


def best(call: Callable[[], object]) -> float:
    """The least of several calls, in seconds."""
    taken = []
    for _ in range(CALLS):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return min(taken)


def card(size: int) -> dict[str, Any]:
    """A V2 card with a lorebook of about so many bytes."""
    rng = random.Random(1)
    entries, total = [], 0
    while total < size:
        words = " ".join(rng.choices(WORDS, k=70))
        entries.append(
            {"keys": rng.choices(WORDS, k=3), "content": words, "extensions": {}, "enabled": True, "insertion_order": 1}
        )
        total += len(words) + 120
    data = {"name": "Bench", "description": "{{char}} is a scholar, wise and old.", "first_mes": "Hello, {{user}}."}
    return {
        "spec": "chara_card_v2",
        "spec_version": "2.0",
        "data": data | {"character_book": {"extensions": {}, "entries": entries}},
    }


def pixels(size: int) -> bytes:
    """A PNG of noise of about so many bytes."""
    side = int(size**0.5)
    rows = b"".join(b"\0" + random.Random(row).randbytes(side) for row in range(side))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return png.SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")


def _unzipped(data: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist()]


if __name__ == "__main__":
    main()
