"""Of which revision of a repository the reports are: what ``akkoord fetch`` noted beside them.

A report is of the revision only where its bytes are those that were fetched; one that was changed
or added since has no revision. What is known goes to a graph of its own: a new revision of which
one report differs changes that report's graph and this one, and no other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad

from . import vocabulary as v
from .errors import SourceError
from .git_address import COMMIT, is_repository
from .iri_check import is_iri
from .release.chunk import NamedGraph
from .terms import LABEL, TITLE, A, term

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeAlias

    from .iris import Names
    from .model import SourceFile

    Triples: TypeAlias = Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]

GRAPH: Final = "revisions"
MANIFEST: Final = "fetched.json"
"""What was fetched, in the folder that it was fetched to."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of a repository.

    Attributes:
        url: of the repository; empty where it is no address on the web.
        commit: its full name.
    """

    url: str
    commit: str


def revisions_of(
    paths: Iterable[str | os.PathLike[str]], sources: Iterable[SourceFile]
) -> dict[str, Revision]:
    """Return the revision of each source that is as it was fetched, by the source's path.

    Args:
        paths: what the sources were read from; a folder is looked into, and those above it.
        sources: read from there.

    Raises:
        SourceError: a note of what was fetched cannot be read.
    """
    fetched: dict[Path, tuple[Revision, dict[str, str]]] = {}
    for folder in filter(Path.is_dir, map(Path, paths)):
        here = folder.absolute()
        root = next((each for each in (here, *here.parents) if (each / MANIFEST).is_file()), None)
        if root is not None and root not in fetched:
            fetched[root] = _noted(root / MANIFEST)
    found = {}
    for source in sources if fetched else ():
        place = Path(source.path).absolute()
        for root, (revision, sums) in fetched.items():
            if place.is_relative_to(root):
                known = sums.get(place.relative_to(root).as_posix())
                if known == sha256(source.content).hexdigest():
                    found[source.path] = revision
    return found


def revision_graph(reports: Mapping[str, Revision], names: Names) -> NamedGraph:
    """Return the graph that says of which revision the files of reports are.

    Args:
        reports: the revision of each report's file, by the report's IRI.
        names: mints IRIs under the build's base.
    """
    graph = NamedNode(names.graph(GRAPH))
    told = (
        triple
        for revision in sorted(set(reports.values()), key=lambda each: (each.commit, each.url))
        for triple in _described(revision, names)
    )
    derived = term(v.PROV, "wasDerivedFrom")
    origins = (
        (NamedNode(f"{report}/source"), derived, _node(revision, names))
        for report, revision in sorted(reports.items())
    )
    quads = (Quad(s, p, o, graph) for triples in (told, origins) for s, p, o in triples)
    return NamedGraph(graph.value, tuple(dict.fromkeys(quads)))


def _noted(manifest: Path) -> tuple[Revision, dict[str, str]]:
    try:
        told = json.loads(manifest.read_bytes())
        url, commit = str(told["url"]), str(told["commit"])
        sums = {str(each["path"]): str(each["sha256"]) for each in told["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError(
            f"{manifest}: does not tell what was fetched ({type(error).__name__}); run "
            "“akkoord fetch” again, or remove the file"
        ) from error
    if not COMMIT.fullmatch(commit):
        raise SourceError(
            f"{manifest}: {commit[:70]!r} is no commit; run “akkoord fetch” again, or remove "
            "the file"
        )
    return Revision(url if _is_public(url) else "", commit), sums


def _is_public(url: str) -> bool:
    """Whether a repository's address can be told to the world, in a graph."""
    return is_repository(url) and is_iri(url) and not url.startswith("file:")


def _node(revision: Revision, names: Names) -> NamedNode:
    return NamedNode(f"{names.base}id/revision/{revision.commit}")


def _described(revision: Revision, names: Names) -> Triples:
    node, short = _node(revision, names), revision.commit[:10]
    yield node, A, term(v.PROV, "Entity")
    for predicate in (TITLE, LABEL):
        yield node, predicate, Literal(f"Revisie {short} van de rapporten", language="nl")
        yield node, predicate, Literal(f"Revision {short} of the reports", language="en")
    yield node, term(v.DCTERMS, "identifier"), Literal(revision.commit)
    if revision.url:
        yield node, term(v.DCTERMS, "source"), NamedNode(revision.url)
