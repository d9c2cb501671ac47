"""Which network a request comes from: the rightmost hop that is no proxy of ours, shortened, never stored raw."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from functools import cache
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from typing import NamedTuple

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
#: An address as the four or sixteen bytes it consists of.
Packed = bytes

MAPPED = bytes(10) + b"\xff\xff"
"""What stands before an IPv4 address that is written as an IPv6 one (RFC 4291, 2.5.5.2)."""


class _Range(NamedTuple):
    """A network as numbers: of addresses of `size` bytes those whose bits under `mask` are `base`."""

    size: int
    mask: int
    base: int


@cache
def proxies_from(trusted: tuple[str, ...]) -> tuple[IPNetwork, ...]:
    """The networks of our own proxies; raises ValueError naming the one that is none."""
    return tuple(ipaddress.ip_network(network) for network in trusted)


def is_proxy(address: Packed, trusted: tuple[str, ...]) -> bool:
    """The address is one of our own proxies'."""
    number = int.from_bytes(address, "big")
    return any(len(address) == size and number & mask == base for size, mask, base in _ranges(trusted))


@cache
def _ranges(trusted: tuple[str, ...]) -> tuple[_Range, ...]:
    return tuple(
        _Range(network.max_prefixlen // 8, int(network.netmask), int(network.network_address))
        for network in proxies_from(trusted)
    )


def client_address(peer: str, forwarded_for: Sequence[str], trusted: tuple[str, ...]) -> Packed | None:
    """The client: walking from the connection's peer leftwards, the first hop that is no trusted proxy.

    `forwarded_for`: the values of X-Forwarded-For in the order received. A hop that is no address ends the walk
    at the last trustworthy one, so that nobody can write himself another address. None when the peer is none.
    """
    found = packed(peer)
    hops = [hop for value in forwarded_for for hop in value.split(",")]
    while found is not None and hops and is_proxy(found, trusted):
        further = packed(hops.pop().strip())
        if further is None:
            break
        found = further
    return found


def network_of(address: Packed | None) -> str:
    """The network that limits are counted by: IPv4 /24, IPv6 /56; `unknown` when there is no address."""
    if address is None:
        return "unknown"
    if len(address) == 4:
        return f"{address[0]}.{address[1]}.{address[2]}.0/24"
    return f"{inet_ntop(AF_INET6, address[:7] + bytes(9))}/56"


def packed(text: str) -> Packed | None:
    """The bytes of an address as text, in brackets and with a port where it is IPv6; None when it is none."""
    bare = text[1:].split("]")[0] if text.startswith("[") else text.partition("%")[0]
    try:
        return inet_pton(AF_INET, bare)
    except (OSError, ValueError):
        pass
    try:
        found = inet_pton(AF_INET6, bare)
    except (OSError, ValueError):
        return None
    return found.removeprefix(MAPPED)


def written(address: Packed | None) -> str:
    """The address as people write it; empty when there is none."""
    if address is None:
        return ""
    return inet_ntop(AF_INET if len(address) == 4 else AF_INET6, address)
