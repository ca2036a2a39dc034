"""The file akkoord.toml: defaults, and how what cannot be is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from akkoord.graph.configuration import Configuration, load_configuration
from akkoord.graph.errors import UsageError

WHOLE = """\
base-iri = "https://data.example.org/akkoord/"
licence = "https://creativecommons.org/licenses/by/4.0/"
language = "en"

[publisher]
name = "Example"
homepage = "https://example.org/"
kind = "http://purl.org/adms/publishertype/NonProfitOrganisation"

[contact]
name = "Data desk"
email = "data@example.org"
page = "https://example.org/contact"

[reports]
url = "https://git.example.org/reports.git"
revision = "0123456789abcdef0123456789abcdef01234567"
files = "https://git.example.org/reports/"
"""


def loaded(tmp_path: Path, content: str) -> Configuration:
    path = tmp_path / "akkoord.toml"
    path.write_text(content, "utf-8")
    return load_configuration(path)


def test_without_a_file_every_key_has_its_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_configuration() == Configuration()


def test_the_file_in_the_working_directory_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("akkoord.toml").write_text('language = "en"\n')
    assert load_configuration().language == "en"


def test_every_key_is_taken(tmp_path: Path) -> None:
    configuration = loaded(tmp_path, WHOLE)
    assert configuration.base_iri == "https://data.example.org/akkoord/"
    assert configuration.contact.email == "data@example.org"
    assert configuration.reports.revision.startswith("0123")
    assert configuration.reports.files == "https://git.example.org/reports/"
    assert configuration.publisher.kind.endswith("NonProfitOrganisation")


@pytest.mark.parametrize(
    ("content", "key", "remedy"),
    [
        ('licence = "MIT"', "licence", "licence's IRI"),
        ('licence = "https://example.org/a b"', "licence", "licence's IRI"),
        ('base-iri = "https://example.org/akkoord"', "base-iri", "ends in a slash"),
        ('base-iri = "https://example.org/?x/"', "base-iri", "without query"),
        ('base-iri = "https://example.org/%zz/"', "base-iri", "absolute http or https IRI"),
        ('licence = "https://example.org/%zz"', "licence", "licence's IRI"),
        ('language = "fr"', "language", "nl, en"),
        ("language = 1", "language", "in quotes"),
        ('licens = "x"', "licens", "did you mean licence?"),
        ('[publisher]\nnam = "x"', "publisher.nam", "did you mean name?"),
        ('[publisher]\nname = " "', "publisher.name", "give a name"),
        ('publisher = "x"', "publisher", "[publisher]"),
        ('[contact]\nemail = "nobody"', "contact.email", "mail address"),
        ('[contact]\nemail = "a{b}@example.org"', "contact.email", "mail address"),
        ('[contact]\nemail = "%zz@example.org"', "contact.email", "mail address"),
        ('[reports]\nurl = "https://example.org:x/"', "reports.url", "git repository's"),
        ('[reports]\nurl = "https://me:pw@example.org/"', "reports.url", "without a user name"),
        ('[reports]\nrevision = "main"', "reports.revision", "40 hexadecimal"),
        ('[reports]\nfiles = "https://example.org/x"', "reports.files", "ends in a slash"),
        ("[nonsense]", "nonsense", "unknown key"),
    ],
)
def test_what_cannot_be_is_refused_with_key_and_remedy(
    content: str, key: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path, content)
    assert f"akkoord.toml: {key}: " in str(caught.value)
    assert remedy in str(caught.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path, 'licence = "x"\nlanguage = "y"\n[contact]\nphone = "z"')
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("content", [b"= 1", b"\xff", b'licence = "a"\nlicence = "b"'])
def test_what_is_no_toml_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"x\.toml: no TOML"):
        load_configuration(path)


def test_a_file_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--config"):
        load_configuration(tmp_path / "absent.toml")
