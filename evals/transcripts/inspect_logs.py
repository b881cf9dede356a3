"""Logs of Inspect (inspect-ai), as `.eval` (a zip) and `.json`, read without it and within bounds. Runs nothing."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final

from evals.transcripts.build import ROLES, Building
from evals.transcripts.conversation import Remark
from evals.transcripts.documents import parsed
from evals.transcripts.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evals.transcripts.conversation import Found, Speaker
    from evals.transcripts.documents import Json

SAMPLE: Final = 64 * 2**20
"""Bytes that one sample, or a whole `.json` log, may have when unpacked."""
MEMBERS: Final = 100_000
ZSTANDARD: Final = 93
"""The method by which Inspect packs (APPNOTE.TXT 4.4.5 of the zip format)."""
LOCKED: Final = 1
"""The bit of a member that is encrypted."""
LOCAL_HEAD: Final = struct.Struct("<26x2H")
"""What comes before a member's name (APPNOTE.TXT 4.3.7): the lengths of the name and of what follows it."""
WINDOW: Final = 2**27
"""Bytes that unpacking may keep of what it unpacked."""
ATTACHMENT: Final = "attachment://"
"""Where long texts of messages are kept once: `attachments` of the sample, by what follows."""


def inspect_json(stream: BinaryIO, *, roles: Mapping[str, Speaker] = ROLES, largest: int = SAMPLE) -> Iterator[Found]:
    """The conversation of every sample of a `.json` log; lines are samples, from 1. A larger file has a remark only."""
    raw = stream.read(largest + 1)
    if len(raw) > largest:
        reason = f"The log is larger than {largest:,} bytes; as an .eval it is read sample by sample."
        yield Remark(line=1, reason=reason, lost=True)
        return
    found = parsed(raw, line=1)
    if isinstance(found, Remark):
        yield found
        return
    samples = found.get("samples") if isinstance(found, dict) else None
    if not isinstance(samples, list):
        yield Remark(line=1, reason="The log has no samples.", lost=True)
        return
    building = Building(roles=roles)
    for line, sample in enumerate(samples, 1):
        yield from _sample(building, sample, line)


def inspect_eval(stream: BinaryIO, *, roles: Mapping[str, Speaker] = ROLES, largest: int = SAMPLE) -> Iterator[Found]:
    """The conversation of every sample of an `.eval` log, one in memory at a time; lines are the zip's members, from 1.

    A member that is larger than `largest` when unpacked (whatever its head says), damaged, locked or packed by a
    method that Python does not know is lost, with a remark.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as wrong:
        yield Remark(line=1, reason=f"The file is no zip: {wrong}.", lost=True)
        return
    building = Building(roles=roles)
    with archive:
        members = archive.infolist()
        if len(members) > MEMBERS:
            yield Remark(line=MEMBERS + 1, reason=f"The zip has more than {MEMBERS:,} members.", lost=True)
        for line, member in enumerate(members[:MEMBERS], 1):
            if not (member.filename.startswith("samples/") and member.filename.endswith(".json")):
                continue
            raw = _unpacked(archive, member, line, largest)
            found = raw if isinstance(raw, Remark) else parsed(raw, line=line)
            if isinstance(found, Remark):
                yield found
            else:
                yield from _sample(building, found, line)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, line: int, largest: int) -> bytes | Remark:
    """The bytes of a member, never more than `largest`."""
    try:
        if member.compress_type == ZSTANDARD:
            raw = _unzstd(archive, member, largest)
        else:
            with archive.open(member) as packed:
                raw = packed.read(largest + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as wrong:
        return Remark(line=line, reason=f"{member.filename!r} cannot be unpacked: {wrong}.", lost=True)
    if len(raw) > largest:
        return Remark(line=line, reason=f"{member.filename!r} is larger than {largest:,} bytes.", lost=True)
    return raw


def _unzstd(archive: zipfile.ZipFile, member: zipfile.ZipInfo, largest: int) -> bytes:
    """The bytes of a member that Inspect packed by Zstandard, which Python's own zipfile knows from 3.14 on."""
    import zstandard

    stream = archive.fp
    if stream is None or member.flag_bits & LOCKED:
        raise zipfile.BadZipFile("it is locked")
    stream.seek(member.header_offset)
    head = stream.read(LOCAL_HEAD.size)
    if len(head) < LOCAL_HEAD.size:
        raise zipfile.BadZipFile("it has no head")
    stream.seek(sum(LOCAL_HEAD.unpack(head)), io.SEEK_CUR)
    # Packed, nothing is longer than plain but for a few bytes, so what is left out here would be too large anyway.
    packed = io.BytesIO(stream.read(min(member.compress_size, largest + SAMPLE)))
    try:
        with zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(
            packed, read_across_frames=True
        ) as reader:
            raw: bytes = reader.read(largest + 1)
    except zstandard.ZstdError as wrong:
        raise zipfile.BadZipFile(str(wrong)) from None
    if len(raw) <= largest and zlib.crc32(raw) != member.CRC:
        raise zipfile.BadZipFile("its checksum is another one")
    return raw


def _sample(building: Building, sample: Json, line: int) -> Iterator[Found]:
    """The conversation of one sample."""
    messages = sample.get("messages") if isinstance(sample, dict) else None
    if not isinstance(sample, dict) or not isinstance(messages, list):
        yield Remark(line=line, reason="The sample has no messages.", lost=True)
        return
    yield from building.begin(f"{sample.get('id', line)} epoch {sample.get('epoch', 1)}", line)
    attached = sample.get("attachments")
    for one in messages:
        if isinstance(one, dict):
            whole = {**one, "content": _attached(one.get("content"), attached)} if isinstance(attached, dict) else one
            yield from message(building, whole, line=line)
        else:
            reason = f"A message is no object but {type(one).__name__}."
            yield Remark(line=line, reason=reason, lost=True, conversation=building.id)
    yield from building.end()


def _attached(said: Json, attached: Mapping[str, Json]) -> Json:
    """Content with the texts that are kept as attachments put back in their place."""
    if isinstance(said, str):
        return attached.get(said.removeprefix(ATTACHMENT), said) if said.startswith(ATTACHMENT) else said
    if isinstance(said, list):
        return [_attached(one, attached) for one in said]
    if isinstance(said, dict) and isinstance(text := said.get("text"), str):
        return {**said, "text": _attached(text, attached)}
    return said
