"""Fetching from git repositories, honest and hostile, over every way that works on one machine."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from akkoord.graph import fetch
from akkoord.graph.errors import RemoteError, SourceError, UsageError
from akkoord.graph.published import repository
from akkoord.graph.reports.limits import MAX_REPORT_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("Brussel/Een titel.md", "Dierenwelzijn.md", "Welzijn/Werf 1_ Één/Adoptie.md")


def quietly(_stage: str, _done: int, _total: int) -> None:
    """Show nothing."""


def git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    settings = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    done = subprocess.run(
        ["git", *settings, "-C", folder, *arguments], input=given, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """Make a repository of three reports, with a second commit that changes two of them."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    for name in (*NAMES, "README.md", "Brussel/plot.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"# {name}\n", "utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    (folder / NAMES[0]).write_text("# changed\n", "utf-8")
    (folder / NAMES[1]).unlink()
    git(folder, "commit", "-qam", "second")
    return folder


def first(origin: Path) -> str:
    return git(origin, "rev-parse", "HEAD~1")


def url(origin: Path) -> str:
    return origin.as_uri()


def test_the_reports_of_the_pinned_commit_are_fetched(origin: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    fetched = fetch(url(origin), first(origin), out, quietly)
    assert [each.path for each in fetched.files] == list(NAMES)
    for name in NAMES:
        assert (out / name).read_text("utf-8") == f"# {name}\n"
    assert not (out / "README.md").exists()
    assert not (out / "Brussel/plot.png").exists()


def test_without_a_revision_the_newest_commit_is_fetched_and_told(
    origin: Path, tmp_path: Path
) -> None:
    fetched = fetch(url(origin), None, tmp_path / "reports", quietly)
    assert fetched.commit == git(origin, "rev-parse", "HEAD")
    assert [each.path for each in fetched.files] == [NAMES[0], NAMES[2]]


def test_the_sums_are_those_that_sha256sum_checks(origin: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    fetched = fetch(url(origin), first(origin), out, quietly)
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=out, check=True)
    told = json.loads((out / "fetched.json").read_text("utf-8"))
    assert (told["url"], told["commit"]) == (url(origin), first(origin))
    for each, kept in zip(told["files"], fetched.files, strict=True):
        content = (out / each["path"]).read_bytes()
        assert each["sha256"] == kept.sha256 == hashlib.sha256(content).hexdigest()


def test_a_second_run_needs_no_network_and_writes_nothing(origin: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    commit = first(origin)
    fetch(url(origin), commit, out, quietly)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.md")}
    address = url(origin)
    origin.rename(tmp_path / "gone")
    fetch(address, commit, out, quietly)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.md")} == before


def test_a_file_that_was_lost_is_written_again(origin: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    fetch(url(origin), first(origin), out, quietly)
    (out / NAMES[1]).unlink()
    assert fetch(url(origin), first(origin), out, quietly).edited == ()
    assert [(out / name).read_text("utf-8") for name in NAMES] == [f"# {name}\n" for name in NAMES]


def test_a_file_that_somebody_changed_is_left_as_it_is_and_told(
    origin: Path, tmp_path: Path
) -> None:
    out = tmp_path / "reports"
    fetch(url(origin), first(origin), out, quietly)
    recorded = (out / "SHA256SUMS").read_text("utf-8")
    for name in NAMES[:2]:
        (out / name).write_text("# mine\n", "utf-8")
    for _ in range(2):
        assert fetch(url(origin), first(origin), out, quietly).edited == NAMES[:2]
        assert (out / "SHA256SUMS").read_text("utf-8") == recorded
    fetched = fetch(url(origin), None, out, quietly)  # it changes the one and lacks the other
    assert (fetched.edited, fetched.removed) == (NAMES[:2], ())
    assert [(out / name).read_text("utf-8") for name in NAMES[:2]] == ["# mine\n"] * 2


def test_a_file_of_the_users_where_a_report_goes_is_left_as_it_is(
    origin: Path, tmp_path: Path
) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / NAMES[1]).write_text("# mine\n", "utf-8")
    assert fetch(url(origin), first(origin), tmp_path / "reports", quietly).edited == (NAMES[1],)
    assert (tmp_path / "reports" / NAMES[1]).read_text("utf-8") == "# mine\n"


def test_what_an_interrupted_run_wrote_is_replaced_by_that_of_another_commit(
    origin: Path, tmp_path: Path
) -> None:
    out = tmp_path / "reports"
    fetch(url(origin), first(origin), out, quietly)
    (out / "fetched.json").unlink()
    assert fetch(url(origin), None, out, quietly).edited == ()
    assert (out / NAMES[0]).read_text("utf-8") == "# changed\n"


def test_what_was_fetched_is_replaced_though_git_forgot_it(origin: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    fetch(url(origin), first(origin), out, quietly)
    shutil.rmtree(out / ".git-objects")
    fetched = fetch(url(origin), None, out, quietly)
    assert (fetched.edited, fetched.removed) == ((), (NAMES[1],))


def test_another_commit_removes_what_it_does_not_hold_and_nothing_of_the_users(
    origin: Path, tmp_path: Path
) -> None:
    out = tmp_path / "reports"
    fetch(url(origin), first(origin), out, quietly)
    (out / "mine.md").write_text("# mine\n", "utf-8")
    fetched = fetch(url(origin), None, out, quietly)
    assert fetched.removed == (NAMES[1],)
    assert not (out / NAMES[1]).exists()
    assert (out / NAMES[0]).read_text("utf-8") == "# changed\n"
    assert (out / "mine.md").exists()


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(origin: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"

    def interrupt(stage: str, done: int, _total: int) -> None:
        if (stage, done) == ("write", 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(url(origin), first(origin), out, interrupt)
    assert not (out / "SHA256SUMS").exists()
    kept = (out / NAMES[0]).stat().st_mtime_ns
    fetch(url(origin), first(origin), out, quietly)
    assert (out / NAMES[0]).stat().st_mtime_ns == kept
    assert (out / NAMES[2]).exists()


@pytest.fixture
def static(origin: Path) -> Iterator[str]:
    """Serve the repository as static files, the "dumb" transport."""
    git(origin, "update-server-info")
    handler = functools.partial(_Silent, directory=str(origin))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/.git"
        server.shutdown()


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def daemon(origin: Path) -> Iterator[str]:
    """Serve the repository with git's own daemon."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"--base-path={origin.parent}"
    options = ("--reuseaddr", "--export-all", "--listen=127.0.0.1", f"--port={port}", base)
    with subprocess.Popen(
        ["git", "daemon", *options], stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        for _ in range(100):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.05)
        yield f"git://127.0.0.1:{port}/origin"
        os.killpg(process.pid, signal.SIGTERM)


@pytest.mark.parametrize("served", ["static", "daemon"])
def test_the_reports_come_over_a_network_as_well(
    served: str, origin: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue(served)
    fetched = fetch(address, first(origin), tmp_path / "reports", quietly)
    assert [each.path for each in fetched.files] == list(NAMES)


def test_a_server_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(RemoteError, match="run the same command again"):
        fetch("http://127.0.0.1:9/x.git", "0" * 40, tmp_path / "reports", quietly)


def test_a_repository_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    missing = tmp_path / "missing.git"
    with pytest.raises(RemoteError, match=r"missing\.git.* not .*check the address"):
        fetch(url(missing), None, tmp_path / "reports", quietly)


def test_a_commit_that_is_not_there_is_told_as_that(origin: Path, tmp_path: Path) -> None:
    with pytest.raises(RemoteError, match=r"1111.*git ls-remote"):
        fetch(url(origin), "1" * 40, tmp_path / "reports", quietly)


@pytest.mark.parametrize(
    "address",
    [
        "--upload-pack=touch /tmp/x",
        "ext::sh -c touch% owned",
        "ssh://-oProxyCommand=touch/x",
        "git@example.org:x.git",
        "file://",
        "https://user:secret@example.org/x.git",
        "https://",
        "http://exa mple.org/",
        "/etc",
        "fd::3",
        "https://[::1/x",
        "",
    ],
)
def test_an_address_that_git_could_misread_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        fetch(address, None, tmp_path / "reports", quietly)
    assert "secret" not in str(caught.value)
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("revision", ["--upload-pack=x", "main", "HEAD", "0" * 39, "x" * 40, ""])
def test_a_revision_is_a_commits_full_name(revision: str, origin: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ls-remote"):
        fetch(url(origin), revision, tmp_path / "reports", quietly)


def test_the_users_own_configuration_of_git_does_not_count(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = first(origin)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(f'[url "{tmp_path}/elsewhere"]\n\tinsteadOf = {url(origin)}\n')
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "no"))
    monkeypatch.setenv("GIT_SSH_COMMAND", "false")
    assert fetch(url(origin), commit, tmp_path / "reports", quietly).files


def tree(origin: Path, *entries: tuple[str, str, bytes]) -> str:
    """Commit a tree as no honest git would write it; return the commit."""
    content = b""
    for mode, kind_of_name, name in entries:
        content += mode.encode() + b" " + name + b"\0" + bytes.fromhex(kind_of_name)
    made = git(origin, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=content)
    commit = git(origin, "commit-tree", "-m", "hostile", made)
    git(origin, "update-ref", "refs/heads/main", commit)
    return commit


def blob(origin: Path, content: bytes) -> str:
    return git(origin, "hash-object", "-w", "--stdin", given=content)


@pytest.mark.parametrize(
    "folder", [b"..", b".git", b".hidden", b"a\\..\\b", b"a\nb", b"x" * 300, b"\xff"]
)
def test_a_path_that_leads_out_or_hides_is_refused(
    folder: bytes, origin: Path, tmp_path: Path
) -> None:
    inner = f"100644 {'owned.md'}".encode() + b"\0" + bytes.fromhex(blob(origin, b"# x"))
    kept = git(origin, "hash-object", "-t", "tree", "-w", "--stdin", given=inner)
    commit = tree(origin, ("40000", kept, folder))
    with pytest.raises((SourceError, RemoteError)):
        fetch(url(origin), commit, tmp_path / "below" / "reports", quietly)
    assert not list(tmp_path.rglob("owned.md"))


def test_links_and_submodules_are_left_out_and_told(origin: Path, tmp_path: Path) -> None:
    commit = tree(
        origin,
        ("100644", blob(origin, b"# real"), b"a.md"),
        ("120000", blob(origin, b"/etc/passwd"), b"link.md"),
        ("160000", "1" * 40, b"module"),
    )
    fetched = fetch(url(origin), commit, tmp_path / "reports", quietly)
    assert [each.path for each in fetched.files] == ["a.md"]
    assert [each.partition(":")[0] for each in fetched.skipped] == ["link.md", "module"]
    assert not (tmp_path / "reports/link.md").exists()


def test_a_file_too_large_for_a_report_is_refused_before_it_is_read(
    origin: Path, tmp_path: Path
) -> None:
    commit = tree(origin, ("100644", blob(origin, bytes(MAX_REPORT_BYTES + 1)), b"huge.md"))
    with pytest.raises(SourceError, match=r"huge\.md"):
        fetch(url(origin), commit, tmp_path / "reports", quietly)
    assert not (tmp_path / "reports/huge.md").exists()


def test_a_download_larger_than_all_reports_may_be_is_cut(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = tree(origin, ("100644", blob(origin, os.urandom(400_000)), b"large.md"))
    monkeypatch.setattr(repository, "MAX_TOTAL_BYTES", 100_000)
    with pytest.raises(RemoteError):
        fetch(url(origin), commit, tmp_path / "reports", quietly)


def test_names_that_are_one_file_on_some_systems_are_refused(origin: Path, tmp_path: Path) -> None:
    one = blob(origin, b"# x")
    commit = tree(origin, ("100644", one, b"A.md"), ("100644", one, b"a.md"))
    with pytest.raises(SourceError, match="differ only in"):
        fetch(url(origin), commit, tmp_path / "reports", quietly)


def test_a_link_in_the_users_folder_is_not_followed(origin: Path, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "reports", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / "Brussel").symlink_to(elsewhere)
    with pytest.raises(SourceError, match="symbolic link"):
        fetch(url(origin), first(origin), out, quietly)
    assert not list(elsewhere.iterdir())


def test_hooks_of_the_repository_do_not_run(origin: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    for name in ("post-checkout", "reference-transaction", "post-merge"):
        hook = origin / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
        hook.chmod(0o755)
    fetch(url(origin), first(origin), tmp_path / "reports", quietly)
    assert not mark.exists()


def test_without_git_the_user_is_told_to_install_it(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(UsageError, match="install"):
        fetch(url(origin), None, tmp_path / "reports", quietly)


def test_a_repository_without_reports_is_told_as_that(origin: Path, tmp_path: Path) -> None:
    commit = tree(origin, ("100644", blob(origin, b"x"), b"x.txt"))
    with pytest.raises(SourceError, match="no report"):
        fetch(url(origin), commit, tmp_path / "reports", quietly)
