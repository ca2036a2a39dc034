"""The example queries of ``app/examples``: which question each answers, and its text.

Registers name things in Dutch and in English, so an example asks for labels in the language of
whoever reads it, whichever its file has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from akkoord.graph.configuration import LANGUAGES

FOLDER: Final = Path(__file__).parent.parent / "examples"
_HEADER: Final = re.compile(r"^# (title|question) \((nl|en)\): (.+)\n", re.MULTILINE)
_LABELLED: Final = re.compile(r'(\bLANG\(\?\w+\) = )"(?:nl|en)"')


@dataclass(frozen=True, slots=True)
class Example:
    """An example query.

    Attributes:
        name: of its file, which also orders it.
        titles: in a few words, by language.
        questions: what it asks, by language.
        texts: the query by language, with its comments but without these.
    """

    name: str
    titles: dict[str, str]
    questions: dict[str, str]
    texts: dict[str, str]


@cache
def examples() -> tuple[Example, ...]:
    """Return the example queries in order."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.rq")))


def _read(path: Path) -> Example:
    content = path.read_text("utf-8")
    text = _HEADER.sub("", content).strip() + "\n"
    header = {(kind, language): said for kind, language, said in _HEADER.findall(content)}
    return Example(
        path.stem,
        {language: said for (kind, language), said in header.items() if kind == "title"},
        {language: said for (kind, language), said in header.items() if kind == "question"},
        {language: _LABELLED.sub(rf'\1"{language}"', text) for language in LANGUAGES},
    )
