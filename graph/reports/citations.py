r"""Citation markers and pointers to the agreement in visible text.

A marker cites references of the report: ``[0]``, ``[0-5]``, ``[Beslissingen 1, 5, 7]``; escaped
or not makes no difference to a reader, so markers are sought in the text as shown. Two markers
joined by a hyphen or by "tot en met" cite all that lies between them. A bracket that names the
agreement or a dotted number, ``[Regeerakkoord: 4.3.2]`` or ``[5.1]``, is a pointer and stays
in the text; so do years, ``[2019-2024]``, and what else numbers may be: ``[7/7]``, ``[10 000]``,
``[01/02/2021]``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .findings import FindingLog, excerpt

MAX_MISSING: Final = 200
"""Numbers missing from the references that one range may list one by one."""

_UNSEEN = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# Where code shows it, the backslash before a bracket is part of the marker.
_BRACKET = re.compile(r"\\?\[([^\[\]]{1,2000})\]")
_YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:\W+(?:(?:en|of|tot) )?(?:19|20)[0-9]{2})*")
_DIGITS = re.compile(r"[0-9]+")
_NUMBER = r"(?:0?[0-9]|[1-9][0-9]++)(?![0-9])"
_TO = r"(?:[-–—]|\btot en met\b|\bt\.?e\.?m\.?|\bt/m\b|\btot\b)"
_CITES = (
    r"(?:(?:zie|cf|beslissing(?:en)?|besluit(?:en)?|beslissingsnummers?|referenties?|refs?"
    r"|bron(?:nen)?|document(?:en)?|verwijzing(?:en)?|citaties?|citaat|citaten|nummers?|nrs?"
    r"|index|id|decisions?|references?|sources?)(?![^\W\d_])\.? ?:? ?#?|#)"
)
_PART = rf"{_CITES}{{0,3}}{_NUMBER}(?: ?{_TO} ?{_NUMBER})?"
_AND = r"(?: ?[,;&+] ?(?:en\b|of\b|&)? ?| en | of )"
_AND_SO_ON = r"(?: ?,? ?(?:\.\.\.|…|enz\.?|etc\.?|e\.a\.|e\.v\.)| ?[.,;])?"
_LIST = re.compile(rf"{_PART}(?:{_AND}{_PART})*+{_AND_SO_ON}", re.IGNORECASE)
_RANGE = re.compile(rf"({_NUMBER})(?: ?{_TO} ?({_NUMBER}))?", re.IGNORECASE)
_JOINT = re.compile(r"\s*+(?:[-–—]|tot\s+en\s+met\b|t/m\b|tot\b)\s*+", re.IGNORECASE)
_AGREEMENT = re.compile(r"regeer\s?akkoord|regeringsakkoord", re.IGNORECASE)
_DOTTED_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,3}){1,9}"
_DOTTED = re.compile(
    r"(?:(?:ra|akkoord|secties?|punt(?:en)?|hoofdstuk|paragraaf|deel|§):? ?){0,2}"
    rf"{_DOTTED_NUMBER}(?:{_AND}{_DOTTED_NUMBER})*\.?",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\b(?:pp?|blz|pag|pagina)\b\.? ?[0-9]+(?: ?[-–] ?[0-9]+)?", re.IGNORECASE)
_SECTION = re.compile(r"(?<![0-9.\-])[0-9]{1,3}(?:\.[0-9]{1,3}){0,9}(?![0-9\-]|\.[0-9])")


@dataclass(frozen=True, slots=True)
class Span:
    """One range of cited numbers; ``first == last`` for a single one."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Marker:
    """A citation marker in visible text.

    Attributes:
        start: index of its opening bracket.
        end: index after its closing bracket.
        spans: what it cites, in order.
        tied: whether a joint ties it to the marker before, with whose last number it begins.
    """

    start: int
    end: int
    spans: tuple[Span, ...]
    tied: bool = False


@dataclass(frozen=True, slots=True)
class Pointer:
    """A pointer to the agreement.

    Attributes:
        start: index of its opening bracket.
        sections: the section numbers that it names; an empty string for the whole agreement.
    """

    start: int
    sections: tuple[str, ...]


def find(text: str) -> tuple[list[Marker], list[Pointer]]:
    """Return the markers and the pointers of a block's visible text, in order."""
    markers: list[Marker] = []
    pointers: list[Pointer] = []
    if "[" not in text:
        return markers, pointers
    for match in _BRACKET.finditer(text):
        number = match.group(1)
        if len(number) <= 2 and number.isascii() and number.isdecimal():  # noqa: PLR2004
            markers.append(Marker(match.start(), match.end(), (Span(int(number), int(number)),)))
            continue
        inside = " ".join(number.rstrip("\\").translate(_UNSEEN).split())
        if _YEARS.fullmatch(inside):
            continue
        if _AGREEMENT.search(inside):
            sections = _SECTION.findall(_PAGE.sub("", inside))
            pointers.append(Pointer(match.start(), tuple(sections) or ("",)))
        elif _DOTTED.fullmatch(inside):
            pointers.append(Pointer(match.start(), tuple(_SECTION.findall(inside))))
        elif _DIGITS.search(inside) and _LIST.fullmatch(inside):
            markers.append(Marker(match.start(), match.end(), _spans(inside)))
    return _joined(text, markers), pointers


