"""A named graph in every serialisation and compression, by file name, and what is told of each.

As a program, it measures graphs of a release: it reads a JSON array of their IRIs, and writes an
object with the names, sizes and checksums of the files of each. A server has that done by a
process of its own, as all graphs together take seconds.
"""

from __future__ import annotations

import json
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from akkoord.app.codings import compressed
from akkoord.graph.formats import DUMPED
from akkoord.graph.release.layout import open_release
from akkoord.graph.release.parts import forms, parts

from .files import PACKED, DumpFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from akkoord.graph.release.parts import Part


def names(part: Part) -> tuple[str, ...]:
    """Return the files that a named graph is offered as, each followed by the same packed."""
    return tuple(
        f"{part.file(form)}{ending}"
        for form, ending in product(DUMPED, ("", *sorted(PACKED.values())))
    )


def contents(part: Part) -> Mapping[str, bytes]:
    """Return the content of all files that a named graph is offered as.

    Raises:
        ReleaseError: its Turtle cannot be read.
    """
    return {
        f"{part.file(form)}{ending}": written
        for form, plain in forms(part).items()
        for ending, written in (
            ("", plain),
            *((ending, compressed(coding, plain)) for coding, ending in PACKED.items()),
        )
    }


def measures(part: Part) -> tuple[DumpFile, ...]:
    """Return what is told of these files, but for when they changed.

    Raises:
        ReleaseError: its Turtle cannot be read.
    """
    found = contents(part)
    return tuple(DumpFile.of(name, found[name], 0) for name in names(part))


def _main(folder: str) -> None:
    known = parts(open_release(Path(folder)))
    measured = {
        iri: [(each.name, each.size, each.sha256) for each in measures(known[iri])]
        for iri in json.load(sys.stdin)
    }
    json.dump(measured, sys.stdout)


if __name__ == "__main__":
    _main(sys.argv[1])
