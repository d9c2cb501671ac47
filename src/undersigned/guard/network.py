"""Which network a request comes from: the rightmost hop that is no proxy of ours, shortened, never stored raw."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from functools import cache

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

IPV4_PREFIX = 24
IPV6_PREFIX = 56


@cache
def proxies_from(trusted: tuple[str, ...]) -> tuple[IPNetwork, ...]:
    """The networks of our own proxies; raises ValueError naming the one that is none."""
    return tuple(ipaddress.ip_network(network) for network in trusted)


def client_address(peer: str, forwarded_for: Sequence[str], trusted: tuple[str, ...]) -> IPAddress | None:
    """The client: walking from the connection's peer leftwards, the first hop that is no trusted proxy.

    `forwarded_for`: the values of X-Forwarded-For in the order received. A hop that is no address ends the walk
    at the last trustworthy one, so that nobody can write himself another address. None when the peer is none.
    """
    proxies = proxies_from(trusted)
    hops = [hop.strip() for value in forwarded_for for hop in value.split(",")]
    found = _address(peer)
    while found is not None and hops and any(found in network for network in proxies):
        further = _address(hops.pop())
        if further is None:
            break
        found = further
    return found


def network_of(address: IPAddress | None) -> str:
    """The network that limits are counted by: IPv4 /24, IPv6 /56; `unknown` when there is no address."""
    if address is None:
        return "unknown"
    prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network((address, prefix), strict=False))


def _address(text: str) -> IPAddress | None:
    bare = text.removeprefix("[").split("]")[0] if text.startswith("[") else text
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
