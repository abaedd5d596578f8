import pytest

from comparisons.visitors import client_address

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
    ],
)
def test_only_our_own_proxy_is_believed_and_only_what_it_saw_itself(
    rf, settings, behind_proxy, forwarded, address
):
    settings.BEHIND_PROXY = behind_proxy
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = rf.get("/", headers=headers, REMOTE_ADDR="9.9.9.9")

    assert client_address(request) == address
