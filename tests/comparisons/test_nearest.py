import pytest

from comparisons.nearest import nearest

PAGES = {slug: slug.title() for slug in ("tech-lead", "product-manager", "tech-lead-vs-architect")}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/roles/tech-leed/", ["Tech-Lead", "Tech-Lead-Vs-Architect"]),
        ("/roles/Product-Manger/", ["Product-Manager"]),
        ("/comparisons/tech-lead-vs-architects", ["Tech-Lead-Vs-Architect", "Tech-Lead"]),
        ("/wp-login.php", []),
        ("/", []),
    ],
)
def test_the_most_similar_address_comes_first(wanted, found):
    assert nearest(wanted, PAGES) == found


def test_no_more_than_asked_for():
    pages = {f"guide-{number}": number for number in range(9)}

    assert len(nearest("guide-x", pages)) == 3


def test_nothing_is_near_on_an_empty_site():
    assert nearest("/roles/tech-lead/", {}) == []
