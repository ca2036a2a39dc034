"""One report's text to a :class:`Report`, and what was noticed on the way: pure functions."""

from __future__ import annotations

import hashlib

from ..errors import Finding
from ..iris import normalised_title, slug
from ..model import Report, SourceFile
from . import document, place
from .body import read_statements
from .citations import Known
from .contents import Contents
from .findings import FindingLog
from .markdown import inline_text
from .pointers import check_pointers
from .references import read_references


def parse(source: SourceFile, contents: Contents) -> tuple[Report | None, tuple[Finding, ...]]:
    """Parse one report.

    Never raises, whatever the bytes.

    Args:
        source: the file.
        contents: of the agreement, among which the report's section is sought.

    Returns:
        The report, or ``None`` where a finding is an error; and the findings, by line.
    """
    log = FindingLog(source.path)
    report = _parse(source, contents, log)
    return (None if log.failed else report), log.findings()


def _parse(source: SourceFile, contents: Contents, log: FindingLog) -> Report | None:
    text = document.decode(source.content, log)
    if text is None:
        return None
    lines = document.LineMap(text)
    parts = document.split(text, lines, log)
    if parts is None:
        return None
    references = read_references(parts.references, log)
    folders = place(source, contents)[:-1]
    decisions = "\n".join(reference.title or "" for reference in references)
    found = contents.find(folders, parts, decisions, log)
    known = Known.of(reference.number for reference in references)
    statements = read_statements(text, parts.body, lines, known, log)
    if not statements and not log.failed:
        message = "nothing stands between the section and the references"
        log.error(parts.references.line, "body-empty", message, "write the report, or leave it out")
    if found is None:
        return None
    domain, section = found
    check_pointers(statements, domain, contents, log)
    digest = hashlib.sha256(source.content).hexdigest()
    title = normalised_title(inline_text(parts.title))
    published = _published(folders, domain, source.name)
    return Report(source.path, published, digest, title, domain, section, statements, references)


def _published(folders: tuple[str, ...], domain: str, name: str) -> str:
    own = [index for index, folder in enumerate(folders) if slug(folder) == slug(domain)]
    return "/".join((*(folders[own[-1] :] if own else ()), name))
