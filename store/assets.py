"""Assets: what pictures, sounds, videos and models a persona has. Rows in the database, content in `store.blobs`."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import and_, exists, select

from brain.errors import InvalidInput, NotFound, StoreError
from store import audit, content, visibility
from store import cursor as keyset
from store.tables import assets, users
from store.tables.columns import clean
from store.values import Asset, AssetKind, Page, Provenance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection, Row

    from store.actor import Actor
    from store.blobs import Blobs
    from store.database import Database

_MIB: Final = 1024 * 1024

LIMITS: Final[Mapping[AssetKind, tuple[frozenset[str], int]]] = MappingProxyType(
    {
        AssetKind.PORTRAIT: (content.PICTURES, 20 * _MIB),
        AssetKind.EXPRESSION: (content.PICTURES, 20 * _MIB),
        AssetKind.PHOTO: (content.PICTURES, 20 * _MIB),
        AssetKind.VOICE_SAMPLE: (content.SOUNDS, 50 * _MIB),
        AssetKind.VIDEO: (content.VIDEOS, 500 * _MIB),
        AssetKind.MODEL: (content.MODELS, 50 * _MIB),
    }
)
"""For each kind, the media types it may have and the most bytes."""

SENSITIVE: Final = frozenset({AssetKind.PHOTO, AssetKind.VOICE_SAMPLE})
"""What shows a real person's face or voice: encrypted unless the caller knows that it does not."""

_LONGEST_LABEL: Final = 200
_LONGEST_DETAIL: Final = 64 * 1024


