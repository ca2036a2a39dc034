"""Query seconds per client: nobody computes all day at the others' expense.

A token bucket per address: it fills by ``limits.budget`` seconds a second up to
``limits.burst``, and each query takes what it computed. Addresses are kept in memory only, and
no longer than a bucket takes to fill.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from .limits import Limits
from .problems import Kind, Problem, retry_after

_MOST_CLIENTS = 100_000
_IPV6_PREFIX = 64  # what one subscriber gets

Network = IPv4Network | IPv6Network


class Budget:
    """The buckets of all clients.

    Args:
        limits: those of the endpoint.
        clock: seconds, monotonic.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def check(self, client: str) -> None:
        """Let ``client`` begin a query.

        Raises:
            Problem: its budget is spent; Retry-After tells when there is a second again.
        """
        full_at = self._full_at.get(client)
        if full_at is None or not client:
            return
        missing = (full_at - self._clock()) * self._limits.budget
        if missing >= self._limits.burst:
            wait = (missing - self._limits.burst + 1) / self._limits.budget
            detail = (
                f"A client may use {60 * self._limits.budget:g} query seconds a minute, and "
                f"{self._limits.burst:g} at once; yours are spent. Wait {wait:.0f} s."
            )
            raise Problem(Kind.BUDGET, detail, retry_after(wait))

    def charge(self, client: str, seconds: float) -> None:
        """Take ``seconds`` of computing from the budget of ``client``."""
        if not client:
            return
        now = self._clock()
        full_at = self._full_at
        full_at[client] = max(now, full_at.pop(client, now)) + seconds / self._limits.budget
        while len(full_at) > _MOST_CLIENTS or (full_at and next(iter(full_at.values())) < now):
            full_at.popitem(last=False)


def networks(addresses: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks that ``addresses`` name, such as ``10.0.0.0/8`` or ``::1``.

    Raises:
        ValueError: one of them is no address or network.
    """
    return tuple(ip_network(address, strict=False) for address in addresses)


@lru_cache(maxsize=4096)
def client_of(peer: str, forwarded: str, proxies: tuple[Network, ...]) -> str:
    """Return whose budget a request uses: an IPv4 address or the /64 of an IPv6 one.

    Args:
        peer: address that the connection comes from.
        forwarded: the X-Forwarded-For header; believed from the right, hop by hop, only as far
            as those who added to it are our own proxies.
        proxies: networks of these.
    """
    address = peer
    for hop in reversed([h.strip() for h in forwarded.split(",") if h.strip()]):
        if not is_within(address, proxies):
            break
        address = hop
    return _subscriber(address)


def is_within(address: str, proxies: tuple[Network, ...]) -> bool:
    """Tell whether ``address`` lies in one of the networks of our proxies."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in proxies if network.version == parsed.version)


def _subscriber(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:  # noqa: PLR2004
        mapped = parsed.ipv4_mapped
        return str(mapped or ip_network((parsed, _IPV6_PREFIX), strict=False))
    return str(parsed)
