"""Tries a long query where a crash costs nothing: in a process of its own.

Oxigraph parses, plans and evaluates recursively. Thousands of operators or clauses in a row, which
no limit on brackets sees, overflow the stack and take the process along. They need some eight
thousand characters for that (measured over the forms of the grammar, with a stack of 8 MiB); a
query half as long is evaluated as it is.

Run as a program, this file reads a query as JSON from its standard input and evaluates it on
nothing, with half of the stack, so that a query that passes has room enough afterwards.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

LONG: Final = 4000
"""Characters from which on a query is tried."""


def survives(query: str, prefixes: Mapping[str, str]) -> bool:
    """Return whether ``query`` can be evaluated without overflowing the stack.

    Args:
        query: the text, which need not be valid.
        prefixes: those that need no declaration.
    """
    if len(query) < LONG:
        return True
    told = json.dumps({"query": query, "prefixes": dict(prefixes)})
    command = [sys.executable, "-I", __file__]
    done = subprocess.run(  # noqa: S603 - this very file
        command, input=told.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        check=False,
    )  # fmt: skip
    return done.returncode == 0


def _try(query: str, prefixes: dict[str, str]) -> None:
    with contextlib.suppress(SyntaxError, OSError, RuntimeError, ValueError):
        found = ox.Store().query(query, prefixes=prefixes)
        if not isinstance(found, ox.QueryBoolean):
            for _ in found:
                pass


def _halve_the_stack() -> None:
    import resource  # noqa: PLC0415 - not everywhere

    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    size = 8 * 1024 * 1024 if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_STACK, (size // 2, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    with contextlib.suppress(ImportError):
        _halve_the_stack()
    _try(**json.load(sys.stdin))
