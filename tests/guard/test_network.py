"""The client is the rightmost hop that is no proxy of ours, whatever a header claims; only its network counts."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.guard.network import client_address, network_of, packed, proxies_from, written

PROXIES = ("10.0.0.0/8", "2001:db8:aaaa::/48")
addresses = st.ip_addresses()
outside = addresses.filter(
    lambda address: (
        not any(address in network for network in proxies_from(PROXIES))
        and not getattr(address, "ipv4_mapped", None)
    )
)
garbage = st.text(max_size=60)


def client(peer, *headers, trusted=PROXIES):
    found = client_address(peer, headers, trusted)
    return None if found is None else written(found)


def test_without_a_proxy_of_ours_the_peer_is_the_client():
    assert client("203.0.113.7") == "203.0.113.7"
    assert client("203.0.113.7", "198.51.100.1") == "203.0.113.7"
    assert client("10.0.0.1", "198.51.100.1", trusted=()) == "10.0.0.1"


def test_behind_one_proxy_the_client_is_the_last_hop():
    assert client("10.0.0.1", "198.51.100.1") == "198.51.100.1"


def test_behind_several_proxies_the_client_is_the_last_hop_outside_them():
    assert client("10.0.0.1", "198.51.100.1, 10.1.1.1, 10.2.2.2") == "198.51.100.1"
    assert client("10.0.0.1", "198.51.100.1", "10.1.1.1") == "198.51.100.1"


def test_what_a_client_claims_to_its_left_is_not_believed():
    assert client("10.0.0.1", "192.0.2.99, 198.51.100.1") == "198.51.100.1"
    assert client("10.0.0.1", "10.9.9.9, 198.51.100.1, 10.1.1.1") == "198.51.100.1"
    assert client("10.0.0.1", "192.0.2.99", "198.51.100.1") == "198.51.100.1"


def test_a_hop_that_is_no_address_ends_the_walk_at_the_last_proxy():
    assert client("10.0.0.1", "198.51.100.1, unknown") == "10.0.0.1"
    assert client("10.0.0.1", "198.51.100.1, nonsense, 10.2.2.2") == "10.2.2.2"
    assert client("10.0.0.1", "") == "10.0.0.1"
    assert client("10.0.0.1", "198.51.100.1:4711") == "10.0.0.1"


def test_when_every_hop_is_a_proxy_of_ours_the_first_one_is_the_client():
    assert client("10.0.0.1", "10.1.1.1, 10.2.2.2") == "10.1.1.1"


@pytest.mark.parametrize(
    ("hop", "read"),
    [
        ("2001:db8:1::7", "2001:db8:1::7"),
        ("[2001:db8:1::7]", "2001:db8:1::7"),
        ("[2001:db8:1::7]:4711", "2001:db8:1::7"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("[::ffff:198.51.100.1]:80", "198.51.100.1"),
    ],
)
def test_addresses_of_ipv6_are_read_in_every_form(hop, read):
    assert client("10.0.0.1", hop) == read


def test_a_proxy_that_speaks_ipv6_or_mapped_ipv4_is_ours_too():
    assert client("::ffff:10.0.0.1", "198.51.100.1") == "198.51.100.1"
    assert client("2001:db8:aaaa::1", "198.51.100.1") == "198.51.100.1"


@pytest.mark.parametrize("peer", ["", "unix:", "testclient"])
def test_a_peer_without_an_address_is_nobody(peer):
    assert client(peer, "198.51.100.1") is None


@given(peer=outside, headers=st.lists(garbage | addresses.map(str), max_size=5))
def test_no_header_moves_a_client_that_does_not_come_through_our_proxy(peer, headers):
    assert client_address(str(peer), headers, PROXIES) == peer.packed


@given(honest=outside, claimed=st.lists(garbage | addresses.map(str), max_size=5))
def test_nothing_claimed_moves_what_our_proxy_saw(honest, claimed):
    seen = ", ".join([*(one.replace(",", " ") for one in claimed), str(honest)])
    assert client_address("10.0.0.1", [seen], PROXIES) == honest.packed


@given(peer=garbage | addresses.map(str), headers=st.lists(garbage, max_size=5))
def test_no_bytes_break_it(peer, headers):
    network_of(client_address(peer, headers, PROXIES))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:1:2ab::77", "2001:db8:1:200::/56"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56"),
    ],
)
def test_a_network_is_24_bits_of_ipv4_and_56_of_ipv6(address, network):
    assert network_of(packed(address)) == network


@given(addresses)
def test_a_network_tells_no_single_address(address):
    network = ipaddress.ip_network(network_of(address.packed))
    assert network.num_addresses >= 256


def test_who_has_no_address_shares_one_network():
    assert network_of(None) == "unknown"


@pytest.mark.parametrize("trusted", ["10.0.0.0/33", "proxy", "10.0.0.1/8", ""])
def test_a_malformed_network_of_proxies_is_named(trusted):
    with pytest.raises(ValueError, match=trusted or "''"):
        proxies_from((trusted,))
