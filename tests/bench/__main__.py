"""`python -m tests.bench [NAME...] [--tiny]`: run the benchmarks and print their tables."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from . import build, corpus, derived, load, mentions, pages, queries, ready, repeated, search
from .table import machine

BENCHMARKS = {
    "build": build.measure,
    "derived": derived.measure,
    "ready": ready.measure,
    "queries": queries.measure,
    "load": load.measure,
    "repeated": repeated.measure,
    "search": search.measure,
    "pages": pages.measure,
    "mentions": mentions.measure,
}


def main() -> None:
    """Run what is asked for, in a fixed order, and print each table as soon as it is there."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--tiny", action="store_true", help="a few examples, one round: no figures")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    reports = corpus.tiny() if asked.tiny else corpus.published()
    print(machine().markdown(), flush=True)
    with tempfile.TemporaryDirectory(prefix="akkoord-bench-") as work:
        for name, measure in BENCHMARKS.items():
            if not asked.names or name in asked.names:
                for table in measure(reports, Path(work)):
                    print(table.markdown(), flush=True)
    print(f"Load after the run (1, 5, 15 min): {', '.join(f'{x:.2f}' for x in os.getloadavg())}")


if __name__ == "__main__":
    main()
