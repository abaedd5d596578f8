import logging

from django.db import Error

logger = logging.getLogger("quiz")


def note(what: str, error: Error) -> None:
    """Without the database's own words, which may hold the answers that it refused."""
    logger.error("%s: %s", what, type(error).__name__)
