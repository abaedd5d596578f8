import pytest

from comparisons.visitors import client_address, network_of

FORGED = "1.1.1.1, 2.2.2.2"


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, None, "9.9.9.9"),
        (False, FORGED, "9.9.9.9"),
        (True, FORGED, "2.2.2.2"),
        (True, "2.2.2.2", "2.2.2.2"),
        (True, " 1.1.1.1 ,2001:db8::1 ", "2001:db8::1"),
        (True, None, "9.9.9.9"),
        (True, "1.1.1.1,", "9.9.9.9"),
        (True, "203.0.113.9:4711", "203.0.113.9"),
        (True, "1.1.1.1:80, [2001:db8::1]:443", "2001:db8::1"),
        (True, "[2001:db8::1]", "2001:db8::1"),
        (True, "2001:db8::1:443", "2001:db8::1:443"),
        (True, "unknown", "unknown"),
        (False, "203.0.113.9:4711", "9.9.9.9"),
    ],
)
def test_only_our_own_proxy_is_believed_and_only_what_it_saw_itself(
    rf, settings, behind_proxy, forwarded, address
):
    settings.BEHIND_PROXY = behind_proxy
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = rf.get("/", headers=headers, REMOTE_ADDR="9.9.9.9")

    assert client_address(request) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("fe80::1%eth0", "fe80::"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_network_is_what_one_sender_has(address, network):
    assert network_of(address) == network
