"""A bundle as a file and back: a zip with fixed order, times and rights. What is wrong with a file is refused.

The SHA-256 of each member stands in the manifest: it shows damage and careless edits, and proves no author.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from typing import TYPE_CHECKING, Final, NoReturn

from pydantic import BaseModel, TypeAdapter, ValidationError

from brain.errors import InvalidInput
from evals.bundle.content import MANIFEST, MEMBERS, OUTCOMES, RUN, SENT, TEXTS, Bundle, Manifest, Member, Sent
from evals.calls import digest
from evals.outcome import Outcome
from evals.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    T = TypeVar("T")

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a file that is read at all."""

LARGEST_UNPACKED: Final = 1024 * 1024 * 1024
"""Bytes of all members together, unpacked."""

LONGEST_MANIFEST: Final = 64 * 1024

LONGEST_DIRECTORY: Final = 4_096
"""Bytes of a zip's table of contents: five members need a tenth of it, and a million would fill the memory."""

_END, _END_64, _END_LENGTH, _PLACE_64 = b"PK\5\6", b"PK\6\7", 22, 42

_TIME: Final = (1980, 1, 1, 0, 0, 0)
_RIGHTS: Final = 0o100644 << 16
_TEXT: Final = TypeAdapter(str)
_NEXT: Final = "Get the bundle again from where it was made; it is not to be edited."


def write(bundle: Bundle) -> bytes:
    """The bundle's file: the same bytes for the same bundle, by the same zlib."""
    content = {
        RUN: _json(bundle.run.model_copy(update={"outcomes": ()})),
        OUTCOMES: _lines(one.model_dump_json() for one in bundle.run.outcomes),
        SENT: _lines(one.model_dump_json(exclude_defaults=True) for one in bundle.sent),
        TEXTS: _lines(json.dumps(one, ensure_ascii=True) for one in bundle.texts),
    }
    members = {name: Member(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data)) for name, data in content.items()}
    manifest = Manifest(run=bundle.run.id, prompt_tokens=bundle.prompt_tokens, members=members)
    content[MANIFEST] = _json(manifest)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in MEMBERS:
            info = zipfile.ZipInfo(name, date_time=_TIME)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, _RIGHTS
            packed.writestr(info, content[name], compresslevel=9)
    return out.getvalue()


def read(data: bytes) -> Bundle:
    """The bundle in a file. Raises InvalidInput, naming the member and the line that is wrong; writes nothing."""
    if len(data) > LARGEST:
        _refuse(f"It has {len(data):,} bytes; at most {LARGEST:,} are read.")
    content = _unpacked(data)
    manifest = _manifest(content[MANIFEST])
    for name in MEMBERS[1:]:
        said = manifest.members.get(name)
        if said is None or said.sha256 != hashlib.sha256(content[name]).hexdigest():
            _refuse(f"{name!r} is not what the manifest says it is: it was changed or damaged.")
    run = _parsed(RUN, content[RUN], Run.model_validate_json)
    outcomes = tuple(_each(OUTCOMES, content[OUTCOMES], Outcome.model_validate_json))
    found = Bundle(
        run=run.model_copy(update={"outcomes": outcomes}),
        prompt_tokens=manifest.prompt_tokens,
        sent=tuple(_each(SENT, content[SENT], Sent.model_validate_json)),
        texts=tuple(_each(TEXTS, content[TEXTS], _TEXT.validate_json)),
    )
    _agrees(found, manifest)
    return found


def _unpacked(data: bytes) -> dict[str, bytes]:
    end = data[-_END_LENGTH:]
    if end[:4] != _END or end[-2:] != b"\0\0" or data[-_PLACE_64:][:4] == _END_64:
        _refuse("It is no zip file, or not one as bundles are.")
    if int.from_bytes(end[12:16], "little") > LONGEST_DIRECTORY:
        _refuse("It holds more members than a bundle has.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
            names = tuple(info.filename for info in infos)
            if names != MEMBERS:
                _refuse(_not_these(names))
            if sum(info.file_size for info in infos) > LARGEST_UNPACKED or infos[0].file_size > LONGEST_MANIFEST:
                _refuse("Unpacked it would be too large.")
            if any(info.flag_bits & 1 or info.compress_type not in _PACKED for info in infos):
                _refuse("A member is encrypted, or packed in a way that no bundle is.")
            # No more is unpacked than a member says it has; what it says was just bounded.
            return {info.filename: packed.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        _refuse(f"It cannot be unpacked: {error}.", because=error)


_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _not_these(names: tuple[str, ...]) -> str:
    missing = [name for name in MEMBERS if name not in names]
    if missing:
        return f"It holds no {missing[0]!r}."
    return f"A bundle holds {', '.join(MEMBERS)} and nothing else; this holds {len(names)} members."


def _manifest(data: bytes) -> Manifest:
    try:
        head = json.loads(data)
    except (ValueError, RecursionError) as error:
        _refuse("Its manifest is no JSON.", because=error)
    made = head.get("format") if isinstance(head, dict) else None
    if isinstance(made, int) and made != Manifest.model_fields["format"].default:
        _refuse(
            f"It has format {made}; this version reads format {Manifest.model_fields['format'].default}.",
            next_step="Read it with the version of PersonaForge that made it, or a newer one.",
        )
    return _parsed(MANIFEST, data, Manifest.model_validate_json)


def _agrees(bundle: Bundle, manifest: Manifest) -> None:
    """Whether the parts belong together: every place there is, and every prompt what its digest says."""
    slugs = {one.metadata.slug for one in bundle.run.order.genomes}
    if manifest.run != bundle.run.id:
        _refuse("The manifest is of another run.")
    if any(one.record.persona not in slugs for one in bundle.run.outcomes):
        _refuse("An outcome is of a persona that the run does not have.")
    for line, sent in enumerate(bundle.sent, start=1):
        places = (sent.stable, sent.changing, *(at for _, at in sent.messages))
        if sent.case >= len(bundle.run.outcomes) or (not sent.missing and max(places) >= len(bundle.texts)):
            _refuse(f"Line {line} of {SENT!r} points to something that is not there.")
        request = bundle.request(sent)
        if request is not None and digest(bundle.run.order.model, request) != sent.digest:
            _refuse(f"Line {line} of {SENT!r} is not the prompt that its digest is of.")


def _json(value: BaseModel) -> bytes:
    return value.model_dump_json(indent=1).encode() + b"\n"


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _each(name: str, data: bytes, parse: Callable[[bytes], T]) -> Iterator[T]:
    for number, line in enumerate(data.splitlines(), start=1):
        yield _parsed(f"line {number} of {name}", line, parse)


def _parsed(name: str, data: bytes, parse: Callable[[bytes], T]) -> T:
    try:
        return parse(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        _refuse(f"In {name} {place or 'the whole'}: {first['msg']}.", because=error)


def _refuse(why: str, *, next_step: str = _NEXT, because: Exception | None = None) -> NoReturn:
    raise InvalidInput("This is no replay bundle that can be read.", why=why, next_step=next_step) from because
