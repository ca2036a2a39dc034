"""From source files to checked named graphs: what is done for each report, once.

A report that has not changed since the last build is taken from the cache. The others are
parsed, converted and validated in forked processes, which first hand over every graph, so that
the parent can write the release while SHACL is still at work, and then the validation results.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final, Self, TypeAlias

from .convert import convert, report_iri
from .derive import derived_mentions, facts_from_json, facts_of, findings_graph
from .errors import Finding, ReleaseError, Severity, UsageError
from .iris import Names
from .mentions import MentionFinder
from .parallel import forked
from .registers import load_registers
from .release import cache
from .release.catalog import DEFAULTS
from .release.chunk import NamedGraph, chunk_of
from .release.pack import notes_of, packed, unpacked
from .reports import Contents, parse, place
from .results import Result
from .search.documents import Searched
from .search.passages import passages_from_json, passages_of
from .validation import load_shapes, validate_registers, validate_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from .configuration import Imprint
    from .model import SourceFile
    from .registers import Registers
    from .release.chunk import Chunk

REGISTERS: Final = "registers"
DERIVED: Final = "derived"
_BASE: Final = re.compile(r"https?://[^\s<>\"{}|^`\\?#\x00-\x20]+/")


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every report is converted with.

    Attributes:
        names: mints IRIs under the build's base.
        registers: the registers under that base.
        contents: the agreement's contents, for finding a report's section.
        finder: of the agencies of the register.
        cache: folder of entries from earlier builds.
        imprint: who publishes the release, under which licence.
    """

    names: Names
    registers: Registers
    contents: Contents
    finder: MentionFinder
    cache: Path
    imprint: Imprint


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one source file.

    Attributes:
        path: of the source file, as the user named it.
        place: its path in the published layout, which is the same on any machine.
        key: of its cache entry, which holds the graph where there is one.
        graph: IRI of its named graph; empty when it could not be converted.
        findings: what was noticed.
    """

    path: str
    place: str
    key: str
    graph: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The validation results of one converted report or of the registers, by cache key."""

    key: str
    results: tuple[Result, ...]


def workshop(base: str, folder: Path, imprint: Imprint = DEFAULTS) -> Workshop:
    """Load what every report is converted with.

    Args:
        base: IRI under which things are named.
        folder: where entries are kept for later builds.
        imprint: who publishes the release, under which licence.

    Raises:
        UsageError: things cannot be named under the base.
        RegisterError: a register is at fault.
    """
    if not _BASE.fullmatch(base):
        raise UsageError(f"{base!r} is no absolute http or https IRI that ends in a slash")
    registers = load_registers(base)
    agencies = next(each for each in registers.registers if each.name == "agencies")
    finder = MentionFinder(agencies.quads)
    return Workshop(Names(base), registers, Contents(registers.rows), finder, folder, imprint)


Outcome: TypeAlias = Converted | Checked
Progress: TypeAlias = "Callable[[str, int, int], None]"


class Processing:
    """Sources being converted and validated, in processes that run meanwhile.

    A context manager: leaving it ends what is still running.

    Args:
        sources: what to convert; each gives one :class:`Converted`.
        shop: what to convert with.
        jobs: number of processes.
        progress: told how many are converted, and validated.
    """

    def __init__(
        self, sources: Sequence[SourceFile], shop: Workshop, jobs: int, progress: Progress
    ) -> None:
        self._expected = len(sources)
        self._shop = shop
        self._progress = progress
        self._converted: dict[str, Converted] = {}
        self._checked: dict[str, tuple[Result, ...]] = {}
        self._keys: list[str] = []
        known = [outcome for source in sources for outcome in _recalled(source, shop)]
        done = {outcome.path for outcome in known if isinstance(outcome, Converted)}
        unknown = [source for source in sources if source.path not in done]
        if len(unknown) > jobs:
            load_shapes()  # once for all processes, instead of once in each
        self._running = [forked(lambda share: _work(share, shop), unknown, jobs)]
        self._outcomes: Iterator[Outcome] = chain(known, self._running[0])
        registers = shop.registers
        self.check(REGISTERS, b"", lambda: validate_registers(registers))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._running:
            each.close()

    def check(self, name: str, content: bytes, validate: Callable[[], tuple[Result, ...]]) -> None:
        """Have something else validated meanwhile, unless it was before.

        Args:
            name: under which :meth:`checked` has the results.
            content: what the results depend on, beside the base and this program.
            validate: computes the results, in another process.
        """
        key = cache.key(name.encode(), self._shop.names.base.encode(), content)
        self._keys.append(key)
        shop = self._shop
        known = _known_results(key, shop)
        if known is not None:
            self._outcomes = chain(self._outcomes, [Checked(name, known)])
            return
        running = forked(lambda _: [_checked(name, key, shop, validate)], [None], 1)
        self._running.append(running)
        self._outcomes = chain(self._outcomes, running)

    def converted(self) -> tuple[Converted, ...]:
        """Wait until all sources are converted; validation goes on."""
        self._await(lambda: len(self._converted) == self._expected)
        return tuple(self._converted.values())

    def checked(self) -> Mapping[str, tuple[Result, ...]]:
        """Wait until all is validated, and return the results by cache key or name."""
        self._await(lambda: False)
        return self._checked

    def entries(self) -> set[str]:
        """Return the names of the cache entries that the next build can use."""
        keys = [*self._keys, *(each.key for each in self._converted.values())]
        return {name for key in keys for name in (key, results_name(key))}

    def _await(self, done: Callable[[], bool]) -> None:
        while not done():
            outcome = next(self._outcomes, None)
            if outcome is None:
                return
            if isinstance(outcome, Converted):
                self._converted[outcome.path] = outcome
                self._progress("convert", len(self._converted), self._expected)
            else:
                self._checked[outcome.key] = outcome.results
                checks = self._expected + len(self._keys)
                self._progress("validate", len(self._checked), checks)


