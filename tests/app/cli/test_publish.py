"""The command publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Call = Callable[..., subprocess.CompletedProcess[str]]


def test_a_store_that_is_not_there_is_told_as_that(call: Call, data: str) -> None:
    done = call("publish", "--to", "http://127.0.0.1:9/store", "--data", data)
    assert done.returncode == 1
    assert "no answer" in done.stderr
    assert "is the server running, and is this its graph store address?" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_can_be_undone_before_anything_was_done(call: Call, data: str) -> None:
    done = call("publish", "--to", "http://127.0.0.1:9/store", "--data", data, "--roll-back")
    assert done.returncode == 2
    assert "nothing to undo" in done.stderr


def test_what_is_no_address_is_refused(call: Call, data: str) -> None:
    done = call("publish", "--to", "file:///etc/passwd", "--data", data)
    assert done.returncode == 2


def test_a_password_in_the_address_is_refused_and_not_shown(call: Call, data: str) -> None:
    done = call("publish", "--to", "http://dba:secret@127.0.0.1:9/store", "--data", data)
    assert done.returncode == 2
    assert "AKKOORD_STORE_PASSWORD" in done.stderr
    assert "secret" not in done.stdout + done.stderr
