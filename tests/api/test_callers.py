"""The last hop that no trusted proxy vouches for is the caller."""

import pytest

from domain.callers import address, network


@pytest.mark.parametrize(
    ('peer', 'forwarded', 'trusted', 'found'),
    [
        ('203.0.113.9', '', [], '203.0.113.9'),
        ('203.0.113.9', '1.2.3.4', [], '203.0.113.9'),
        ('10.0.0.1', '1.2.3.4', ['10.0.0.1'], '1.2.3.4'),
        ('10.0.0.1', '6.6.6.6, 1.2.3.4', ['10.0.0.0/8'], '1.2.3.4'),
        ('10.0.0.1', '6.6.6.6, 1.2.3.4, 10.0.0.2', ['10.0.0.0/8'], '1.2.3.4'),
        ('10.0.0.1', '10.0.0.3,10.0.0.2', ['10.0.0.0/8'], '10.0.0.3'),
        ('10.0.0.1', 'nonsense', ['10.0.0.0/8'], '10.0.0.1'),
        ('10.0.0.1', '1.2.3.4, nonsense', ['10.0.0.0/8'], '10.0.0.1'),
        ('10.0.0.1', ' , ,', ['10.0.0.0/8'], '10.0.0.1'),
        ('::1', '2001:db8::7', ['::1', '127.0.0.1'], '2001:db8::7'),
        ('', '1.2.3.4', ['10.0.0.1'], ''),
    ],
)
def test_the_last_untrusted_hop_counts(peer: str, forwarded: str, trusted: list[str], found: str) -> None:
    assert address(peer, forwarded, trusted) == found


@pytest.mark.parametrize(
    ('caller', 'counted'),
    [
        ('198.51.100.9', '198.51.100.9'),
        ('2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'),
        ('2001:db8:1:2:ffff:1:2:3', '2001:db8:1:2::/64'),
        ('fe80::1%eth0', 'fe80::/64'),
        ('::ffff:198.51.100.9', '198.51.100.9'),
        ('nonsense', 'nonsense'),
        ('', ''),
    ],
)
def test_limits_count_a_network_of_ipv6_as_one_caller(caller: str, counted: str) -> None:
    assert network(caller) == counted
