"""Builds that follow the reports: one to begin with, and another whenever a report changes.

Most of what a build of one changed report takes is loading: pyshacl, the shapes, and what the other
reports give to the index. Here that is loaded once, and the processes stay for the next build.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from watchfiles import Change, watch

from .building import EXAMPLES, BuildOptions, processes
from .errors import AkkoordError, UsageError, WorkerError
from .interrupts import held_back
from .making import Maker
from .release.layout import CACHE, CURRENT, RELEASES
from .reports.limits import is_report_name
from .tasks import Resting
from .worker import load

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Sequence

    from .making import Built

SETTLED: Final = 10
"""Milliseconds without a change after which those before it are built."""

ASKED: Final = 100
"""Milliseconds after which it is asked whether to stop."""


def builds(
    folders: Sequence[Path | str], options: BuildOptions, stop: threading.Event | None = None
) -> Iterator[Built | AkkoordError]:
    """Build the reports in some folders, and again after each change, until it is stopped.

    Args:
        folders: of reports; that of the embedded examples when there are none. An editor may
            replace a file whenever it is saved, so a file alone cannot be watched.
        options: how to build.
        stop: set, it ends within a tenth of a second.

    Yields:
        What a build did, or what was wrong; what was released before still is, then.

    Raises:
        UsageError: something else than a folder is to be watched, or the options are wrong.
        KeyboardInterrupt: Ctrl-C.
    """
    folders = folders or [EXAMPLES]
    watched = [Path(each).resolve() for each in folders]
    for folder, named in zip(watched, folders, strict=True):
        if not folder.is_dir():
            raise UsageError(f"{named}: only a folder can be watched; name the one that holds it")
    with held_back():  # rdflib's store catches whatever is raised in it, Ctrl-C too
        load()
    changes = watch(
        *watched,
        watch_filter=partial(_matters, options.out.resolve()),
        step=SETTLED,
        rust_timeout=ASKED,
        yield_on_timeout=True,
        stop_event=stop,
    )
    with processes(options) as workers:
        maker = Maker(options, workers)
        # What comes first, a change or nothing, tells that it watches: nothing is missed after.
        for number, changed in enumerate(changes):
            if changed or not number:
                workers.renew()
                yield _built(folders, maker)
                workers.submit_to_all(Resting())


def _matters(out: Path, change: Change, path: str) -> bool:
    """Whether a change may be of a report, or of a folder of reports, and is not of a release.

    What is gone cannot be asked whether it was a folder; those have no extension, most often.
    """
    at = Path(path)
    ours = any(at.is_relative_to(out / name) for name in (RELEASES, CURRENT, CACHE))
    if ours or at.name.startswith("."):
        return False
    return is_report_name(at.name) or (not at.suffix if change == Change.deleted else at.is_dir())


def _built(folders: Sequence[Path | str], maker: Maker) -> Built | AkkoordError:
    try:
        return _attempted(folders, maker)
    except UsageError:
        raise
    except AkkoordError as error:
        return error


def _attempted(folders: Sequence[Path | str], maker: Maker) -> Built:
    """Build, again where a process was killed: nobody might save a report soon."""
    try:
        return maker.make(folders, lambda: None)
    except WorkerError:
        return maker.make(folders, lambda: None)