def _spans(inside: str) -> tuple[Span, ...]:
    return tuple(
        Span(int(match[1]), int(match[2] or match[1])) for match in _RANGE.finditer(inside)
    )


def _joined(text: str, markers: list[Marker]) -> list[Marker]:
    """Let a marker that a joint ties to the one before it cite all from there on."""
    result = markers[:1]
    for marker in markers[1:]:
        before = result[-1]
        gap = marker.start - before.end
        if 0 < gap <= 40 and _JOINT.fullmatch(text, before.end, marker.start):  # noqa: PLR2004
            first, last = before.spans[-1].last, marker.spans[0].first
            spans = (Span(first, last), *marker.spans[1:])
            result.append(Marker(marker.start, marker.end, spans, tied=True))
        else:
            result.append(marker)
    return result


@dataclass(frozen=True, slots=True)
class Known:
    """The reference numbers of one report, sorted."""

    numbers: Sequence[int]

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Known:
        """Return the numbers sorted, each once."""
        return cls(sorted(set(numbers)))

    def holds(self, number: int) -> bool:
        """Whether a reference has ``number``."""
        place = bisect_left(self.numbers, number)
        return place < len(self.numbers) and self.numbers[place] == number

    def between(self, span: Span) -> Sequence[int]:
        """Return the known numbers of ``span``, in ascending order."""
        return self.numbers[
            bisect_left(self.numbers, span.first) : bisect_right(self.numbers, span.last)
        ]


def resolve(
    markers: Iterable[Marker], known: Known, line: int, log: FindingLog
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the cited numbers that the references hold, and those that they do not.

    Each in order of first appearance. A range is expanded as far as the references go; where
    more than :data:`MAX_MISSING` of its numbers are unknown, its end points stand for them.
    """
    cited: dict[int, None] = {}
    unknown: dict[int, None] = {}
    for marker in markers:
        for span in marker.spans:
            if span.first == span.last:
                (cited if known.holds(span.first) else unknown)[span.first] = None
                continue
            if span.first > span.last:
                _reversed(span, line, log)
            cited.update(dict.fromkeys(number for number in _ends_first(span, known)))
            unknown.update(dict.fromkeys(_missing(span, known)))
    _report(tuple(unknown), known, line, log)
    return tuple(cited), tuple(unknown)


def held(marker: Marker, known: Known) -> tuple[int, ...]:
    """Return the known numbers that ``marker`` adds to those before it, in its own order."""
    found = [number for span in marker.spans for number in _ends_first(span, known)]
    begun = marker.tied and found[:1] == [marker.spans[0].first]
    return tuple(found[1:] if begun else found)


def _ends_first(span: Span, known: Known) -> Iterable[int]:
    if span.first > span.last:
        return [number for number in (span.first, span.last) if known.holds(number)]
    return known.between(span)


def _missing(span: Span, known: Known) -> Iterable[int]:
    ends = [number for number in (span.first, span.last) if not known.holds(number)]
    if span.first > span.last:
        return ends
    found = known.between(span)
    if span.last - span.first + 1 - len(found) > MAX_MISSING:
        return ends
    return sorted(set(range(span.first, span.last + 1)).difference(found))


def _reversed(span: Span, line: int, log: FindingLog) -> None:
    ends = f"{excerpt(str(span.first))}-{excerpt(str(span.last))}"
    message = f"a range of citations that runs backwards: {ends}"
    remedy = "put the smaller number first; only the two ends were taken"
    dutch = f"een reeks aanhalingen die achteruit loopt: {ends}"
    log.warning(line, "reversed-range", message, remedy, dutch)


def _report(unknown: tuple[int, ...], known: Known, line: int, log: FindingLog) -> None:
    if not unknown:
        return
    shown = ", ".join(excerpt(str(number)) for number in unknown[:10])
    shown += ", …" if len(unknown) > 10 else ""  # noqa: PLR2004
    ends = (known.numbers[0], known.numbers[-1]) if known.numbers else None
    held = "{} to {}".format(*ends) if ends else "none at all"
    holds = "zijn {} tot {}".format(*ends) if ends else "ontbreken"
    message = f"citation of {shown}, but the report's references are {held}"
    remedy = "correct the number, or add the reference"
    dutch = f"aanhaling van {shown}, maar de referenties van het rapport {holds}"
    log.warning(line, "citation-beyond-references", message, remedy, dutch)
