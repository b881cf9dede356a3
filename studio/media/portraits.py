"""The portrait of a version: its stored picture, or one that is drawn and kept in a bounded folder. Knows no screen."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image

from brain.errors import InvalidInput, NotFound, StoreError
from studio.media.visual.casting import face_of
from studio.media.visual.expressions import label_for
from studio.media.visual.picture import PictureRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from brain.genome import PersonaGenome
    from brain.genome.visual import VisualDNA
    from store import Store
    from store.actor import Actor
    from store.values import Asset
    from studio.media.visual.picture import ImageModel

SIZES: Final = (32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024)
"""Sides of the square that are drawn, in pixels; what is asked for is drawn in the next larger one."""

LARGEST_CACHE: Final = 256 * 1024 * 1024
"""Most bytes of the folder; beyond it, what was not shown for longest goes."""

AT_ONCE: Final = 2
"""Most portraits that are drawn at the same time."""

_LONGEST_EMOTION: Final = 64


@dataclass(frozen=True, slots=True)
class Portrait:
    """A portrait as it is served; `tag` names its content."""

    data: bytes
    media_type: str
    tag: str


@dataclass(frozen=True)
class Portraits:
    """Portraits of the versions an actor may see. Threads may share it; the same one is drawn once at a time."""

    store: Store
    model: ImageModel
    folder: Path
    most_bytes: int = LARGEST_CACHE
    _drawing: dict[str, Future[Portrait]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _places: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))

    def get(self, actor: Actor, version_id: str, *, emotion: str = "neutral", size: int = 512) -> Portrait:
        """The portrait of a version with an emotion, in the smallest of `SIZES` that is no smaller than `size`.

        Raises NotFound, InvalidInput, a ModelError of the image model, and the StoreErrors.
        """
        if not 1 <= size <= SIZES[-1] or not 0 < len(emotion) <= _LONGEST_EMOTION:
            raise InvalidInput(
                "There is no such portrait.",
                why=f"Its side can be 1 to {SIZES[-1]} pixels, and an emotion has a short name.",
                next_step="Ask for another size or emotion.",
            )
        side = next(one for one in SIZES if one >= size)
        _, genome = self.store.personas.version(actor, version_id)
        stored = self._stored(actor, genome.visual, emotion)
        if stored is not None:
            key = _key("stored", stored.content_hash, side)
            return self._once(key, lambda: self._smaller(stored, side), keep=not stored.sensitive)
        return self.drawn(genome, emotion=emotion, size=side)

    def drawn(self, genome: PersonaGenome, *, emotion: str = "neutral", size: int = 512) -> Portrait:
        """The portrait that is drawn of a genome, whatever pictures are stored of it. The caller may see the genome."""
        side = next((one for one in SIZES if one >= size), SIZES[-1])
        visual, faces = face_of(genome), {**genome.visual.expressions, **genome.visual.custom_expressions}
        seen = visual.model_dump(mode="json", exclude={"primary_image", "custom_expressions", "expressions"})
        shown = label_for(genome, emotion).value
        request = PictureRequest(visual=visual, emotion=shown, size=side)
        if emotion in faces:
            request = replace(request, intensity=faces[emotion].intensity)
        return self._once(_key(self.model.id, json.dumps(seen, sort_keys=True), shown, request.intensity, side),
                          lambda: self._draw(request), keep=True)  # fmt: skip

    def _stored(self, actor: Actor, visual: VisualDNA, emotion: str) -> Asset | None:
        """The picture the genome names for this emotion; its main one serves for `neutral` only."""
        face = visual.expressions.get(emotion) or visual.custom_expressions.get(emotion)
        named = (face.asset if face else "") or (visual.primary_image if emotion == "neutral" else "")
        if not named:
            return None
        try:
            found = self.store.assets.get(actor, named)
        except NotFound:
            # Deleted since, or sensitive and somebody else's: a face is drawn instead.
            return None
        return found if found.media_type.startswith("image/") else None

    def _smaller(self, asset: Asset, side: int) -> Portrait:
        data, media_type = b"".join(self.store.assets.pieces(asset)), asset.media_type
        if max(asset.width or 0, asset.height or 0) > side:
            with Image.open(BytesIO(data)) as picture:
                picture.thumbnail((side, side))
                made = BytesIO()
                (picture if picture.mode in {"RGB", "RGBA"} else picture.convert("RGBA")).save(made, "WEBP", quality=88)
            data, media_type = made.getvalue(), "image/webp"
        return _portrait(data, media_type)

    def _draw(self, request: PictureRequest) -> Portrait:
        with self._places:
            picture = self.model.draw(request)
        return _portrait(picture.data, picture.media_type)

    def _once(self, key: str, make: Callable[[], Portrait], *, keep: bool) -> Portrait:
        """What is in the folder, or what is made now; whoever asks meanwhile waits for the same."""
        found = self._cached(key)
        if found is not None:
            return found
        with self._guard:
            waiting = self._drawing.get(key)
            mine = self._drawing.setdefault(key, Future())
        if waiting is not None:
            return waiting.result()
        try:
            # Looked for again: whoever drew it last may have been done between the look above and now.
            made = self._cached(key)
            if made is None:
                made = make()
                if keep:
                    self._keep(key, made)
            mine.set_result(made)
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._guard:
                del self._drawing[key]
        return made

    def _cached(self, key: str) -> Portrait | None:
        """The portrait in the folder, if it is there and whole: the first line names type and content."""
        path = self.folder / key
        with suppress(OSError, ValueError):
            head, _, data = path.read_bytes().partition(b"\n")
            media_type, tag = head.decode("ascii").split(" ")
            if hashlib.sha256(data).hexdigest() == tag:
                os.utime(path)
                return Portrait(data, media_type, tag)
        return None

    def _keep(self, key: str, made: Portrait) -> None:
        """Write it to the folder. What cannot be written is drawn again next time."""
        beside = self.folder / f".{secrets.token_hex(8)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(f"{made.media_type} {made.tag}\n".encode() + made.data)
            beside.replace(self.folder / key)
            self._shrink()
        except OSError:
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    def _shrink(self) -> None:
        """Let go of what was not shown for longest, down to three quarters, once there is too much."""
        with self._guard:
            about = [(entry.stat(), entry) for entry in self.folder.iterdir()]
            total = sum(stat.st_size for stat, _ in about)
            if total <= self.most_bytes:
                return
            for stat, entry in sorted(about, key=lambda one: one[0].st_mtime_ns):
                with suppress(FileNotFoundError):
                    entry.unlink()
                total -= stat.st_size
                if total <= self.most_bytes * 3 // 4:
                    return


def _portrait(data: bytes, media_type: str) -> Portrait:
    if not data:
        raise StoreError("The portrait is empty.", next_step="Draw it again.")
    return Portrait(data, media_type, hashlib.sha256(data).hexdigest())


def _key(*parts: object) -> str:
    return hashlib.sha256("\x00".join(map(str, parts)).encode()).hexdigest()
