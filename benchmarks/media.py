"""What `/files` adds to a plain file: token, ownership, cache or decryption, against Starlette's own FileResponse.

Run: python benchmarks/media.py

One client asks one after the other over loopback, 300 times each. Floor, in the same run on the same server: the same
bytes from a file by `FileResponse`, whole or as the same range.
"""

from __future__ import annotations

import os
import socket
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Route

from store.values import AssetKind
from studio.media.route import mount
from studio.settings import Settings
from studio.wiring import build

if TYPE_CHECKING:
    from starlette.requests import Request

    from studio.wiring import Services

CALLS: Final = 300
MEGABYTES: Final = 20
RANGE: Final = {"range": "bytes=5000000-5262143"}


def main() -> None:
    """Serve a portrait and two sounds, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        services = build(Settings(data_dir=Path(folder) / "data"))
        card = services.library.load_demo(services.actor)[0]
        portrait = Path(folder) / "portrait.webp"
        portrait.write_bytes(services.portraits.get(services.actor, card.version_id).data)
        data = b"RIFF" + bytes(4) + b"WAVE" + os.urandom(MEGABYTES * 1_000_000)
        sound = Path(folder) / "sound.wav"
        sound.write_bytes(data)
        plain, sealed = (_kept(services, data, sensitive=sensitive) for sensitive in (False, True))
        app = Starlette(routes=[mount(lambda: services), Route("/plain/{name}", _plain(Path(folder)))])
        with httpx.Client(base_url=_serve(app), timeout=30) as client:
            print(f"{CALLS} calls each, milliseconds\n\n{'':52}{'p50':>8}{'p95':>8}{'ratio':>8}")
            links, me = services.links, services.actor
            floor = _row(client, f"a plain file of {portrait.stat().st_size // 1000} kB", "/plain/portrait.webp")
            _row(client, "the portrait of 512 px, from its cache", links.portrait(me, card.version_id), floor=floor)
            floor = _row(client, "256 KiB out of a plain file of 20 MB", "/plain/sound.wav", floor=None, headers=RANGE)
            _row(client, "the same out of an open asset", links.asset(me, plain), floor=floor, headers=RANGE)
            _row(client, "the same out of a sealed asset", links.asset(me, sealed), floor=floor, headers=RANGE)
            tag = client.get(links.asset(me, plain), headers=RANGE).headers["etag"]
            _row(client, "an asset the browser has (304)", links.asset(me, plain), headers={"if-none-match": tag})
        services.close()


def _kept(services: Services, data: bytes, *, sensitive: bool) -> str:
    return services.store.assets.put(
        services.actor, data=data, media_type="audio/wav", kind=AssetKind.VOICE_SAMPLE, sensitive=sensitive
    ).id


def _plain(folder: Path):  # noqa: ANN202 - an endpoint
    async def endpoint(request: Request) -> FileResponse:
        return FileResponse(folder / request.path_params["name"])

    return endpoint


def _serve(app: Starlette) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return f"http://127.0.0.1:{port}"


def _row(
    client: httpx.Client, what: str, url: str, *, floor: float | None = None, headers: dict[str, str] | None = None
) -> float:
    """Measure one address and print it; its median in milliseconds."""
    spans = []
    for _ in range(CALLS + 10):
        start = time.perf_counter()
        client.get(url, headers=headers)
        spans.append((time.perf_counter() - start) * 1e3)
    spans = sorted(spans[10:])
    median = statistics.median(spans)
    ratio = f"{median / floor:8.2f}" if floor else f"{'floor' if headers is None or 'range' in headers else '':>8}"
    print(f"{what:52}{median:8.2f}{spans[int(CALLS * 0.95)]:8.2f}{ratio}")
    return median


if __name__ == "__main__":
    main()
