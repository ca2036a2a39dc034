"""rdflib-endpoint as it comes, on a store of oxrdflib: the endpoint that we are measured against.

The union of the named graphs is loaded into the default graph, as in the other servers, so that
the same queries see the same triples.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
from oxrdflib import OxigraphStore
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint

if TYPE_CHECKING:
    from fastapi import FastAPI


def app() -> FastAPI:
    """Return the application, serving the release that BENCH_RELEASE names."""
    release = Path(os.environ["BENCH_RELEASE"])
    store = pyoxigraph.Store()
    store.bulk_load(path=str(release / "regeerakkoord.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    store.bulk_load(path=str(release / "regeerakkoord.nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return SparqlEndpoint(graph=Dataset(store=OxigraphStore(store=store)))
