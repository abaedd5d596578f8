from django.conf import settings
from django.http import HttpRequest


def canonical_url(request: HttpRequest) -> dict[str, str]:
    """The one address of a page: its filters and searches are no pages of their own."""
    return {"canonical_url": f"{settings.SITE_URL}{request.path}", "site_url": settings.SITE_URL}
