"""A release loaded into somebody's graph store: the verb ``publish``.

Graph by graph: what a graph holds is saved, the graph is replaced, read back and counted. A load
that was interrupted goes on where it stopped; one that the store refuses, or that does not come
back whole, is undone. The protocol has no transactions, so readers may meet the new release graph
by graph.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from ..errors import RemoteError, UsageError
from ..release.lines import graph_of, iri, quad_lines, triple_of
from .client import GraphStore, Patience, UnreachableError
from .journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ..release.layout import Release

    Progress = Callable[[str, int, int], None]

__all__ = ["Patience", "Published", "publish", "roll_back"]

_GO_ON = (
    "the load is half done: run the same command again to go on, or with --roll-back to have "
    "the store as it was"
)


@dataclass(frozen=True, slots=True)
class Published:
    """What a load did.

    Attributes:
        loaded: graphs that were replaced.
        unchanged: graphs that the store held already.
        removed: graphs of an earlier load that the release no longer has.
        triples: in all graphs of the release, as read back from the store.
    """

    loaded: int
    unchanged: int
    removed: int
    triples: int


def publish(
    release: Release,
    url: str,
    data: Path,
    progress: Progress,
    patience: Patience | None = None,
) -> Published:
    """Load a release into a store with the SPARQL Graph Store Protocol.

    Args:
        release: what to load.
        url: of the graph store.
        data: the folder of releases, in which a journal of the load is kept.
        progress: told of each stage, how much is done, and of how much.
        patience: how long the store is waited for.

    Raises:
        RemoteError: the store refuses, or does not give back what it was given; the load is
            undone. Or it cannot be reached; the load can go on later.
        ReleaseError: the release or the journal cannot be read or written, or another load into
            the store is at work.
        UsageError: the credentials cannot be read.
    """
    journal = Journal.of(data, url)
    with journal.held(), GraphStore(url, patience) as store:
        load = _Load(store, journal, progress)
        try:
            return load.run(dict(_graphs(release)))
        except UnreachableError as error:
            raise UnreachableError(
                f"{error}; {_GO_ON}" if journal.under_way else str(error)
            ) from error
        except RemoteError as error:
            if not journal.under_way:
                raise
            raise RemoteError(f"{error}\n{_put_back(store, journal, progress)}") from error


def roll_back(url: str, data: Path, progress: Progress, patience: Patience | None = None) -> int:
    """Undo a load that is half done, and return how many graphs were put back.

    Raises:
        UsageError: no load is half done there.
        ReleaseError: the journal cannot be read or written, or another load is at work.
        RemoteError: the store cannot be reached, or refuses.
    """
    journal = Journal.of(data, url)
    with journal.held():
        if not journal.under_way:
            raise UsageError(f"no load into {url} is half done, so there is nothing to undo")
        with GraphStore(url, patience) as store:
            return _undone(store, journal, progress)


class _Load:
    """One load of a release."""

    def __init__(self, store: GraphStore, journal: Journal, progress: Progress) -> None:
        self._store = store
        self._journal = journal
        self._progress = progress
        self._known = journal.loaded()

    def run(self, graphs: dict[str, bytes]) -> Published:
        obsolete = [graph for graph in self._known if graph not in graphs]
        steps = len(graphs) + len(obsolete)
        replaced = 0
        for done, (graph, content) in enumerate(graphs.items(), 1):
            replaced += self._made_sure(graph, content)
            self._progress("publish", done, steps)
        for done, graph in enumerate(obsolete, 1 + len(graphs)):
            self._save(graph, self._store.get(graph))
            self._store.delete(graph)
            del self._known[graph]
            self._journal.note(self._known)
            self._progress("publish", done, steps)
        self._journal.close()
        triples = sum(map(_count, graphs.values()))
        return Published(replaced, len(graphs) - replaced, len(obsolete), triples)

    def _made_sure(self, graph: str, content: bytes) -> bool:
        """See to it that the store holds a graph, and return whether it had to be loaded."""
        present = self._store.get(graph)
        if self._known.get(graph) == _mark(content, present):
            return False
        self._save(graph, present)
        self._store.put(graph, content)
        arrived = self._store.get(graph)
        if _count(arrived) != _count(content):
            raise RemoteError(
                f"{self._store.url}: of the {_count(content)} triples of <{graph}> the store "
                f"gives back {_count(arrived)}"
            )
        self._known[graph] = _mark(content, arrived)
        self._journal.note(self._known)
        return True

    def _save(self, graph: str, content: bytes | None) -> None:
        if not self._journal.knows(graph):  # an earlier run of this load may have touched it
            self._journal.save(graph, self._known.get(graph), content)


def _put_back(store: GraphStore, journal: Journal, progress: Progress) -> str:
    """Undo a load that failed, and return what to tell about that."""
    try:
        number = _undone(store, journal, progress)
    except RemoteError as error:
        return f"nor can the load be undone now: {error}; try again later with --roll-back"
    if not number:
        return "nothing had been loaded: all is as before"
    return f"{number} {'graph was' if number == 1 else 'graphs were'} put back: all is as before"


def _undone(store: GraphStore, journal: Journal, progress: Progress) -> int:
    """Put back what a load changed, and return how many graphs that were."""
    saved = list(journal.saved())
    loaded, changed = journal.loaded(), 0
    for done, (graph, mark, content) in enumerate(saved, 1):
        if store.get(graph) != content:
            changed += 1
            if content is None:
                store.delete(graph)
            else:
                store.put(graph, content)
        if mark is None:
            loaded.pop(graph, None)
        else:
            loaded[graph] = mark
        progress("roll back", done, len(saved))
    journal.note(loaded)
    journal.close()
    return changed


def _graphs(release: Release) -> Iterator[tuple[str, bytes]]:
    """Return the N-Triples of each named graph of a release."""
    for name, quads in groupby(quad_lines(release), graph_of):
        yield iri(name), b"".join(map(triple_of, quads))


def _mark(content: bytes, held: bytes | None) -> str:
    """Return a digest of what was loaded and of the triples that the store gave back for it.

    Stores spell literals in their own way, so the two need not be the same.
    """
    lines = sorted((held or b"").splitlines(keepends=True))
    return hashlib.sha256(b"\n".join([content, *lines])).hexdigest()


def _count(content: bytes | None) -> int:
    return content.count(b"\n") if content else 0
