"""Some files as one, for the build's cache."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def bundled(files: Mapping[str, bytes]) -> bytes:
    """Return files as one, for the build's cache."""
    head = json.dumps({name: len(content) for name, content in files.items()})
    return b"\n".join((head.encode(), b"".join(files.values())))


def unbundled(bundle: bytes) -> dict[str, bytes]:
    """Return the files that :func:`bundled` made one."""
    head, _, content = bundle.partition(b"\n")
    lengths: dict[str, int] = json.loads(head)
    ends = accumulate(lengths.values())
    return {
        name: content[end - length : end]
        for (name, length), end in zip(lengths.items(), ends, strict=True)
    }
