"""Reports to a validated release: the verb ``build``."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .configuration import DEFAULTS
from .parallel import Workers
from .release.layout import CACHE, CURRENT
from .tasks import Loading, Setting, started
from .vocabulary import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .configuration import Imprint
    from .making import Built
    from .pipeline import Progress
    from .tasks import Outcome, Task

EXAMPLES: Final = Path(__file__).parent / "examples"


def quietly(_stage: str, _done: int, _total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a release is built.

    Attributes:
        out: folder of releases.
        base: IRI under which things are named; absolute, ends in a slash.
        jobs: processes that convert and validate.
        quarantine: leave out what cannot be converted or is invalid, instead of stopping.
        imprint: who publishes it, under which licence.
        progress: told of each stage, how much is done, and of how much.
    """

    out: Path = Path("public")
    base: str = DEFAULT_BASE
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    quarantine: bool = False
    imprint: Imprint = DEFAULTS
    progress: Progress = quietly


def build(paths: Sequence[Path | str], options: BuildOptions) -> Built:
    """Convert, validate and release reports; the old release is served until the new one is whole.

    Args:
        paths: files, folders, archives, or ``-`` for standard input; the embedded examples
            when there are none.
        options: how.

    Raises:
        UsageError: the base is no absolute IRI that ends in a slash, or there are no jobs.
        ReportError: a source cannot be read or converted; the findings name file, line and
            remedy, of all sources. Or quarantine leaves nothing to release.
        InvalidGraphError: a graph violates the shapes.
        RegisterError: a register is at fault.
        ReleaseError: the release cannot be written.
    """
    paths = paths or [EXAMPLES]
    with processes(options) as workers:
        if _seem_changed(paths, options.out / CURRENT):
            # That takes longer than all that this process does until there is a report to check.
            workers.submit_soon(Loading())
        from .making import Maker  # noqa: PLC0415 - meanwhile

        return Maker(options, workers).make(paths, workers.stop)


def processes(options: BuildOptions) -> Workers[Task, Outcome]:
    """Return the processes that convert and validate for builds with these options."""
    setting = Setting(options.base, options.out / CACHE, options.imprint, options.out / CURRENT)
    return Workers(partial(started, setting), options.jobs)


def _seem_changed(paths: Iterable[Path | str], current: Path) -> bool:
    """Whether there seems to be something to validate: only a hint, which is quick to get.

    Args:
        paths: of files and folders; of anything else it is not known.
        current: the link to the release that was built last.
    """
    try:
        built = current.lstat().st_mtime_ns
        return any(place.stat().st_mtime_ns > built for path in paths for place in _all(Path(path)))
    except OSError:
        return True


def _all(path: Path) -> Iterator[Path]:
    """Yield a path and, where it is a folder, all below it."""
    yield path
    for place, folders, files in os.walk(path):
        yield from (Path(place, name) for name in (*folders, *files))
