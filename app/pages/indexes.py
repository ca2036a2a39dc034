"""The index of texts of the release that is served, loaded once a release."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

from flask import abort, current_app

from akkoord.graph.search.reading import load_index

if TYPE_CHECKING:
    from akkoord.graph.release.layout import Release
    from akkoord.graph.search.reading import Index

EXTENSION = "akkoord.search"


class Indexes:
    """The index of the release served now; another one after a switch.

    Requests that were begun on the old release keep its index until they end.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: tuple[Release, Index | None] | None = None

    def of(self, release: Release) -> Index | None:
        """Return the index of ``release``; ``None`` where it has none.

        Raises:
            ReleaseError: it is damaged.
        """
        with self._lock:
            if self._loaded is None or self._loaded[0] != release:
                self._loaded = release, load_index(release)
            return self._loaded[1]


def index_of(release: Release) -> Index:
    """Return the index of ``release``.

    Raises:
        werkzeug.exceptions.ServiceUnavailable: it was built without one.
    """
    indexes = cast("Indexes", current_app.extensions[EXTENSION])
    return indexes.of(release) or abort(503)
