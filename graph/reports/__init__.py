"""Reports in: files, folders and archives -> parsed reports, and what is wrong with them.

:mod:`.sources` reads, :mod:`.parsing` computes. One report's way: ``document`` parts the text,
``references`` reads what it cites, ``contents`` finds its section, ``body`` its statements. A build
parses in processes of its own, so what that takes is not imported here.
"""

from __future__ import annotations

from ..model import SourceFile
from .contents import Contents
from .sources import read_sources

__all__ = ["Contents", "place", "read_sources"]


def place(source: SourceFile, contents: Contents) -> tuple[str, ...]:
    """Return what the parsing of ``source`` depends on beside its bytes.

    That is its name, after the folders above it from a policy domain's on, however the file was
    handed over; what lies above those folders decides nothing.
    """
    above = source.path.replace("\\", "/").split("/")[:-1]
    return (*contents.from_domain(max(above, source.folders, key=len)), source.name)
