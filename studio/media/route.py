"""`/files`: assets, portraits and exports by signed links, with ranges and ETags. Knows no page.

The token says who asks; whether they may is asked of the store again. What is served is never active content: the
policy is a sandbox, and no type that could be one is kept or sent.
"""

from __future__ import annotations

import functools
import itertools
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, get_args
from urllib.parse import quote

import anyio.to_thread
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from brain.cards import ExportFormat as CardForm
from brain.errors import Forbidden, InvalidInput, ModelError, NotFound, PersonaForgeError
from studio.analytics.dashboard import DashboardForm
from studio.analytics.wish import Wish
from studio.media import ranges
from studio.media.links import ExportForm, LinkExpired, ReportForm

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.requests import Request

    from store.actor import Actor
    from studio.media.links import Purpose
    from studio.media.portraits import Portrait
    from studio.wiring import Services

    Endpoint = Callable[[Request], Awaitable[Response]]

FRESH: Final = 240
"""Seconds for which a browser need not ask again: less than the five minutes in which an address stays the same."""

_LOG = logging.getLogger("personaforge.studio")
_STATUS: Final = (
    (LinkExpired, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (InvalidInput, HTTPStatus.BAD_REQUEST),
    (ModelError, HTTPStatus.BAD_GATEWAY),
)


def mount(services: Callable[[], Services]) -> Mount:
    """The routes over the services that `services()` gives."""

    async def asset(request: Request) -> Response:
        made = services()
        actor, asset_id = _asked(made, request, "asset", request.path_params["asset_id"])
        found = await anyio.to_thread.run_sync(made.store.assets.get, actor, asset_id)
        name = f"{found.kind.value}-{found.id[:8]}.{_EXTENSIONS.get(found.media_type, 'bin')}"
        return await _answer(
            request,
            pieces=functools.partial(made.store.assets.pieces, found),
            size=found.bytes,
            media_type=found.media_type,
            tag=found.content_hash,
            disposition=_disposition("attachment" if "download" in request.query_params else "inline", name),
        )

    async def portrait(request: Request) -> Response:
        made = services()
        actor, version_id = _asked(made, request, "portrait", request.path_params["version_id"])
        emotion, size = request.query_params.get("emotion", "neutral"), _size(request)
        draw = functools.partial(made.portraits.get, actor, version_id, emotion=emotion, size=size)
        return await _picture(request, await anyio.to_thread.run_sync(draw))

    async def making(request: Request) -> Response:
        made = services()
        actor, session_id = _asked(made, request, "making", request.path_params["session_id"])
        emotion, seed = request.query_params.get("emotion", "neutral"), request.query_params.get("seed")
        draw = functools.partial(
            made.looks.picture, actor, session_id, emotion=emotion, size=_size(request),
            seed=None if seed is None else _whole(seed, "seed"),
        )  # fmt: skip
        return await _picture(request, await anyio.to_thread.run_sync(draw))

    async def export(request: Request) -> Response:
        made = services()
        actor, session_id = _asked(made, request, "export", request.path_params["session_id"])
        wanted = request.query_params.get("form", "")
        form: ExportForm | None = next((known for known in get_args(ExportForm) if known == wanted), None)
        if form is None:
            raise InvalidInput(f"There is no export as {wanted[:20]!r}.", next_step="Ask for markdown or jsonl.")
        found = await anyio.to_thread.run_sync(made.conversations.export, actor, session_id, form)
        headers = {"cache-control": "no-store", "content-disposition": _disposition("attachment", found.filename)}
        return StreamingResponse(found.pieces(), media_type=found.media_type, headers=headers)

    async def cards(request: Request) -> Response:
        made = services()
        wanted, ids = request.path_params["form"], request.query_params.get("ids", "")
        actor, _ = _asked(made, request, "cards", f"{wanted}/{ids}")
        form: CardForm | None = next((known for known in get_args(CardForm) if known == wanted), None)
        if form is None or not ids:
            raise InvalidInput(f"There is no card as {wanted[:20]!r}.", next_step="Ask for one of the known formats.")
        several = ids.split(",")
        if len(several) == 1:
            one = await anyio.to_thread.run_sync(made.importing.export, actor, several[0], form)
            data, name, media_type = one.data, one.filename, one.media_type
        else:
            many = await anyio.to_thread.run_sync(made.importing.bundle, actor, several, form)
            data, name, media_type = many.data, many.filename, many.media_type
        headers = {"cache-control": "no-store", "content-disposition": _disposition("attachment", name)}
        return Response(data, media_type=media_type, headers=headers)

    return Mount(
        "/files",
        routes=[
            Route("/assets/{asset_id}", _guarded(asset)),
            Route("/portraits/{version_id}", _guarded(portrait)),
            Route("/exports/{session_id}", _guarded(export)),
            Route("/reports/{run_id}", _guarded(_report(services))),
            Route("/dashboards/{name}", _guarded(_dashboard(services))),
            Route("/experiments/{experiment_id}", _guarded(_experiment(services))),
            Route("/notebooks/{notebook_id}", _guarded(_notebook(services))),
            Route("/making/{session_id}", _guarded(making)),
            Route("/cards/{form}", _guarded(cards)),
        ],
    )


def _report(services: Callable[[], Services]) -> Endpoint:
    async def report(request: Request) -> Response:
        made = services()
        run_id, against = request.path_params["run_id"], request.query_params.get("against", "")
        actor, _ = _asked(made, request, "report", f"{run_id}/{against}")
        wanted = request.query_params.get("form", "")
        form: ReportForm | None = next((known for known in get_args(ReportForm) if known == wanted), None)
        if form is None:
            raise InvalidInput(f"There is no report as {wanted[:20]!r}.", next_step="Ask for html or pdf.")
        write = functools.partial(made.reporting.file, actor, run_id, form, against=against)
        found = await anyio.to_thread.run_sync(write)
        headers = {"cache-control": "no-store", "content-disposition": _disposition("attachment", found.filename)}
        return Response(found.data, media_type=found.media_type, headers=headers)

    return report


def _experiment(services: Callable[[], Services]) -> Endpoint:
    async def experiment(request: Request) -> Response:
        made = services()
        actor, thing = made.links.read(request.query_params.get("t", ""), "experiment")
        named, wanted, chart, score = thing.split("/", 3)
        if named != request.path_params["experiment_id"]:
            raise Forbidden("This link is for something else.", next_step="Reload the page that shows it.")
        form: DashboardForm | None = next((known for known in get_args(DashboardForm) if known == wanted), None)
        if form is None:
            raise InvalidInput(f"There is no file as {wanted[:20]!r}.", next_step="Ask for html, csv, parquet or svg.")
        write = functools.partial(made.taking.file, actor, named, form, score=score, chart=chart)
        found = await anyio.to_thread.run_sync(write)
        headers = {"cache-control": "no-store", "content-disposition": _disposition("attachment", found.filename)}
        return Response(found.data, media_type=found.media_type, headers=headers)

    return experiment


def _dashboard(services: Callable[[], Services]) -> Endpoint:
    async def dashboard(request: Request) -> Response:
        made, name = services(), request.path_params["name"]
        actor, thing = made.links.read(request.query_params.get("t", ""), "dashboard")
        named, _, wanted = thing.partition("/")
        if named != name:
            raise Forbidden("This link is for something else.", next_step="Reload the page that shows it.")
        wish = Wish.read(wanted)
        write = functools.partial(
            made.dashboards.file, actor, name, wish.window, wish.form, zone=wish.zone, chart=wish.chart
        )
        found = await anyio.to_thread.run_sync(write)
        headers = {"cache-control": "no-store", "content-disposition": _disposition("attachment", found.filename)}
        return Response(found.data, media_type=found.media_type, headers=headers)

    return dashboard


def _notebook(services: Callable[[], Services]) -> Endpoint:
    async def notebook(request: Request) -> Response:
        from studio.notebooks.taking import NotebookForm

        made = services()
        actor, notebook_id = _asked(made, request, "notebook", request.path_params["notebook_id"])
        wanted = request.query_params.get("form", "")
        form: NotebookForm | None = next((known for known in get_args(NotebookForm) if known == wanted), None)
        if form is None:
            raise InvalidInput(f"There is no notebook as {wanted[:20]!r}.", next_step="Ask for ipynb, html or md.")
        found = await anyio.to_thread.run_sync(made.notebooks.file, actor, notebook_id, form)
        headers = {"cache-control": "no-store", "content-disposition": _disposition("attachment", found.filename)}
        return Response(found.data, media_type=found.media_type, headers=headers)

    return notebook


_EXTENSIONS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "audio/webm": "weba",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "model/gltf-binary": "glb",
}
"""How a download is named; a type that is not here is sent as bytes to be kept, never shown."""


