"""Signed addresses of media: who may see what, for some minutes. Knows no store; whoever serves asks it again.

A token is valid until the end of the five minutes after the current ones: five to ten minutes. Within five minutes the
address of the same thing is the same, so that a browser can show again what it has.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote, urlencode

from itsdangerous import BadData, Serializer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

from brain.errors import Forbidden
from store import secret_file
from store.actor import Actor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from brain.cards import ExportFormat
    from studio.analytics.dashboard import DashboardForm
    from studio.notebooks.taking import NotebookForm

ExportForm = Literal["markdown", "jsonl"]
ReportForm = Literal["html", "pdf"]
Purpose = Literal[
    "asset", "portrait", "export", "cards", "preview", "making", "report", "dashboard", "notebook", "experiment"
]

WINDOW: Final = 300
"""Seconds for which an address stays the same; it is valid for one to two of them."""

EXPORT_WINDOW: Final = 1_800
"""The same for a download, whose address waits on an open page until somebody clicks it."""


class LinkExpired(Forbidden):
    """The token is too old, or is none of ours."""


@dataclass(frozen=True)
class Links:
    """Makes and reads the addresses, with a secret in a file that is made when first needed. Safe in threads."""

    secret_path: Path
    clock: Callable[[], float] = time.time

    def asset(self, actor: Actor, asset_id: str) -> str:
        """Where the content of an asset is."""
        return f"/files/assets/{quote(asset_id, safe='')}?{self._query(actor, 'asset', asset_id)}"

    def portrait(self, actor: Actor, version_id: str, *, emotion: str = "neutral", size: int = 512) -> str:
        """Where the portrait of a version is, drawn or stored; `size` is the side in pixels."""
        query = self._query(actor, "portrait", version_id, emotion=emotion, size=str(size))
        return f"/files/portraits/{quote(version_id, safe='')}?{query}"

    def making(
        self,
        actor: Actor,
        session_id: str,
        *,
        revision: int,
        emotion: str = "neutral",
        size: int = 512,
        seed: int | None = None,
    ) -> str:
        """Where the face of a persona in the making is, as of a revision; with `seed`, of that variation of it."""
        more = {} if seed is None else {"seed": str(seed)}
        query = self._query(actor, "making", session_id, emotion=emotion, size=str(size), r=str(revision), **more)
        return f"/files/making/{quote(session_id, safe='')}?{query}"

    def export(self, actor: Actor, session_id: str, *, form: ExportForm) -> str:
        """Where the transcript of a conversation can be downloaded."""
        return f"/files/exports/{quote(session_id, safe='')}?{self._query(actor, 'export', session_id, form=form)}"

    def cards(self, actor: Actor, persona_ids: Sequence[str], *, form: ExportFormat) -> str:
        """Where these personas can be downloaded as cards: a file for one, an archive for several."""
        ids = ",".join(persona_ids)
        return f"/files/cards/{quote(form, safe='')}?{self._query(actor, 'cards', f'{form}/{ids}', ids=ids)}"

    def report(self, actor: Actor, run_id: str, *, form: ReportForm, against: str = "") -> str:
        """Where the report of a run can be downloaded, against an earlier run where one is named."""
        more = {"form": form} | ({"against": against} if against else {})
        return f"/files/reports/{quote(run_id, safe='')}?{self._query(actor, 'report', f'{run_id}/{against}', **more)}"

    def dashboard(self, actor: Actor, name: str, wanted: str) -> str:
        """Where a dashboard can be downloaded as a file; `wanted` says in what form and of what part of history."""
        return f"/files/dashboards/{quote(name, safe='')}?{self._query(actor, 'dashboard', f'{name}/{wanted}')}"

    def experiment(
        self, actor: Actor, experiment_id: str, *, form: DashboardForm, score: str = "", chart: str = ""
    ) -> str:
        """Where an experiment can be downloaded, or one chart of one score of it."""
        thing = f"{experiment_id}/{form}/{chart}/{score}"
        return f"/files/experiments/{quote(experiment_id, safe='')}?{self._query(actor, 'experiment', thing)}"

    def notebook(self, actor: Actor, notebook_id: str, *, form: NotebookForm) -> str:
        """Where a notebook can be downloaded in that form."""
        return (
            f"/files/notebooks/{quote(notebook_id, safe='')}?{self._query(actor, 'notebook', notebook_id, form=form)}"
        )

    def preview(self, actor: Actor, block: str, thing_id: str, *, dark: bool = False) -> str:
        """Where the Gradio block of this name shows this thing, and nothing else."""
        theme = {"__theme": "dark" if dark else "light"}
        return f"/preview/{block}/?{self._query(actor, 'preview', f'{block}/{thing_id}', **theme)}"

    def token(self, actor: Actor, purpose: Purpose, thing_id: str) -> str:
        """A token for one thing and purpose."""
        window = EXPORT_WINDOW if purpose in {"export", "report", "dashboard", "notebook", "experiment"} else WINDOW
        until = (int(self.clock()) // window + 2) * window
        return str(self._signer(purpose).dumps([actor.user_id, actor.role, thing_id, until]))

    def read(self, token: str, purpose: Purpose) -> tuple[Actor, str]:
        """Who asks, and for what. Raises LinkExpired for a token that is too old, forged or of another purpose."""
        try:
            user_id, role, thing_id, until = self._signer(purpose).loads(token)
        except BadData:
            raise _expired() from None
        if until <= self.clock():
            raise _expired()
        return Actor(user_id, role), thing_id

    def _query(self, actor: Actor, purpose: Purpose, thing_id: str, **more: str) -> str:
        return urlencode(more | {"t": self.token(actor, purpose, thing_id)})

    def _signer(self, purpose: Purpose) -> URLSafeSerializer:
        return _signer(self._secret, purpose)

    @cached_property
    def _secret(self) -> bytes:
        return secret_file.load_or_make(self.secret_path)


class _Plain(URLSafeSerializer):
    """Writes without compressing, which gains next to nothing here and yields to every other thread each time.

    Reads what is compressed too.
    """

    def dump_payload(self, obj: object) -> bytes:
        """What is signed, fit for an address."""
        return base64_encode(Serializer.dump_payload(self, obj))


@lru_cache(maxsize=32)
def _signer(secret: bytes, purpose: str) -> URLSafeSerializer:
    return _Plain(secret, salt=f"personaforge {purpose}")


def _expired() -> LinkExpired:
    return LinkExpired("This link is no longer valid.", next_step="Reload the page that shows it.")
