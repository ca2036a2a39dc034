"""What is noted of a report beside its graphs, for those who read all reports at once.

Each kind of note is a cache entry of its own, in JSON, and known by its SHA-256: who reads one
kind only need not read the others, nor anything where the digest is that of the last build.
"""

from __future__ import annotations

import json
from dataclasses import fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from .converted import FACTS, PASSAGES, ROWS, Digests, note_name
from .derive.facts import facts_from_json, facts_of
from .release import cache
from .release.cache import LostError
from .search.passages import passages_from_json, passages_of
from .tables.rows import Share, share_of

if TYPE_CHECKING:
    from pathlib import Path

    from .derive.facts import Facts
    from .model import Report
    from .search.passages import Passages
    from .workshop import Workshop


def note(report: Report, key: str, shop: Workshop) -> Digests:
    """Note what there is of ``report`` in the cache, under names that ``key`` begins."""
    noted = {
        FACTS: facts_of(report, shop.names, shop.finder),
        PASSAGES: passages_of(report, shop.names, shop.finder),
        ROWS: share_of(report, shop.names),
    }
    digests = {}
    for kind, what in noted.items():
        content = json.dumps(what, default=_fields, ensure_ascii=False).encode()
        cache.store(shop.cache, note_name(key, kind), content)
        digests[kind] = sha256(content).hexdigest()
    return Digests(**digests)


def _fields(noted: Facts | Passages) -> dict[str, object]:
    """Return what JSON has of a note that is no list; all in it is text, number or tuple."""
    return {each.name: getattr(noted, each.name) for each in fields(noted)}


def recall_facts(key: str, folder: Path) -> Facts:
    """Return what the rules read of a report that was converted.

    Raises:
        LostError: it is not there any more, or damaged.
    """
    return facts_from_json(_recalled(key, FACTS, folder))


def recall_passages(key: str, folder: Path) -> Passages:
    """Return what is searched in a report that was converted.

    Raises:
        LostError: it is not there any more, or damaged.
    """
    return passages_from_json(_recalled(key, PASSAGES, folder))


def recall_rows(key: str, folder: Path) -> Share:
    """Return what a report that was converted gives to the tables.

    Raises:
        LostError: it is not there any more, or damaged.
    """
    return Share(*_recalled(key, ROWS, folder))


def _recalled(key: str, kind: str, folder: Path) -> Any:
    content = cache.load(folder, note_name(key, kind))
    if content is None:
        raise LostError(note_name(key, kind))
    return json.loads(content)
