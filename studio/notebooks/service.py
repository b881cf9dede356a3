"""Use cases over notebooks of the lab: begin, change, run, cancel, see what is stale, take away. Knows no page."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from brain.errors import NotFound, PersonaForgeError
from store.notebook_values import Insert, Move, Put, Remove, Retitle
from studio.notebooks import cells, ready, running
from studio.notebooks.cells import MOST_ARMS, NAMES, TITLES, kind_of
from studio.notebooks.jobs import Job, Jobs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.actor import Actor
    from store.frame import Frame
    from store.notebook_values import Cell, Edit, Notebook, NotebookCard, NotebookVersion, Result
    from store.values import Page
    from studio.notebooks.cells import CellKind
    from studio.notebooks.running import Kitchen
    from studio.notebooks.taking import File, NotebookForm

_LOG = logging.getLogger("personaforge.studio")


@dataclass(frozen=True, slots=True)
class Opened:
    """A notebook with what its cells gave. `stale` says of a cell why its result is not that of today's cell."""

    notebook: Notebook
    results: Mapping[str, Result]
    stale: Mapping[str, str]

    def frames(self, above: str | None = None) -> dict[str, Frame]:
        """The results of all cells by name; only of those above a cell if one is named."""
        found: dict[str, Frame] = {}
        for one in self.notebook.cells:
            if one.id == above:
                break
            if one.id in self.results:
                kept = running.frames_of(self.results[one.id].document)
                found |= {name: kept[name] for name in cells.tables_of(one) if name in kept}
        return found


