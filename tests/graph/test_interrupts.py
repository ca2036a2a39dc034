"""A Ctrl-C that is held back comes through afterwards, and only to the main thread."""

from __future__ import annotations

import signal
import threading

import pytest

from akkoord.graph.interrupts import held_back


def test_ctrl_c_waits_until_what_is_done_is_done() -> None:
    done = []

    def work() -> None:
        with held_back():
            signal.raise_signal(signal.SIGINT)
            done.append("all")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["all"]


def test_without_ctrl_c_nothing_is_different_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    with held_back():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_what_goes_wrong_meanwhile_is_told_where_nobody_pressed_ctrl_c() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError), held_back():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_holds_nothing_back() -> None:
    told = []

    def work() -> None:
        with held_back():
            told.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told == [signal.getsignal(signal.SIGINT)]
