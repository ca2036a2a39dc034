"""A git repository of somebody else's, asked by way of the program ``git``.

git is kept on a short lead: neither the user's nor the system's configuration counts, only four
transports may be used (``ext::`` would run a command), it never asks for a password, and the size
of what it writes and the time it takes have limits. A URL or a revision never stands where git
could take it for an option.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from ..errors import RemoteError, SourceError, UsageError
from ..git_address import COMMIT, TRANSPORTS, is_repository, without_user
from ..reports.findings import excerpt
from ..reports.limits import MAX_TOTAL_BYTES
from .tree import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TIMEOUT: Final = 600
"""Seconds that one call of git may take; the reports are some megabytes."""

_ENTRY: Final = re.compile(r"(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)", re.DOTALL)
_SETTINGS: Final = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.bigFileThreshold=1m",  # larger blobs are streamed, never held in memory
    "gc.auto=0",
    "maintenance.auto=false",
    "credential.helper=",
    "protocol.version=2",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "http.followRedirects=initial",
    "http.lowSpeedLimit=100",
    "http.lowSpeedTime=60",
)
_ENDED: Final = "Could not read from remote repository."
_AGAIN: Final = "what was fetched before is kept; run the same command again to go on"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository and what was downloaded of it.

    Attributes:
        store: a bare repository of ours, which holds nothing but objects.
        url: where they come from.
    """

    store: Path
    url: str

    @classmethod
    def open(cls, store: Path, url: str) -> Repository:
        """Return the repository at ``url``, with what an earlier run downloaded to ``store``.

        Raises:
            UsageError: the URL is none that may be used, or git is not installed.
            SourceError: the folder cannot be written.
        """
        check_url(url)
        if shutil.which("git") is None:
            raise UsageError("git is not installed; install it (on Debian: apt install git)")
        try:
            store.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SourceError(
                f"{store.parent}: cannot be written ({error.strerror}); choose another --out"
            ) from error
        repository = cls(store, url)
        repository._run("init", "--bare", "--quiet", "--template=", "--", str(store))
        return repository

    def obtained(self, revision: str | None) -> str:
        """Download a commit, unless it is here whole, and return its full name.

        Args:
            revision: the commit's full name; the newest one of the default branch without it.

        Raises:
            UsageError: the revision is no full name of a commit.
            RemoteError: the repository cannot be reached, or does not hold the commit.
        """
        if revision is None:
            revision = self._newest()
        if not COMMIT.fullmatch(revision):
            raise UsageError(
                f"{excerpt(revision)!r} is no commit: give its full name of 40 hexadecimal digits; "
                "“git ls-remote URL” lists those of branches and tags"
            )
        if not self._holds(revision):
            self._download(revision)
        if not self._holds(revision):
            raise RemoteError(
                f"{self.url}: {revision} is not there, or is no commit; “git ls-remote URL” lists "
                "those of branches and tags, and without --revision the newest is taken"
            )
        return revision

    def listing(self, commit: str) -> Iterator[Entry]:
        """Return every entry of a commit's tree, folders walked."""
        listed = self._git("ls-tree", "-r", "-l", "-z", "--full-tree", commit)
        for line in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
            entry = _ENTRY.fullmatch(line)
            if entry is None:
                raise SourceError(f"{self.url}: a tree that cannot be read: {excerpt(line)!r}")
            mode, _, name, size, path = entry.groups()
            yield Entry(mode, name, int(size) if size != "-" else 0, path)

    def content(self, entry: Entry) -> bytes:
        """Return what the repository stores under an entry's hash."""
        return self._git("cat-file", "blob", entry.name)

    def knows(self, name: str) -> bool:
        """Whether the hash ``name`` is that of something downloaded."""
        return self._run("cat-file", "-e", name, check=False).returncode == 0

    def _newest(self) -> str:
        told = self._git("ls-remote", "--", self.url, "HEAD").decode("ascii", "replace")
        if not told:
            raise RemoteError(f"{self.url}: the repository has no default branch; give --revision")
        return told.split()[0]

    def _holds(self, commit: str) -> bool:
        """Whether the commit is here with all that it lists."""
        done = self._run("rev-list", "--objects", "--max-count=1", commit, "--", check=False)
        return done.returncode == 0

    def _download(self, commit: str) -> None:
        """Download one commit; all branches and tags from a server that hands out no single one.

        Servers of static files know no depth, and some allow to ask for branches and tags only.
        """
        fetch = ("fetch", "--no-tags", "--no-write-fetch-head", "--quiet")
        done = self._run(*fetch, "--depth=1", "--", self.url, commit, check=False)
        if done.returncode:
            self._git(*fetch, "--", self.url, "+refs/*:refs/fetched/*")

    def _git(self, *arguments: str) -> bytes:
        done = self._run(*arguments)
        return done.stdout

    def _run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        settings = [word for each in _SETTINGS for word in ("-c", each)]
        place = () if arguments[0] == "init" else (f"--git-dir={self.store}",)
        try:
            done = subprocess.run(  # noqa: S603 - every word is ours or checked
                ["git", *settings, *place, *arguments],  # noqa: S607 - the user's git
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIMEOUT,
                check=False,
                preexec_fn=partial(_limit_files, MAX_TOTAL_BYTES),
            )
        except subprocess.TimeoutExpired as error:
            raise RemoteError(f"{self.url}: not done after {TIMEOUT} s; {_AGAIN}") from error
        if check and done.returncode:
            raise RemoteError(f"{self.url}: {_reason(done.stderr)}; check the address; {_AGAIN}")
        return done


def check_url(url: str) -> None:
    """Check that git may be pointed to ``url``.

    Raises:
        UsageError: it has another transport, holds a password, or is no URL.
    """
    if not is_repository(url):
        raise UsageError(
            f"{excerpt(without_user(url))!r} is no address of a public git repository; give a URL "
            "that begins with https://, http://, git:// or file:// and holds no user name"
        )


def _environment() -> dict[str, str]:
    """Return this process's environment without what would change what git does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ALLOW_PROTOCOL": ":".join(TRANSPORTS),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "LC_ALL": "C.UTF-8",
    }


def _limit_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _reason(told: bytes) -> str:
    """Return why git failed, in its own words."""
    lines = told.decode("utf-8", "replace").splitlines()
    said = [line for line in lines if line.startswith(("fatal: ", "error: "))]
    # The last line says least where the transport ended: what it said before is why.
    telling = [line for line in said if not line.endswith(_ENDED)] or said
    if telling:
        return excerpt(telling[-1].partition(": ")[2], 200)
    return excerpt((lines or ["git failed"])[-1], 200)
