"""Is a network address one of the open internet, and not one of somebody's own network?"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

NAT64 = IPv6Network("64:ff9b::/96")
UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is given out; the rest is somebody's own, or nobody's."""
NOT_FOR_ALL = (
    IPv4Network("192.0.0.0/24"),  # protocols' own; clouds answer with credentials there
    IPv4Network("168.63.129.16/32"),  # a cloud's host, reachable from its machines only
    # What IANA's registries of special purposes have beside these and Python calls global:
    IPv4Network("192.31.196.0/24"),  # AS112
    IPv4Network("192.52.193.0/24"),  # multicast tunnels
    IPv4Network("192.88.99.0/24"),  # relays
    IPv4Network("192.175.48.0/24"),  # AS112, delegated directly
    IPv6Network("2620:4f:8000::/48"),  # AS112, delegated directly
    IPv6Network("2001::/23"),  # tunnels and other protocols' own
    IPv6Network("3fff::/20"),  # documentation
)


def is_public(text: str) -> bool:
    """Whether anybody on the internet means the same machine by it; what is no address is not public."""
    try:
        address = _meant(ip_address(text.partition("%")[0]))
    except ValueError:
        return False
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if address.version == 6 and address not in UNICAST:
        return False
    return not any(address in network for network in NOT_FOR_ALL)


def _meant(address: Address) -> Address:
    """The IPv4 address that is hidden in an IPv6 one, where one is."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
