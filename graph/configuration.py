"""What differs between one publisher and another: the file ``akkoord.toml``.

Every key has a default, so there need be no file. What stands there is checked as a whole before
anything is done, and what is wrong is told with its key and the remedy. What concerns a release
is written into it by the build, so that whoever serves it need not be told again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, TypeVar, get_type_hints

from .errors import UsageError
from .git_address import COMMIT, is_repository, without_user
from .iri_check import BASE_REMEDY, is_base, is_iri, is_mail_address
from .vocabulary import DEFAULT_BASE

FILE: Final = "akkoord.toml"
LANGUAGES: Final = ("nl", "en")
DEFAULT_LICENCE: Final = "https://spdx.org/licenses/MIT"

Section = TypeVar("Section")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the dataset.

    Attributes:
        name: as portals show it.
        homepage: IRI; the base where it is empty.
        kind: IRI of the kind of publisher in a list such as ADMS's; empty where none describes it.
    """

    name: str = "akkoord"
    homepage: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom users of the dataset can ask.

    Attributes:
        name: as portals show it.
        email: address without ``mailto:``; may be empty.
        page: IRI of a page that tells how; the base where it and the address are empty.
    """

    name: str = "akkoord"
    email: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class PublishedReports:
    """Where the reports are published.

    Attributes:
        url: of their git repository; there is no default.
        revision: full name of the commit to take; the newest one where it is empty.
        files: address under which the files can be read, ending in a slash, for pages to link
            to; empty where there is none.
    """

    url: str = ""
    revision: str = ""
    files: str = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a release says of its publication.

    Attributes:
        licence: IRI of the licence of the dataset.
        publisher: of the dataset.
        contact: for its users.
    """

    licence: str = DEFAULT_LICENCE
    publisher: Publisher = Publisher()
    contact: Contact = Contact()


DEFAULTS: Final = Imprint()


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that can be configured, as the file has it.

    Attributes:
        base_iri: under which things are named; ends in a slash.
        licence: as in :class:`Imprint`.
        language: of pages, for readers whose browser asks for neither Dutch nor English.
        publisher: as in :class:`Imprint`.
        contact: likewise.
        reports: where they are published.
    """

    base_iri: str = DEFAULT_BASE
    licence: str = DEFAULT_LICENCE
    language: str = "nl"
    publisher: Publisher = Publisher()
    contact: Contact = Contact()
    reports: PublishedReports = PublishedReports()

    @property
    def imprint(self) -> Imprint:
        """What a release takes over from this."""
        return Imprint(self.licence, self.publisher, self.contact)


Check = tuple[Callable[[str], object], str]

_CHECKS: Final[dict[str, Check]] = {
    "base-iri": (is_base, BASE_REMEDY),
    "licence": (
        is_iri,
        "give the licence's IRI, such as https://creativecommons.org/licenses/by/4.0/",
    ),
    "language": (LANGUAGES.__contains__, f"give one of {', '.join(LANGUAGES)}"),
    "publisher.name": (str.strip, "give a name"),
    "publisher.homepage": (is_iri, "give an absolute IRI, such as https://example.org/"),
    "publisher.kind": (
        is_iri,
        "give the IRI of a kind of publisher, such as "
        "http://purl.org/adms/publishertype/NonProfitOrganisation",
    ),
    "contact.name": (str.strip, "give a name"),
    "contact.email": (is_mail_address, "give a mail address, such as data@example.org"),
    "contact.page": (is_iri, "give an absolute IRI, such as https://example.org/contact"),
    "reports.url": (
        is_repository,
        "give a git repository's https, http, git or file URL, without a user name",
    ),
    "reports.files": (
        lambda value: is_iri(value) and value.endswith("/"),
        "give an absolute IRI that ends in a slash, such as https://example.org/reports/",
    ),
    "reports.revision": (COMMIT.fullmatch, "give a commit's full name, 40 hexadecimal digits"),
}


def load_configuration(path: Path | None = None) -> Configuration:
    """Return the configuration in a file.

    Args:
        path: the file; ``akkoord.toml`` in the working directory, if it is there, by default.

    Raises:
        UsageError: the file cannot be read, is no TOML, or says what cannot be; all of it is told.
    """
    chosen = path or Path(FILE)
    if path is None and not chosen.is_file():
        return Configuration()
    import tomllib  # noqa: PLC0415 - most calls have no file

    try:
        content = tomllib.loads(chosen.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{chosen}: cannot be read ({error.strerror}); check --config") from error
    except ValueError as error:  # tomllib's own error and that of the encoding
        raise UsageError(f"{chosen}: no TOML: {error}; mend it, see https://toml.io") from error
    wrong: list[str] = []
    configuration = _section(Configuration, content, "", wrong)
    if wrong:
        raise UsageError("\n".join(f"{chosen}: {each}" for each in wrong))
    return configuration


def _section(kind: type[Section], content: dict[str, Any], above: str, wrong: list[str]) -> Section:
    """Return a section, and note in ``wrong`` what is not as it should be."""
    kinds = get_type_hints(kind)
    known = {field.name.replace("_", "-"): field.name for field in fields(kind)}  # type: ignore[arg-type]
    values = {}
    for key, value in content.items():
        if key not in known:
            wrong.append(f"{above}{key}: unknown key; {_suggestion(key, tuple(known))}")
            continue
        expected = kinds[known[key]]
        if expected is not str:
            if isinstance(value, dict):
                values[known[key]] = _section(expected, value, f"{above}{key}.", wrong)
            else:
                wrong.append(f"{above}{key}: is a section; write [{above}{key}] and its keys below")
        elif complaint := _complaint(f"{above}{key}", value):
            wrong.append(complaint)
        else:
            values[known[key]] = value
    return kind(**values)


def _complaint(key: str, value: object) -> str:
    check, remedy = _CHECKS[key]
    if not isinstance(value, str):
        return f"{key}: {value!r} is no text; {remedy}, in quotes"
    return "" if check(value) else f"{key}: {without_user(value)!r} cannot be; {remedy}"


def _suggestion(key: str, known: tuple[str, ...]) -> str:
    import difflib  # noqa: PLC0415 - where something is wrong

    near = difflib.get_close_matches(key, known, 1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
