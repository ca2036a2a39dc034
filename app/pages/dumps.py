"""``/dumps/`` for people: the files of a release, and those of one named graph.

:mod:`akkoord.app.dumps` serves the files themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from flask import Blueprint, Response, abort, current_app, render_template

from akkoord.app.dumps.files import PACKED, DumpFile, listing, releases_in
from akkoord.app.dumps.maker import Maker, parts_of
from akkoord.graph.release.layout import GRAPHS, NAME, REPORTS
from akkoord.graph.tables.described import METADATA, PACKAGE

from .data import graph
from .representation import page
from .thing import Link

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from akkoord.graph.release.parts import Part

    from .negotiation import Format

blueprint = Blueprint("dumps", __name__)

EXTENSION: Final = "akkoord.dumps"

GROUPS: Final = {
    "whole": "dumps.whole",
    "tables": "dumps.tables",
    REPORTS: "dumps.reports",
    GRAPHS: "dumps.graphs",
    "other": "dumps.other",
}
"""Groups of files on the page, with their messages."""

DESCRIBED: Final = (METADATA, PACKAGE)


@dataclass(frozen=True, slots=True)
class Offer:
    """A file of a release, with the same compressed beside it.

    Attributes:
        file: as it is.
        packed: compressed, in every way that lies on disk.
        more: below which folder the same graph is offered otherwise; empty for other files.
    """

    file: DumpFile
    packed: tuple[DumpFile, ...] = ()
    more: str = ""


@blueprint.get("/dumps/")
def current() -> Response:
    """Answer with the list of the release's files."""
    return page(partial(_listed, graph().release.path))


@blueprint.get("/dumps/<path:place>/")
def folder(place: str) -> Response:
    """Answer with the files of a release that is kept, or with those of a named graph."""
    first, _, rest = place.partition("/")
    release = releases_in(graph().release.path).get(first)
    if release is None:
        release, rest = graph().release.path, place
    if not rest:
        return page(partial(_listed, release))
    found = {part.stem: part for part in parts_of(release).values()}.get(rest)
    return page(partial(_part, release, found)) if found else abort(404)


def maker() -> Maker:
    """Return what makes the files that are not on disk."""
    return cast("Maker", current_app.extensions[EXTENSION])


def _listed(release: Path, _: Format) -> str:
    groups: dict[str, list[Offer]] = {message: [] for message in GROUPS.values()}
    files = listing(release)
    for name, file in files.items():
        if not name.endswith(tuple(PACKED.values())):
            packed = tuple(found for e in PACKED.values() if (found := files.get(f"{name}{e}")))
            group = _group(name)
            more = (
                f"{release.name}/{name.removesuffix(file.ending)}"
                if group in (REPORTS, GRAPHS)
                else ""
            )
            groups[GROUPS[group]].append(Offer(file, packed, more))
    groups[GROUPS["whole"]] += (Offer(file) for file in maker().files_of_whole(release))
    return _page(release, groups, None)


def _part(release: Path, part: Part, _: Format) -> str:
    offers = [Offer(file) for file in maker().files_of(release, part)]
    return _page(release, {"dumps.forms": offers}, part)


def _page(release: Path, groups: Mapping[str, Sequence[Offer]], part: Part | None) -> str:
    named = Link(part.iri, part.iri) if part else None
    return render_template(
        "dumps.html", groups=groups.items(), release=release.name, part=part, named=named
    )


def _group(name: str) -> str:
    """Return the group on the page that a file belongs to."""
    folder, slash, _ = name.partition("/")
    if slash and folder in (REPORTS, GRAPHS):
        return folder
    if name.startswith(f"{NAME}."):
        return "whole"
    return "tables" if name.endswith((".csv", ".parquet")) or name in DESCRIBED else "other"
