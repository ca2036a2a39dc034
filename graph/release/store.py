"""A release as a store in memory: every named graph, and their union as the default graph.

The union is loaded from its own file. Asking for it at query time (``use_default_graph_as_union``)
costs 10 to 30 times more on selective queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

from ..errors import ReleaseError

if TYPE_CHECKING:
    from .layout import Release


def load(release: Release) -> Store:
    """Return a store that holds ``release``.

    Raises:
        ReleaseError: a file of the release is missing or damaged.
    """
    store = Store()
    for extension, syntax in (("nq", RdfFormat.N_QUADS), ("nt", RdfFormat.N_TRIPLES)):
        path = release.file(extension)
        try:
            store.bulk_load(path=path, format=syntax)
        except (OSError, SyntaxError) as error:
            raise ReleaseError(f"{path}: cannot be loaded ({error}); build again") from error
    return store
