"""Which numbers of the internet this server calls when somebody else chose the address."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_network

Number = IPv4Address | IPv6Address
NAT64 = ip_network('64:ff9b::/96')


def permitted(number: Number, networks: Sequence[str], *, plain: bool = False) -> bool:
    """Whether the number may be called: a public one (unless the call is `plain` http), or one of the networks that the settings allow."""
    if any(number in ip_network(network, strict=False) for network in networks):
        return True
    return not plain and _public(number)


def _public(number: Number) -> bool:
    """No matter in which clothes: an IPv4 address within an IPv6 one is looked at as what it is."""
    if isinstance(number, IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo and number.teredo[1])
        if inner is None and number in NAT64:
            inner = IPv4Address(int(number) & 0xFFFFFFFF)
        if inner is not None:
            return _public(inner)
        if number.is_site_local:
            return False
    return number.is_global and not number.is_multicast
