"""Addresses of servers: host and port, and whether they are of this machine. Knows no server."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit


def host(url: str) -> str:
    """Host and port, without a user or password that may stand before them; empty for what is no address."""
    with suppress(ValueError):
        parts = urlsplit(url)
        return (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    return ""


def is_loopback(host: str) -> bool:
    """Whether a host, with or without a port, is this machine: no proxy can reach it."""
    name = host.rpartition(":")[0] or host
    return name in {"localhost", "::1"} or name.startswith("127.")
