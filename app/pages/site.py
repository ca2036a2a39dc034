"""The home page, the query form and the list of dumps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, current_app, render_template, request

from akkoord.app.dumps.files import PACKED, DumpFile, kept, listing
from akkoord.graph.release.layout import GRAPHS, NAME, REPORTS
from akkoord.graph.tables.described import METADATA, PACKAGE

from . import editor
from .data import graph, number, query, text
from .drawings import Row
from .evidence import time
from .examples import examples
from .language import current, message
from .negotiation import Format
from .pictures import picture
from .representation import page
from .structured import dataset
from .thing import links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from .data import Row as Solution

blueprint = Blueprint("site", __name__)

FIGURES: Final = ("reports", "decisions", "citations", "agencies", "statements", "sections")
DUMP_GROUPS: Final = {
    "whole": "dumps.whole",
    "tables": "dumps.tables",
    REPORTS: "dumps.reports",
    GRAPHS: "dumps.graphs",
    "other": "dumps.other",
}
"""Groups of files on the page, with their messages."""

DESCRIBED: Final = (METADATA, PACKAGE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A count on the home page.

    Attributes:
        name: key of its message.
        count: how many.
    """

    name: str
    count: int


@blueprint.get("/")
def home() -> Response:
    """Answer with the home page."""
    return page(_home)


def _home(_: Format) -> str:
    row = graph().rows("figures")[0]
    figures = tuple(Figure(name, number(row, name)) for name in FIGURES)
    return render_template(
        "home.html",
        figures=figures,
        agreement=f"{graph().release.base}id/agreement/2019-2024",
        timeline=picture(time(graph()), _counts(graph().rows("months"))),
        domains=_domains(),
        structured=dataset(graph().release, message("home.title"), message("home.lead")),
        queries=(query("figures"), query("months"), query("months-by-domain")),
    )


def _domains() -> tuple[Row, ...]:
    """Return the picture of each policy domain's decisions, the domain with most first."""
    by_domain: dict[str, list[Solution]] = {}
    for row in graph().rows("months-by-domain"):
        by_domain.setdefault(text(row, "domain"), []).append(row)
    named = links(graph().rows("domains"), "domain", "label", current())
    drawn = (
        Row(link, found)
        for link in named
        if (found := picture(time(graph()), _counts(by_domain.get(link.iri, ()))))
    )
    return tuple(sorted(drawn, key=lambda each: -each.picture.total))


def _counts(rows: Iterable[Solution]) -> dict[str, int]:
    return {text(row, "month"): number(row, "decisions") for row in rows}


@blueprint.get("/sparql")
def query_form() -> Response:
    """Answer with the form in which a person writes a query; ``?query=`` fills it in."""
    asked = editor.asked(request.args.get("query") or examples()[0].text)
    return page(partial(editor.form, asked))


@dataclass(frozen=True, slots=True)
class Offer:
    """A file of a release, with the same compressed beside it.

    Attributes:
        file: as it is.
        packed: compressed, in every way that there is.
    """

    file: DumpFile
    packed: tuple[DumpFile, ...]


@blueprint.get("/dumps/")
def dumps() -> Response:
    """Answer with the list of the release's files; :mod:`akkoord.app.dumps` serves them."""
    return page(partial(_dumps, graph().release.path))


@blueprint.get("/dumps/<name>/")
def kept_dumps(name: str) -> Response:
    """Answer with the list of the files of one release that is kept."""
    folder = kept(graph().release.path).get(name)
    if folder is None:
        abort(404)
    return page(partial(_dumps, folder))


def _dumps(release: Path, _: Format) -> str:
    groups: dict[str, list[Offer]] = {message: [] for message in DUMP_GROUPS.values()}
    files = listing(release)
    for name, file in files.items():
        if not name.endswith(tuple(PACKED.values())):
            packed = tuple(found for e in PACKED.values() if (found := files.get(f"{name}{e}")))
            groups[DUMP_GROUPS[_group(name)]].append(Offer(file, packed))
    return render_template("dumps.html", groups=groups.items(), release=release.name)


def _group(name: str) -> str:
    """Return the group on the page that a file belongs to."""
    folder, slash, _ = name.partition("/")
    if slash and folder in (REPORTS, GRAPHS):
        return folder
    if name.startswith(f"{NAME}."):
        return "whole"
    return "tables" if name.endswith((".csv", ".parquet")) or name in DESCRIBED else "other"


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Answer with the site's mark for browsers that ask without having been told where."""
    return current_app.send_static_file("mark.svg")
