from __future__ import annotations

import pytest

from akkoord.app.sparql.budget import Budget, client_of, networks
from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.problems import Kind, Problem


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_client_may_spend_its_burst_and_then_what_comes_in() -> None:
    clock = Clock()
    budget = Budget(Limits(budget=1, burst=120), clock)
    budget.charge("a", 119.5)
    budget.check("a")
    budget.charge("a", 30)
    with pytest.raises(Problem) as caught:
        budget.check("a")
    assert caught.value.kind is Kind.BUDGET
    wait = int(dict(caught.value.headers)[b"retry-after"])
    assert 30 <= wait <= 32
    clock.now += wait
    budget.check("a")


def test_one_clients_spending_is_not_anothers() -> None:
    budget = Budget(Limits(burst=1), Clock())
    budget.charge("a", 500)
    budget.check("b")
    budget.check("")


def test_a_bucket_is_forgotten_once_it_is_full() -> None:
    clock = Clock()
    budget = Budget(Limits(), clock)
    budget.charge("a", 5)
    clock.now += 6
    budget.charge("b", 1)
    assert list(budget._full_at) == ["b"]


def test_who_asks_often_does_not_keep_others_buckets_alive() -> None:
    clock = Clock()
    budget = Budget(Limits(), clock)
    budget.charge("long", 1000)
    for n in range(100):
        budget.charge(f"short {n}", 0.5)
    clock.now += 2000
    budget.charge("last", 1)
    assert list(budget._full_at) == ["last"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.1.2.3", "198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "203.0.113.9, 198.51.100.7, 10.9.9.9", "198.51.100.7"),
        ("10.1.2.3", "forged", "unknown"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("", "", "unknown"),
    ],
)
def test_the_client_is_told_by_address_as_far_as_proxies_are_ours(
    peer: str, forwarded: str, client: str
) -> None:
    assert client_of(peer, forwarded, networks(["10.0.0.0/8", "::1"])) == client


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        networks(["nonsense"])