class Assets:
    """Whoever may see a persona sees its assets, but the sensitive ones; its owner changes them; an admin everything.

    An asset of a wizard, or of neither, is its maker's alone.
    """

    def __init__(self, database: Database, blobs: Blobs | None) -> None:
        self._database = database
        self._blobs = blobs

    @property
    def blobs(self) -> Blobs:
        """The files. Raises StoreError where the store was opened without a folder for them."""
        if self._blobs is None:
            raise StoreError(
                "Pictures and sounds cannot be kept.",
                why="The store was opened without a folder for them.",
                next_step="Open it with `media_path`.",
            )
        return self._blobs

    def put(
        self,
        actor: Actor,
        *,
        data: bytes,
        media_type: str,
        kind: AssetKind,
        persona_id: str | None = None,
        wizard_id: str | None = None,
        label: str = "",
        primary: bool = False,
        seconds: float | None = None,
        sensitive: bool | None = None,
        provenance: Provenance = Provenance(),  # noqa: B008 - a frozen value
    ) -> Asset:
        """Keep some content as an asset; `primary` makes it the one shown of its kind and label.

        `sensitive` None means photographs and voice samples. Raises InvalidInput for content that is not of the media
        type, of the kind or of the size; NotFound and Forbidden; the StoreErrors.
        """
        allowed, most = LIMITS[kind]
        found = content.checked(data, media_type, allowed=allowed, most=most)
        width, height = content.picture_size(data) if found in content.PICTURES else (None, None)
        row = _described(label, provenance) | {
            "id": str(uuid4()),
            "wizard_id": wizard_id,
            "persona_id": persona_id,
            "kind": kind.value,
            "is_primary": primary,
            "media_type": found,
            "bytes": len(data),
            "width": width,
            "height": height,
            "seconds": seconds,
            "sensitive": kind in SENSITIVE if sensitive is None else sensitive,
            "created_at": datetime.now(UTC),
        }
        with (
            audit.refusals(self._database, actor, "put an asset", persona_id or ""),
            self._database.read() as connection,
        ):
            row["user_id"] = _owner(connection, actor, persona_id)
        row["content_hash"] = self.blobs.put(data, sealed=bool(row["sensitive"]))
        with self._database.write() as connection:
            _owner(connection, actor, persona_id)
            if primary:
                _step_down(connection, row)
            connection.execute(assets.insert().values(row))
            audit.record(connection, actor, "put", "asset", row["id"], kind=kind.value)
            return _asset(connection.execute(select(assets).where(assets.c.id == row["id"])).one())

    def get(self, actor: Actor, asset_id: str) -> Asset:
        """What is known of an asset. Raises NotFound."""
        with self._database.read() as connection:
            return _asset(_visible(connection, actor, asset_id))

    def read(self, actor: Actor, asset_id: str, *, start: int = 0, end: int | None = None) -> bytes:
        """The content from byte `start` up to `end`. Raises NotFound, and StoreCorrupt for a damaged file."""
        return b"".join(self.pieces(self.get(actor, asset_id), start=start, end=end))

    def pieces(self, asset: Asset, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The same, piece by piece, of an asset that `get` gave: that is where the right to it was checked."""
        return self.blobs.pieces(asset.content_hash, sealed=asset.sensitive, start=start, end=end)

    def list(
        self,
        actor: Actor,
        *,
        persona_id: str | None = None,
        wizard_id: str | None = None,
        kind: AssetKind | None = None,
        label: str | None = None,
        deleted: bool = False,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Asset]:
        """The assets of a persona, of the actor's own wizard, or of all that is the actor's; newest first.

        `deleted` lists those that can be restored instead. Raises NotFound for a persona the actor may not see.
        """
        columns = assets.c
        wanted: list[ColumnElement[bool]] = [
            columns.deleted_at.is_not(None) if deleted else columns.deleted_at.is_(None)
        ]
        wanted += [] if kind is None else [columns.kind == kind.value]
        wanted += [] if label is None else [columns.label == label]
        wanted += [] if wizard_id is None else [columns.wizard_id == wizard_id]
        with self._database.read() as connection:
            if persona_id is not None:
                row = visibility.persona(connection, actor, persona_id)
                wanted.append(columns.persona_id == persona_id)
                if not visibility.owns(actor, row.user_id):
                    wanted += [~columns.sensitive, columns.deleted_at.is_(None)]
            elif wizard_id is None or actor.role != "admin":
                wanted.append(columns.user_id == actor.user_id)
            query = (
                select(assets)
                .where(*wanted, *keyset.after(cursor, columns.created_at, columns.id))
                .order_by(columns.created_at.desc(), columns.id.desc())
                .limit(keyset.checked(limit) + 1)
            )
            rows = connection.execute(query).all()
        return keyset.page(rows, limit, value=_asset, place=lambda row: (row.created_at, row.id))

    def set_primary(self, actor: Actor, asset_id: str) -> Asset:
        """Make it the one that is shown of its kind and label. Raises NotFound and Forbidden."""
        with self._changing(actor, asset_id, "set primary") as (connection, row):
            _step_down(connection, row._asdict())
            return _changed(connection, actor, asset_id, "set primary", is_primary=True)

    def delete(self, actor: Actor, asset_id: str) -> None:
        """Take it out of sight; `restore` brings it back, and its file is kept. Raises NotFound and Forbidden."""
        with self._changing(actor, asset_id, "delete") as (connection, _):
            _changed(connection, actor, asset_id, "delete", deleted_at=datetime.now(UTC), is_primary=False)

    def restore(self, actor: Actor, asset_id: str) -> Asset:
        """Bring a deleted one back, not as the primary one. Raises NotFound and Forbidden."""
        with self._changing(actor, asset_id, "restore", deleted=True) as (connection, _):
            return _changed(connection, actor, asset_id, "restore", deleted_at=None)

    def adopt(self, actor: Actor, *, wizard_id: str, persona_id: str) -> int:
        """Give the assets the actor has in a wizard to the persona it made; how many. Raises NotFound and Forbidden.

        One that would be a second primary one there steps down.
        """
        mine = (assets.c.wizard_id == wizard_id, assets.c.persona_id.is_(None), assets.c.deleted_at.is_(None))
        with self._database.write() as connection:
            owner = _owner(connection, actor, persona_id)
            query = select(assets).where(*mine, assets.c.user_id == actor.user_id).order_by(assets.c.created_at)
            rows = connection.execute(query).all()
            for row in rows:
                moved = {"persona_id": persona_id, "user_id": owner}
                if row.is_primary:
                    _step_down(connection, row._asdict() | moved)
                _changed(connection, actor, row.id, "adopt", **moved)
            return len(rows)

    def sweep(self) -> int:
        """Remove the files that no asset refers to any more and that are older than a day; how many.

        Deleted assets still refer to theirs. For the upkeep of the process, not on somebody's behalf.
        """
        return len(self.blobs.sweep(self._referred))

    def verify(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ids of assets whose file is missing or damaged, and the names of files that none refers to; slow."""
        query = select(assets.c.id, assets.c.content_hash, assets.c.sensitive).order_by(assets.c.id)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        lost = tuple(row.id for row in rows if not self.blobs.sound(row.content_hash, sealed=row.sensitive))
        kept = {row.content_hash for row in rows}
        return lost, tuple(sorted(name for name, _ in self.blobs.names() if name not in kept))

    @contextmanager
    def _changing(
        self, actor: Actor, asset_id: str, action: str, *, deleted: bool = False
    ) -> Iterator[tuple[Connection, Row[Any]]]:
        """A transaction in which the actor may change this asset, and its row."""
        with (
            audit.refusals(self._database, actor, action, asset_id, noun="asset"),
            self._database.write() as connection,
        ):
            yield connection, _visible(connection, actor, asset_id, change=True, deleted=deleted)

    def _referred(self, name: str) -> bool:
        with self._database.read() as connection:
            return bool(connection.execute(select(exists().where(assets.c.content_hash == name))).scalar())


def _owner(connection: Connection, actor: Actor, persona_id: str | None) -> str:
    """Whose a new asset is: the persona's owner's, or the actor's. Raises NotFound and Forbidden."""
    if persona_id is not None:
        return str(visibility.persona(connection, actor, persona_id, change=True).user_id)
    if connection.execute(select(users.c.id).where(users.c.id == actor.user_id)).first() is None:
        raise NotFound("There is no such user.", next_step="Add the user first.")
    return actor.user_id


def _visible(
    connection: Connection, actor: Actor, asset_id: str, *, change: bool = False, deleted: bool = False
) -> Row[Any]:
    row = connection.execute(select(assets).where(assets.c.id == asset_id)).first()
    if row is None or (row.deleted_at is not None and not deleted):
        raise _no_asset()
    if row.persona_id is None:
        if not visibility.owns(actor, row.user_id):
            raise _no_asset()
        return row
    try:
        persona = visibility.persona(connection, actor, row.persona_id)
    except NotFound:
        raise _no_asset() from None
    if not visibility.owns(actor, persona.user_id) and (row.sensitive or row.deleted_at is not None):
        raise _no_asset()
    if change:
        visibility.persona(connection, actor, row.persona_id, change=True)
    return row


def _no_asset() -> NotFound:
    return NotFound("There is no such asset.", next_step="Check the id.")


def _step_down(connection: Connection, row: Mapping[str, Any]) -> None:
    """Let no other one of this persona or wizard, kind and label be primary."""
    columns = assets.c
    if row["persona_id"]:
        place = columns.persona_id == row["persona_id"]
    else:
        place = and_(
            columns.persona_id.is_(None),
            columns.user_id == row["user_id"],
            columns.wizard_id.is_not_distinct_from(row["wizard_id"]),
        )
    same = (place, columns.kind == row["kind"], columns.label == row["label"])
    connection.execute(assets.update().where(*same, columns.is_primary).values(is_primary=False))


def _changed(connection: Connection, actor: Actor, asset_id: str, action: str, **values: Any) -> Asset:
    connection.execute(assets.update().where(assets.c.id == asset_id).values(values))
    audit.record(connection, actor, action, "asset", asset_id)
    return _asset(connection.execute(select(assets).where(assets.c.id == asset_id)).one())


def _described(label: str, provenance: Provenance) -> dict[str, Any]:
    """The columns of a label and of where an asset comes from. Raises InvalidInput for too long ones."""
    detail = json.dumps(dict(provenance.detail), ensure_ascii=False)
    if len(label) > _LONGEST_LABEL or len(detail) > _LONGEST_DETAIL:
        raise InvalidInput(
            "The asset cannot be kept.",
            why=f"Its label has over {_LONGEST_LABEL} characters, or its provenance over {_LONGEST_DETAIL:,}.",
            next_step="Say it in fewer words.",
        )
    return {
        # Cleaned here as the column would, since it is compared before it is stored.
        "label": clean(label),
        "provider": provenance.provider,
        "provider_label": provenance.label,
        "seed": provenance.seed,
        "cost_microdollars": provenance.cost_microdollars,
        "provenance": detail,
    }


def _asset(row: Row[Any]) -> Asset:
    return Asset(
        id=row.id,
        user_id=row.user_id,
        persona_id=row.persona_id,
        wizard_id=row.wizard_id,
        kind=AssetKind(row.kind),
        label=row.label,
        is_primary=row.is_primary,
        content_hash=row.content_hash,
        media_type=row.media_type,
        bytes=row.bytes,
        width=row.width,
        height=row.height,
        seconds=row.seconds,
        sensitive=row.sensitive,
        provenance=Provenance(
            provider=row.provider,
            label=row.provider_label,
            seed=row.seed,
            cost_microdollars=row.cost_microdollars,
            detail=json.loads(row.provenance),
        ),
        created_at=row.created_at,
        deleted_at=row.deleted_at,
    )
