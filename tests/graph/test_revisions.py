"""Of which revision of a repository the reports of a release are."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256

import pyoxigraph
import pytest

from akkoord.graph import BuildOptions, build
from akkoord.graph import vocabulary as v
from akkoord.graph.building import EXAMPLES
from akkoord.graph.errors import SourceError
from akkoord.graph.iris import Names
from akkoord.graph.reports import read_sources
from akkoord.graph.revisions import MANIFEST, Revision, revision_graph, revisions_of

COMMIT = "0123456789abcdef0123456789abcdef01234567"
URL = "https://git.example.org/reports.git"
REVISION = Revision(URL, COMMIT)
NAMES = Names(v.DEFAULT_BASE)
REPORT = NAMES.report("Brussel", "5.4")
NODE = f"{v.DEFAULT_BASE}id/revision/{COMMIT}"


@pytest.fixture
def fetched(tmp_path):
    """Return a folder of two reports as they were fetched."""
    folder = tmp_path / "reports"
    for file in sorted(EXAMPLES.rglob("*.md"))[:2]:
        there = folder / file.relative_to(EXAMPLES)
        there.parent.mkdir(parents=True)
        shutil.copy(file, there)
    note(folder)
    return folder


def note(folder, **told):
    files = [
        {
            "path": path.relative_to(folder).as_posix(),
            "sha256": sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*.md"))
    ]
    content = {"url": URL, "commit": COMMIT, "files": files, **told}
    (folder / MANIFEST).write_text(json.dumps(content), "utf-8")


def revisions(*paths):
    sources, _ = read_sources(paths)
    return revisions_of(paths, sources)


def said(graph, subject, predicate):
    return [
        q.object.value
        for q in graph.quads
        if (q.subject.value, q.predicate.value) == (subject, predicate)
    ]


def test_a_report_as_it_was_fetched_is_of_that_revision(fetched):
    assert revisions(fetched) == {str(path): REVISION for path in fetched.rglob("*.md")}


def test_a_folder_within_what_was_fetched_is_of_that_revision_too(fetched):
    inner = next(each for each in fetched.iterdir() if each.is_dir())
    assert set(revisions(inner).values()) == {REVISION}


def test_a_report_that_was_changed_or_added_since_has_no_revision(fetched):
    first, second = sorted(fetched.rglob("*.md"))
    first.write_text(first.read_text("utf-8") + "\n", "utf-8")
    shutil.copy(second, fetched / "Anders.md")
    assert revisions(fetched) == {str(second): REVISION}


def test_reports_that_were_not_fetched_have_no_revision(fetched):
    (fetched / MANIFEST).unlink()
    assert revisions(fetched) == {}


@pytest.mark.parametrize("content", ["", "[]", '{"url": "x"}', '{"files": 3}'])
def test_a_note_that_cannot_be_read_is_told_with_the_remedy(content, fetched):
    (fetched / MANIFEST).write_text(content, "utf-8")
    with pytest.raises(SourceError, match=r"fetched\.json: does not tell .+ run “akkoord fetch”"):
        revisions(fetched)


def test_a_commit_that_is_none_is_told(fetched):
    note(fetched, commit="main> <x")
    with pytest.raises(SourceError, match="'main> <x' is no commit"):
        revisions(fetched)


@pytest.mark.parametrize(
    "url",
    ["file:///home/somebody/reports", "file://localhost/reports", "https://x/%zz", "ftp://x/y"],
)
def test_an_address_that_is_none_on_the_web_is_not_published(fetched, url):
    note(fetched, url=url)
    assert set(revisions(fetched).values()) == {Revision("", COMMIT)}


def test_the_file_of_a_report_derives_from_the_revision():
    graph = revision_graph({REPORT: REVISION}, NAMES)
    assert graph.iri == f"{v.DEFAULT_BASE}id/graph/revisions"
    assert said(graph, f"{REPORT}/source", v.PROV + "wasDerivedFrom") == [NODE]
    assert said(graph, NODE, v.DCTERMS + "identifier") == [COMMIT]
    assert said(graph, NODE, v.DCTERMS + "source") == [URL]
    assert said(graph, NODE, v.RDF + "type") == [v.PROV + "Entity"]
    assert len(said(graph, NODE, v.RDFS + "label")) == 2


def test_nothing_is_said_of_no_revision():
    assert revision_graph({}, NAMES).quads == ()
    assert not said(
        revision_graph({REPORT: Revision("", COMMIT)}, NAMES), NODE, v.DCTERMS + "source"
    )


def test_a_release_tells_the_revision_of_its_reports(fetched, tmp_path):
    built = build([fetched], BuildOptions(out=tmp_path / "public"))
    store = pyoxigraph.Store()
    store.bulk_load(
        path=built.release.path / "regeerakkoord.nq", format=pyoxigraph.RdfFormat.N_QUADS
    )
    graph = pyoxigraph.NamedNode(f"{v.DEFAULT_BASE}id/graph/revisions")
    derived = pyoxigraph.NamedNode(v.PROV + "wasDerivedFrom")
    found = {
        q.subject.value: q.object.value for q in store.quads_for_pattern(None, derived, None, graph)
    }
    assert found == {f"{report}/source": NODE for report in built.reports}