def recall(converted: Converted, folder: Path) -> tuple[tuple[Chunk, ...], Searched]:
    """Return the chunks of a converted report, and what the rules and the index read of it.

    Raises:
        ReleaseError: the cache was changed while the build ran.
    """
    content = cache.reload(folder, converted.key)
    if content is None:
        raise ReleaseError(f"{folder}: changed while the build ran; run it again")
    chunks, notes = unpacked(content)
    facts, passages = facts_from_json(notes["facts"]), passages_from_json(notes["passages"])
    return chunks, Searched(facts, passages)


def results_name(key: str) -> str:
    """Return the name under which the validation results of the entry ``key`` are kept."""
    return f"{key}.results"


def _work(share: Sequence[SourceFile], shop: Workshop) -> Iterator[Outcome]:
    waiting = []
    for source in share:
        converted, graphs = _convert(source, shop)
        yield converted
        if graphs:
            waiting.append((converted.key, graphs))
    for key, graphs in waiting:
        yield _checked(key, key, shop, partial(validate_report, graphs, shop.registers))


def _convert(source: SourceFile, shop: Workshop) -> tuple[Converted, tuple[NamedGraph, ...]]:
    """Convert one source, and keep what became of it; no graphs where it has an error."""
    key = _key(source, shop)
    report, findings = parse(source, shop.contents)
    if report is None:
        where = "/".join(place(source, shop.contents))
        return Converted(source.path, where, key, "", findings), ()
    iri = report_iri(report, shop.names)
    sections = shop.registers.section_themes
    graph = NamedGraph(iri, convert(report, shop.names, sections))
    mentions = derived_mentions(report, iri, shop.names, shop.finder)
    noticed = findings_graph(report, iri, findings, shop.names)
    chunks = (
        chunk_of(graph, shop.names.base, lambda subject: subject.startswith(iri)),
        chunk_of(mentions, shop.names.base, lambda _: True),
        chunk_of(noticed, shop.names.base, lambda _: True),
    )
    notes = {
        "findings": [asdict(replace(finding, path="")) for finding in findings],
        "facts": asdict(facts_of(report, shop.names, sections, shop.finder)),
        "passages": asdict(passages_of(report, shop.names, shop.finder)),
        "place": report.published,
    }
    cache.store(shop.cache, key, packed(chunks, notes))
    return Converted(source.path, report.published, key, iri, findings), (graph, mentions, noticed)


def _key(source: SourceFile, shop: Workshop) -> str:
    where = "/".join(place(source, shop.contents))
    return cache.key(source.content, where.encode(), shop.names.base.encode())


def _recalled(source: SourceFile, shop: Workshop) -> tuple[Outcome, ...]:
    """Return what an earlier build kept of ``source``; nothing where that cannot be read."""
    key = _key(source, shop)
    content = cache.load(shop.cache, key)
    known = _known_results(key, shop)
    if content is None or known is None:
        return ()
    try:
        graph, notes = notes_of(content)
        findings = tuple(
            Finding(**{**finding, "path": source.path, "severity": Severity(finding["severity"])})
            for finding in notes["findings"]
        )
        converted = Converted(source.path, notes["place"], key, graph, findings)
    except (KeyError, TypeError, ValueError):
        return ()
    return converted, Checked(key, known)


def _checked(
    name: str, key: str, shop: Workshop, validate: Callable[[], tuple[Result, ...]]
) -> Checked:
    known = _known_results(key, shop)
    if known is None:
        known = validate()
        entry = json.dumps([asdict(result) for result in known], ensure_ascii=False)
        cache.store(shop.cache, results_name(key), entry.encode())
    return Checked(name, known)


def _known_results(key: str, shop: Workshop) -> tuple[Result, ...] | None:
    content = cache.load(shop.cache, results_name(key))
    try:
        return None if content is None else tuple(Result(**each) for each in json.loads(content))
    except (TypeError, ValueError):
        return None
