"""How often somebody may try a wrong password, and what is kept of that meanwhile."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comparisons.visitors import client_address, network_of

Credentials = dict[str, Any] | None

UNKNOWN = "0.0.0.0"  # noqa: S104


def address_of(request: HttpRequest) -> str:
    """The address that failures are counted for; one that is none is all the same unknown one."""
    return network_of(client_address(request)) or UNKNOWN


def hashed_name(request: HttpRequest, credentials: Credentials) -> str:
    """Some type their password where the name belongs, so no name is kept as it was typed."""
    name = (credentials or {}).get("username") or ""
    return salted_hmac("careerpick.sign_in", name, algorithm="sha256").hexdigest()


class Throttle(AxesDatabaseHandler):
    """Two limits: a few failures for one name from one address, some more for the address."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        # One row for a name and an address, whatever the browser calls itself.
        request.axes_user_agent = request.axes_http_accept = ""
        super().user_login_failed(sender, credentials, request, **kwargs)

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Those of the address count so that both limits are reached at the same number."""
        of_name, of_address = self._counted(request, credentials)
        spare = settings.SIGN_IN_FAILURES_PER_ADDRESS - settings.AXES_FAILURE_LIMIT
        return max(of_name["failures"] or 0, (of_address["failures"] or 0) - spare)

    def locked_until(self, request: HttpRequest, credentials: Credentials) -> datetime:
        limits = (settings.AXES_FAILURE_LIMIT, settings.SIGN_IN_FAILURES_PER_ADDRESS)
        counted = zip(self._counted(request, credentials), limits, strict=True)
        last = [found["last"] for found, limit in counted if (found["failures"] or 0) >= limit]
        return max(last, default=timezone.now()) + settings.AXES_COOLOFF_TIME

    def _counted(self, request: HttpRequest, credentials: Credentials) -> list[dict[str, Any]]:
        return [
            attempts.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
            for attempts in self.get_user_attempts(request, credentials)
        ]

    def reset_user_attempts(self, request: Any, credentials: Credentials = None) -> int:
        """Of this name only: who may sign in must not clear what they tried for another name."""
        name, address = get_client_username(request, credentials), request.axes_ip_address
        attempts = AccessAttempt.objects.filter(username=name, ip_address=address)
        # Not deleted: whoever fails at this moment, too, counts on the row that they found.
        return attempts.update(failures_since_start=0)

    def clean_expired_user_attempts(
        self, request: Any = None, credentials: Credentials = None
    ) -> int:
        """Leaves what others are busy with: two who wait for each other would both fail."""
        expired = AccessAttempt.objects.filter(attempt_time__lte=get_cool_off_threshold(request))
        with transaction.atomic():
            free = [row.pk for row in expired.select_for_update(skip_locked=True)]
            return AccessAttempt.objects.filter(pk__in=free).delete()[0]


def locked_out(request: HttpRequest, response: Any, credentials: Credentials) -> HttpResponse:
    """The page to sign in with all that stood on it, and when to try again."""
    wait = Throttle().locked_until(request, credentials) - timezone.now()
    minutes = max(1, ceil(wait / timedelta(minutes=1)))
    context = {**(getattr(response, "context_data", None) or {}), "minutes": minutes}
    page = render(request, "admin/login.html", context, status=429)
    page.headers["Retry-After"] = str(minutes * 60)
    return page
