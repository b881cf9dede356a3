"""Scores batches on a Ray cluster: the one module that knows Ray, which is an extra of this package.

A cluster of many machines needs this package and its weights on each of them; files are read here and sent in batches.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from brain.errors import InvalidInput, PersonaForgeError
from evals.scoring.work import score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evals.scoring.recipe import Recipe
    from evals.scoring.talk import Batch
    from evals.scoring.work import Scored


class Ray:
    """Scores with so many tasks at a time, of one processor each.

    `address` names a cluster that runs already, as Ray takes it (`auto`, `ray://host:10001`); empty begins one on this
    machine and ends it afterwards.
    """

    def __init__(self, workers: int = 1, *, address: str = "") -> None:
        self._workers, self._address = workers, address

    def scored(self, recipe: Recipe, batches: Iterable[Batch]) -> Iterator[Scored]:
        """Every batch, scored, as they are done; twice as many as there are workers are held at a time.

        Raises InvalidInput where Ray is not installed or its cluster cannot be reached.
        """
        ray = _ray()
        with _cluster(ray, self._workers, self._address):
            task = ray.remote(num_cpus=1)(score)
            sent = ray.put(recipe)
            yield from _within(ray, (task.remote(sent, batch) for batch in batches), most=2 * self._workers)


def _within(ray: Any, sent: Iterable[Any], *, most: int) -> Iterator[Scored]:
    """The results of tasks as they come; a further one is sent only when fewer than `most` are under way."""
    waiting: list[Any] = []
    for one in sent:
        waiting.append(one)
        while len(waiting) >= most:
            done, waiting = ray.wait(waiting)
            yield from _got(ray, done)
    while waiting:
        done, waiting = ray.wait(waiting)
        yield from _got(ray, done)


def _got(ray: Any, done: list[Any]) -> list[Scored]:
    try:
        found: list[Scored] = ray.get(done)
    except ray.exceptions.RayError as wrong:
        cause = getattr(wrong, "cause", None)
        if isinstance(cause, PersonaForgeError):
            raise cause from wrong
        raise PersonaForgeError(
            "A batch could not be scored on the Ray cluster.",
            why=f"{type(wrong).__name__}: {str(wrong).strip().splitlines()[-1][:300]}",
            next_step="The same command again goes on with what is missing; --engine local needs no cluster.",
        ) from wrong
    return found


def _ray() -> Any:
    try:
        import ray
        from ray import exceptions  # noqa: F401 - is loaded by name below
    except ImportError:
        raise InvalidInput(
            "Ray is not installed.",
            why="It is an extra: most need no cluster.",
            next_step="Install it with `pip install personaforge[ray]`, or take --engine local.",
        ) from None
    return ray


@contextmanager
def _cluster(ray: Any, workers: int, address: str) -> Iterator[None]:
    """A connection to the cluster, or a cluster of this machine's own; none that this process had is ended."""
    if ray.is_initialized():
        yield
        return
    # A cluster that `ray.init` begins reports no use to Ray's makers; one that runs already was told so when it began.
    here = {} if address else {"num_cpus": workers, "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
    try:
        ray.init(address=address or "local", log_to_driver=False, logging_level="ERROR", **here)
    except (ConnectionError, RuntimeError, ValueError) as wrong:
        raise InvalidInput(
            f"The Ray cluster {address or 'of this machine'!r} cannot be reached.",
            why=f"{type(wrong).__name__}: {str(wrong).splitlines()[0][:200] if str(wrong) else ''}",
            next_step="Check its address, or take --engine local.",
        ) from wrong
    try:
        yield
    finally:
        ray.shutdown()