@dataclass(frozen=True, slots=True)
class Notebooks:
    """The notebooks of a studio. Everything an actor gets is their own; an admin gets all."""

    kitchen: Kitchen
    jobs: Jobs = field(default_factory=Jobs)

    def list(
        self, actor: Actor, *, deleted: bool = False, cursor: str | None = None, limit: int = 50
    ) -> Page[NotebookCard]:
        """Notebooks, the one changed last first; or the deleted ones. Raises InvalidInput for a foreign cursor."""
        return self.kitchen.store.notebooks.list(actor, deleted=deleted, cursor=cursor, limit=limit)

    def find(self, actor: Actor, name: str) -> NotebookCard:
        """A notebook by its id, the beginning of it, or its title. Raises NotFound, naming those there are."""
        known = self.list(actor, limit=200).items
        for one in known:
            if one.id == name or one.title.lower() == name.lower():
                return one
        several = [one for one in known if name and one.id.startswith(name)]
        if len(several) == 1:
            return several[0]
        titles = ", ".join(repr(one.title) for one in known[:8])
        raise NotFound(
            f"There is no notebook {name!r}.",
            why=f"Known are {titles}." if titles else "There is none yet.",
            next_step="Use one of these, or begin one on the page of the lab.",
        )

    def begin(self, actor: Actor, title: str, edits: Sequence[Edit] = ()) -> Notebook:
        """A new notebook. Raises InvalidInput."""
        return self.kitchen.store.notebooks.create(actor, title, edits)

    def begin_ready(self, actor: Actor, key: str, *, persona: str = "") -> Notebook:
        """A new notebook that is a copy of a ready one, about a persona by its slug or id; none takes the first.

        Raises NotFound, also where there is no persona at all.
        """
        chosen = ready.find(key)
        wanted = persona or chosen.persona
        library = self.kitchen.library
        slugs = [one.slug for one in library.cards(actor, limit=100).items]
        if not persona and slugs and wanted not in slugs:
            wanted = slugs[0]
        found = library.find(actor, wanted)
        models = [one.id for one in self.kitchen.casting.choices() if one.available][:MOST_ARMS]
        made = ready.cells(chosen, slug=found.card.slug, models=models)
        return self.kitchen.store.notebooks.create(
            actor, ready.title(chosen, found.genome.name), made, message="copied from a ready notebook"
        )

    def open(self, actor: Actor, notebook_id: str) -> Opened:
        """A notebook with its results. Raises NotFound."""
        notebook = self.kitchen.store.notebooks.get(actor, notebook_id)
        results = self.kitchen.store.notebooks.results(actor, notebook_id)
        return Opened(notebook, results, self._stale(actor, notebook, results))

    def retitle(self, actor: Actor, notebook_id: str, title: str) -> Notebook:
        """Give it another title. Raises NotFound, Conflict and InvalidInput, as all that changes it."""
        return self._change(actor, notebook_id, Retitle(title), "title")

    def write(
        self, actor: Actor, notebook_id: str, cell: Cell, fields: Mapping[str, Any], *, name: str = "", seen: int
    ) -> Notebook:
        """Write fields of a cell, the others staying as they are. `seen` is its revision when they were drawn."""
        kind = kind_of(cell)
        now = self.kitchen.store.notebooks.get(actor, notebook_id).cell(cell.id)
        # Two fields may be left at once: the second is written beside the first, not over it.
        base = now.fields if now is not None and now.revision == seen else cell.fields
        whole = cells.document(cells.checked(kind, {**base, **fields}))
        return self._change(actor, notebook_id, Put(cell.id, whole, seen, name), f"edit {TITLES[kind].lower()}")

    def add(
        self,
        actor: Actor,
        notebook_id: str,
        kind: CellKind,
        fields: Mapping[str, Any] | None = None,
        *,
        after: str | None = "",
    ) -> Notebook:
        """A new cell behind another one, or at the end."""
        found = cells.document(cells.checked(kind, fields or {}))
        return self._change(actor, notebook_id, Insert(kind, NAMES[kind], found, after), f"add {TITLES[kind].lower()}")

    def duplicate(self, actor: Actor, notebook_id: str, cell: Cell) -> Notebook:
        """The same cell once more, below."""
        return self._change(actor, notebook_id, Insert(cell.kind, cell.name, cell.fields, cell.id), "duplicate a cell")

    def move(self, actor: Actor, notebook_id: str, cell: Cell, by: int) -> Notebook:
        """Move a cell by so many places, down if positive."""
        return self._change(actor, notebook_id, Move(cell.id, by), "move a cell")

    def remove(self, actor: Actor, notebook_id: str, cell: Cell) -> Notebook:
        """Take a cell out; `put_back` undoes it."""
        return self._change(actor, notebook_id, Remove(cell.id), f"delete {cell.name}")

    def put_back(self, actor: Actor, notebook_id: str, cell: Cell, after: str | None) -> Notebook:
        """Put a cell back that was taken out, behind the one that it stood behind, with what it gave."""
        back = Insert(cell.kind, cell.name, cell.fields, after, cell.id)
        return self._change(actor, notebook_id, back, f"put {cell.name} back")

    def history(self, actor: Actor, notebook_id: str) -> tuple[NotebookVersion, ...]:
        """The newest versions, newest first. Raises NotFound."""
        return self.kitchen.store.notebooks.versions(actor, notebook_id)

    def go_back(self, actor: Actor, notebook_id: str, number: int) -> Notebook:
        """The notebook as it was in a version, as a new one on top. Raises NotFound and Conflict."""
        return self.kitchen.store.notebooks.go_back(actor, notebook_id, number)

    def delete(self, actor: Actor, notebook_id: str) -> None:
        """Take it out of sight, and stop it. Raises NotFound."""
        self.kitchen.store.notebooks.delete(actor, notebook_id)
        self.jobs.cancel(notebook_id)

    def restore(self, actor: Actor, notebook_id: str) -> Notebook:
        """Bring a deleted one back. Raises NotFound."""
        return self.kitchen.store.notebooks.restore(actor, notebook_id)

    def file(self, actor: Actor, notebook_id: str, form: NotebookForm) -> File:
        """The notebook as a file to take away, with what its cells gave last. Raises NotFound."""
        from studio.notebooks import taking

        return taking.file(self.open(actor, notebook_id), form)

    def take_in(self, actor: Actor, data: bytes) -> tuple[Notebook, tuple[str, ...]]:
        """A new notebook from the content of an `.ipynb`, and what is to be said of it. Raises InvalidInput."""
        from studio.notebooks import ipynb

        found = ipynb.read(data)
        made = self.kitchen.store.notebooks.create(actor, found.title, found.cells, message="imported")
        return made, found.notes

    def start(self, actor: Actor, notebook_id: str, only: Sequence[str] | None = None) -> None:
        """Run cells, from the top, in a thread: those named, or all. Raises NotFound, and Conflict while it runs."""
        notebook = self.kitchen.store.notebooks.get(actor, notebook_id)
        wanted = running.order_of(notebook.cells, only)
        self.jobs.start(notebook_id, Job(len(wanted)), lambda job: self._work(actor, notebook_id, wanted, job))

    def cancel(self, actor: Actor, notebook_id: str) -> None:
        """Stop it. Raises NotFound."""
        self.kitchen.store.notebooks.get(actor, notebook_id)
        self.jobs.cancel(notebook_id)

    def run(self, actor: Actor, notebook_id: str, job: Job | None = None) -> Opened:
        """Run all cells, wait, and give the notebook with what came out. Raises NotFound and Conflict."""
        notebook = self.kitchen.store.notebooks.get(actor, notebook_id)
        mine = job or Job(len(notebook.cells))
        self.jobs.start(notebook_id, mine, lambda one: self._work(actor, notebook_id, notebook.cells, one))
        mine.over.wait()
        return self.open(actor, notebook_id)

    def _work(self, actor: Actor, notebook_id: str, wanted: Sequence[Cell], job: Job) -> None:
        """What the thread does: cell after cell, until one is to stop."""
        try:
            for one in wanted:
                if job.stop.is_set():
                    return
                job.cell_id, job.words = one.id, ""
                self._run(actor, notebook_id, one.id, job)
                job.done += 1
        except PersonaForgeError as error:
            job.problem = str(error)
        except Exception:  # noqa: BLE001 - the thread's boundary: it must not end without a word
            _LOG.exception("notebook %s failed", notebook_id)
            job.problem = "Something went wrong that should not have; the log says what."

    def _run(self, actor: Actor, notebook_id: str, cell_id: str, job: Job) -> None:
        opened = self.open(actor, notebook_id)
        cell = opened.notebook.cell(cell_id)
        if cell is None or kind_of(cell) == "markdown":
            return
        above = opened.notebook.cells[: opened.notebook.cells.index(cell)]
        sources = cells.reads(cell, above)
        frames = opened.frames(cell_id)
        given = {name: frames[name] for name in sources if name in frames}

        def say(words: str) -> None:
            job.words = words

        found = running.run(self.kitchen, actor, cell, given, running.Going(say=say, cancelled=job.stop.is_set))
        if job.stop.is_set() and "problem" in found:
            # What it gave before is worth more than that it was cancelled.
            return
        used = {one: opened.results[one].id for one in sources.values() if one in opened.results}
        whole: dict[str, Any] = {**found, "inputs": used}
        self.kitchen.store.notebooks.keep(actor, notebook_id, cell_id, cells.fingerprint(cell), whole)

    def _stale(self, actor: Actor, notebook: Notebook, results: Mapping[str, Result]) -> dict[str, str]:
        """Why results are not those of the cells as they stand now, by cell."""
        found: dict[str, str] = {}
        for at, one in enumerate(notebook.cells):
            if one.id not in results:
                continue
            sources = cells.reads(one, notebook.cells[:at])
            why = self._why_stale(actor, one, results, sources, found)
            if why:
                found[one.id] = why
        return found

    def _why_stale(
        self,
        actor: Actor,
        cell: Cell,
        results: Mapping[str, Result],
        sources: Mapping[str, str],
        stale: Mapping[str, str],
    ) -> str:
        kept = results[cell.id]
        if kept.fingerprint != cells.fingerprint(cell):
            return "The cell was changed since."
        used = kept.document.get("inputs")
        used = used if isinstance(used, dict) else {}
        for name, source in sources.items():
            if source in results and results[source].id != used.get(source):
                return f"{name} was run again since."
            if source in stale:
                return f"{name} is stale."
        made = kept.document.get("made")
        return self._moved_on(actor, cell, made if isinstance(made, dict) else {})

    def _moved_on(self, actor: Actor, cell: Cell, made: Mapping[str, Any]) -> str:
        """Whether a probe of the newest version was made with one that is not the newest any more."""
        if kind_of(cell) != "probe" or not made.get("versions"):
            return ""
        try:
            played_by, _ = running.arms(self.kitchen, actor, cells.fields_of(cell))  # type: ignore[arg-type]
        except PersonaForgeError:
            return ""
        if {one.version_id for one in played_by} != set(made["versions"]):
            return "The persona has another newest version since."
        return ""

    def _change(self, actor: Actor, notebook_id: str, edit: Edit, message: str) -> Notebook:
        return self.kitchen.store.notebooks.change(actor, notebook_id, [edit], message=message)
