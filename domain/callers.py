"""Where a caller really comes from, behind proxies that we were told to trust."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network


def address(peer: str, forwarded: str, trusted: Sequence[str]) -> str:
    """The last hop that no trusted proxy vouches for.

    `peer` is the address of the connection, `forwarded` the X-Forwarded-For header, `trusted` addresses or networks.
    Without a trusted peer the header is only what a stranger typed, and counts for nothing.
    """
    hops = [hop.strip() for hop in forwarded.split(',') if hop.strip()]
    found = peer
    while hops and _known(found, trusted):
        if not _is_address(hops[-1]):
            break
        found = hops.pop()
    return found


def network(address: str) -> str:
    """Whom a limit counts: an IPv4 address, or the /64 of IPv6 that one household or rented machine has to itself."""
    found = ip_address(address.split('%')[0]) if _is_address(address) else None
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or ip_network(f'{found}/64', strict=False))


def _known(hop: str, trusted: Sequence[str]) -> bool:
    return _is_address(hop) and any(ip_address(hop) in ip_network(network, strict=False) for network in trusted)


def _is_address(hop: str) -> bool:
    try:
        ip_address(hop)
    except ValueError:
        return False
    return True
