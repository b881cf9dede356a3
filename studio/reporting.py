"""The report of a kept run as a file to hand out: HTML, or a PDF of it. Knows no page and no command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from store.actor import Actor
    from studio.evaluation.service import Evaluation
    from studio.settings import Settings

Form = Literal["html", "pdf"]


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file to hand out."""

    filename: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Reporting:
    """Reports of the runs that an actor may see."""

    evaluation: Evaluation
    settings: Settings

    def file(self, actor: Actor, run_id: str, form: Form, *, against: str = "") -> ReportFile:
        """The report of a run, against an earlier one perhaps.

        Raises NotFound for a run that the actor may not see and where no browser is installed that prints, and
        InvalidInput for runs that share no case and for a browser that prints nothing.
        """
        from studio.reports import document, making
        from studio.reports.pdf import printed

        run = self.evaluation.run_value(actor, run_id)
        before = self.evaluation.run_value(actor, against) if against else None
        text = document.write(making.make(run, before=before, at=datetime.now(UTC)))
        name = f"{run.order.suite.name}-{run_id[:8]}.{form}"
        if form == "html":
            return ReportFile(name, "text/html; charset=utf-8", text.encode())
        return ReportFile(name, "application/pdf", printed(text, by=self.settings.browser))
