"""Both sides of a reconciliation, made by the tests: a release of ours, and a Themis."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from akkoord.graph import vocabulary as v
from akkoord.graph.iris import Names
from akkoord.graph.reconcile.themis import BRUSSELS
from akkoord.graph.release.layout import open_release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from akkoord.graph.release.layout import Release

NEWS = "http://themis.vlaanderen.be/id/nieuwsbericht/"


def nine(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00:00+00:00")


@pytest.fixture
def release(tmp_path: Path) -> Callable[..., Release]:
    """Return a function that makes a release of decisions, each a day (or start) and a title."""

    def made(*decisions: tuple[str | datetime, str]) -> Release:
        names, lines = Names(v.DEFAULT_BASE), []
        for when, title in decisions:
            start = when if isinstance(when, datetime) else nine(when)
            day = start.astimezone(BRUSSELS).date()
            ours = f"<{names.decision(title, day, start)}>"
            meeting = f"<{names.meeting(start)}>"
            moment = start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            text = ox.Literal(title, language="nl")
            lines += [
                f"{ours} <{v.RDF}type> <{v.RA}Decision> .",
                f"{ours} <{v.DCTERMS}title> {text} .",
                f'{ours} <{v.DCTERMS}date> "{day}"^^<{v.XSD}date> .',
                f"{ours} <{v.RA}meeting> {meeting} .",
                f'{meeting} <{v.BESLUIT}geplandeStart> "{moment}"^^<{v.XSD}dateTime> .',
            ]
        path = tmp_path / "public" / "releases" / "0123456789abcdef"
        path.mkdir(parents=True, exist_ok=True)
        (path / "regeerakkoord.nt").write_text("\n".join(lines) + "\n", "utf-8")
        manifest = {"id": path.name, "base": v.DEFAULT_BASE}
        (path / "release.json").write_text(json.dumps(manifest), "utf-8")
        current = tmp_path / "public" / "current"
        current.unlink(missing_ok=True)
        current.symlink_to(f"releases/{path.name}")
        return open_release(current)

    return made


def themis_turtle(*items: tuple[str, str | datetime, str], alternative: str = "") -> str:
    """Return Turtle shaped like Themis's export: each item a local name, a start, a title."""
    parts = [f"@prefix {p}: <{iri}> ." for p, iri in v.PREFIXES.items()]
    for name, when, title in items:
        start = when if isinstance(when, datetime) else nine(when)
        at = f"{start:%Y%m%d%H%M}"
        root = "http://themis.vlaanderen.be/id"
        parts.append(f"""
<{root}/vergaderactiviteit/{at}> a besluit:Vergaderactiviteit ;
    besluit:geplandeStart "{start.isoformat()}"^^xsd:dateTime ;
    besluitvorming:isGehoudenDoor <{root}/bestuursorgaan/regering> .
<{root}/agenda/{at}> a besluitvorming:Agenda ;
    besluitvorming:isAgendaVoor <{root}/vergaderactiviteit/{at}> ;
    dcterms:hasPart <{root}/agendapunt/{at}-{name}> .
<{root}/agendapunt/{at}-{name}> a besluit:Agendapunt .
<{NEWS}{name}> a dossier:Stuk ;
    dcterms:title {ox.Literal(title)} ;
    dcterms:issued "{start.isoformat()}"^^xsd:dateTime ;
    prov:value "<p>Tekst</p>" ;
    prov:wasDerivedFrom <{root}/agendapunt/{at}-{name}> .""")
        if alternative:
            parts.append(f"<{NEWS}{name}> dcterms:alternative {ox.Literal(alternative)} .")
    return "\n".join(parts)


@pytest.fixture
def turtle() -> Callable[..., str]:
    return themis_turtle


@contextmanager
def serving(store: ox.Store, script: list[tuple[int, dict[str, str], bytes]]) -> Iterator:
    """Serve ``store`` on a free port; the first requests get the answers of ``script`` instead."""
    seen = SimpleNamespace(queries=[], agents=[], busy=0, most=0, url="")
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with lock:
                seen.busy += 1
                seen.most = max(seen.most, seen.busy)
            query = parse_qs(urlsplit(self.path).query)["query"][0]
            seen.queries.append(query)
            seen.agents.append(self.headers["User-Agent"])
            status, headers, body = script.pop(0) if script else (200, {}, None)
            if body is None:
                body = store.query(query).serialize(format=ox.QueryResultsFormat.JSON)
                headers = {**headers, "Content-Type": "application/sparql-results+json"}
            self.send_response(status)
            for header, text in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(header, text)
            self.end_headers()
            with lock:
                seen.busy -= 1
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        seen.url = f"http://127.0.0.1:{server.server_port}/sparql"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def themis() -> Iterator[Callable]:
    """Return a function that serves Turtle as an endpoint until the test ends."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def served(content: str, *script: tuple[int, dict[str, str], bytes | None]):
            store = ox.Store()
            store.load(content.encode(), format=ox.RdfFormat.TURTLE)
            return stack.enter_context(serving(store, list(script)))

        yield served
