"""The parts of the settings page. No key is ever given to this module, only whether one is set."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from studio.ui import chips
from studio.ui.safe_text import as_html, as_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from studio.casting import ModelChoice
    from studio.doctor import Finding
    from studio.providers import ProviderStatus
    from studio.settings import Settings

INTRO = (
    '<div class="pf-lead"><p>Everything works without any of this. What you configure is read from the environment '
    "when the studio starts; keys are never shown and never stored here.</p></div>"
)


def provider(status: ProviderStatus) -> str:
    """What a provider is for, whether its key is set, its address and its model, and how to set them."""
    if status.key_variable:
        mark = chips.chip("key present", style="pf-good", shape=True) if status.key_present else chips.chip(
            "no key set", style="pf-unsure", shape=True)  # fmt: skip
    else:
        mark = chips.chip("on this machine", style="pf-good", shape=True)
    rows = [
        ("For", as_html(status.need)),
        ("Model", _code(status.model)),
        ("Address", as_html(without_secrets(status.base_url))),
        ("Without it", as_html(status.embedded_default) if status.key_variable else ""),
        ("Set the key", _code(f"export {status.key_variable}=…") if status.key_variable else ""),
        ("Set the address", _code(f"export {status.base_url_variable}=…") if status.base_url_variable else ""),
    ]
    return (
        f'<div class="pf-provider"><h3>{as_html(status.title or status.name.capitalize())} {mark}</h3>{_table(rows)}'
        f'<div class="pf-note">{as_html(status.note)}</div></div>'
    )


def outcome(check: tuple[bool, str] | None) -> None:
    """What the last test said."""
    if check:
        ok, text = check
        (st.success if ok else st.warning)(
            as_label(text, longest=1_000), icon=":material/check:" if ok else ":material/warning:"
        )


def models(choices: Sequence[ModelChoice], default: str) -> str:
    """Every model, whether it can be used, and which one new conversations take."""
    rows = []
    for choice in choices:
        chosen = " " + chips.chip("default", style="pf-quiet") if choice.id == default else ""
        state = "ready" if choice.available else choice.why
        rows.append((choice.label, f"{_code(choice.id)} <small>{as_html(state)}</small>{chosen}"))
    note = f'<div class="pf-note">Set with {_code("PERSONAFORGE_MODEL")}.</div>'
    return f'<div class="pf-provider">{_table(rows)}{note}</div>'


def place(settings: Settings, version: str) -> str:
    """Version, addresses and folders, each with the variable that sets it."""
    rows = [
        ("Version", as_html(version)),
        ("Data folder", f"{_code(str(settings.data_dir))} {_variable('DATA_DIR')}"),
        ("Database", f"{_code(without_secrets(settings.url))} {_variable('DATABASE_URL')}"),
        ("Memory index", _code(str(settings.index_path))),
        ("Serves on", f"{_code(f'{settings.host}:{settings.port}')} {_variable('PORT')}"),
        ("Log level", f"{as_html(settings.log_level)} {_variable('LOG_LEVEL')}"),
    ]
    return f'<div class="pf-provider">{_table(rows)}</div>'


def findings(found: Iterable[Finding]) -> str:
    """What the doctor found, but for the port, which this studio uses itself; what is not well has its next step."""
    rows = []
    for finding in found:
        if finding.what == "Port":
            continue
        mark = chips.chip(
            "ready" if finding.ok else "needs a look", style="pf-good" if finding.ok else "pf-bad", shape=True
        )
        step = "" if finding.ok or not finding.next_step else f" <b>{as_html(finding.next_step)}</b>"
        rows.append((finding.what, f"{mark} {as_html(finding.text)}{step}"))
    note = f'<div class="pf-note">The same from the command line: {_code("personaforge doctor")}.</div>'
    return f'<div class="pf-provider">{_table(rows)}{note}</div>'


def without_secrets(url: str) -> str:
    """An address without user name, password and query, which may hold a key."""
    parts = urlsplit(url)
    if "@" not in parts.netloc and not parts.query:
        return url
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def _variable(name: str) -> str:
    return f"<small>{_code(f'PERSONAFORGE_{name}')}</small>"


def _code(text: str) -> str:
    return f"<code>{as_html(text)}</code>" if text else ""


def _table(rows: Iterable[tuple[str, str]]) -> str:
    """Rows of a term (escaped here) and its HTML; empty ones are left out."""
    return '<dl class="pf-list">' + "".join(f"<dt>{as_html(t)}</dt><dd>{h}</dd>" for t, h in rows if h) + "</dl>"
