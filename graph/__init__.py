"""Reports in, a validated graph out: everything up to a release on disk.

Data flows one way: source files -> parsed reports -> quads -> SHACL -> release.
Nothing here knows of HTTP; ``akkoord.app`` builds on this package, never the reverse.

The verbs of the command line are functions of this package: :func:`build`, :func:`validate`,
:func:`validate_release`, :func:`query`, :func:`dump`, :func:`diff`, :func:`fetch` and
:func:`publish`. Each is imported from its module when it is first named, so that importing the
package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .building import BuildOptions, build
    from .difference import Difference, diff, in_words, rdf_patch, sparql_update
    from .errors import AkkoordError, Finding
    from .evaluation import Answer, query
    from .extraction import dump
    from .graph_store import publish
    from .making import Built
    from .published import fetch
    from .release.history import named_release
    from .release.layout import (
        Release,
        current_release,
        open_release,
    )
    from .results import Result
    from .validity import Validated, validate, validate_release

__all__ = [
    "AkkoordError",
    "Answer",
    "BuildOptions",
    "Built",
    "Difference",
    "Finding",
    "Release",
    "Result",
    "Validated",
    "build",
    "current_release",
    "diff",
    "dump",
    "fetch",
    "in_words",
    "named_release",
    "open_release",
    "publish",
    "query",
    "rdf_patch",
    "sparql_update",
    "validate",
    "validate_release",
]

# No module may bear the name of a verb: importing it would hide the function.
_MODULES: Final = {
    "AkkoordError": "errors",
    "Answer": "evaluation",
    "BuildOptions": "building",
    "Built": "making",
    "Difference": "difference",
    "Finding": "errors",
    "Release": "release.layout",
    "Result": "results",
    "Validated": "validity",
    "build": "building",
    "current_release": "release.layout",
    "diff": "difference",
    "dump": "extraction",
    "fetch": "published",
    "in_words": "difference",
    "named_release": "release.history",
    "open_release": "release.layout",
    "publish": "graph_store",
    "query": "evaluation",
    "rdf_patch": "difference",
    "sparql_update": "difference",
    "validate": "validity",
    "validate_release": "validity",
}


def __getattr__(name: str) -> Any:
    """Import what is named (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_MODULES[name]}", __name__), name)


def __dir__() -> list[str]:
    """Return the names of the public interface."""
    return __all__
