"""Build without what is derived: `python -m tests.bench.plain_build REPORTS OUT`.

The rules are replaced by ones that conclude nothing, wherever they are called from; what is left
is the spine: reports, registers, their validation, and the files.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from akkoord.graph import BuildOptions, build
from akkoord.graph.release.chunk import NamedGraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOTHING = NamedGraph("https://example.org/nothing", ())
RULES: dict[str, Callable[..., object]] = {
    "derived_mentions": lambda *_: NOTHING,
    "findings_graph": lambda *_: NOTHING,
    "derived": lambda *_: (),
    "agencies_named": lambda *_: (),
}


def patches() -> Iterator[Any]:
    """Yield a patch for each place where a rule is called from."""
    modules = [m for name, m in sys.modules.items() if name.startswith("akkoord.graph")]
    for module in modules:
        for name, nothing in RULES.items():
            if hasattr(module, name):
                yield patch.object(module, name, nothing)


def main() -> None:
    """Build the reports named first into the folder named second."""
    reports, out = map(Path, sys.argv[1:])
    for each in patches():
        each.start()
    build([reports], BuildOptions(out=out))


if __name__ == "__main__":
    main()
