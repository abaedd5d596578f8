import os
from contextlib import suppress
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpick.settings")


class Request(WSGIRequest):
    """Leaves a charset that is none to the middleware, which can answer: here nothing could."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        # Django reads the query string with the new charset at once, before any middleware.
        with suppress(LookupError, ValueError, TooManyFieldsSent):
            super()._set_content_type_params(meta)  # type: ignore[misc]


application = get_wsgi_application()
application.request_class = Request