def _guarded(endpoint: Endpoint) -> Endpoint:
    """The boundary of this room: the project's errors as a status and a plain text, without paths or tokens."""

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except PersonaForgeError as error:
            status = next((found for kind, found in _STATUS if isinstance(error, kind)), None)
            if status is None:
                _LOG.exception("A file could not be served")
                return _refusal("The file cannot be served. The log says why.", HTTPStatus.INTERNAL_SERVER_ERROR)
            return _refusal(str(error), status)

    return answered


def _refusal(text: str, status: HTTPStatus, **headers: str) -> Response:
    return PlainTextResponse(text, status_code=status, headers={"cache-control": "no-store", **headers})


def _asked(services: Services, request: Request, purpose: Purpose, thing_id: str) -> tuple[Actor, str]:
    """Who asks for this thing. Raises LinkExpired, and Forbidden for a token of another thing."""
    actor, named = services.links.read(request.query_params.get("t", ""), purpose)
    if named != thing_id:
        raise Forbidden("This link is for something else.", next_step="Reload the page that shows it.")
    return actor, thing_id


async def _answer(
    request: Request,
    *,
    pieces: Callable[..., Iterator[bytes]],
    size: int,
    media_type: str,
    tag: str,
    disposition: str,
) -> Response:
    """The content or the part that was asked for, or that the browser has it already (RFC 9110, 13.1.2 and 14.2)."""
    etag = f'"{tag}"'
    headers = {
        "etag": etag,
        "accept-ranges": "bytes",
        "cache-control": f"private, max-age={FRESH}",
        "content-disposition": disposition,
    }
    if _matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    wanted = request.headers.get("range") if request.headers.get("if-range", etag) == etag else None
    try:
        part = ranges.parse(wanted, size)
    except ranges.Unsatisfiable:
        status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        return _refusal("The file is shorter than that.", status, **{"content-range": f"bytes */{size}"})
    start, end = part or (0, size)
    headers["content-length"] = str(end - start)
    status = HTTPStatus.OK
    if part is not None:
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
        status = HTTPStatus.PARTIAL_CONTENT
    served = media_type if media_type in _EXTENSIONS else "application/octet-stream"
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=served)
    body = pieces(start=start, end=end)
    # The first piece before the status, so that a missing or damaged file is said and not broken off.
    first = await anyio.to_thread.run_sync(next, body, b"")
    if len(first) == end - start:
        return Response(first, status_code=status, headers=headers, media_type=served)
    rest = iterate_in_threadpool(itertools.chain((first,), body))
    return StreamingResponse(rest, status_code=status, headers=headers, media_type=served)


async def _picture(request: Request, found: Portrait) -> Response:
    return await _answer(
        request,
        pieces=functools.partial(_part, found.data),
        size=len(found.data),
        media_type=found.media_type,
        tag=found.tag,
        disposition=_disposition("inline", f"portrait.{_EXTENSIONS.get(found.media_type, 'bin')}"),
    )


def _part(data: bytes, *, start: int, end: int) -> Iterator[bytes]:
    yield data[start:end]


def _matches(header: str | None, etag: str) -> bool:
    """Whether If-None-Match names this tag; weakly compared, as for a GET."""
    named = [one.strip().removeprefix("W/") for one in (header or "").split(",")]
    return etag in named or named == ["*"]


def _disposition(how: str, name: str) -> str:
    return f"{how}; filename*=UTF-8''{quote(name, safe='')}"


def _size(request: Request) -> int:
    return _whole(request.query_params.get("size", "512"), "size in pixels")


def _whole(text: str, what: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len("4294967295")):
        raise InvalidInput("There is no such portrait.", next_step=f"Give its {what} as a whole number.")
    return int(text)
