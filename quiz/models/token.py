"""The keys to an attempt. Whoever holds one may come in, so the database keeps only their hash."""

import base64
import hashlib
import hmac
import re
import secrets

BYTES = 20  # 160 bits
TOKEN = re.compile(r"[A-Za-z0-9_-]{27}")


def new_token() -> str:
    return secrets.token_urlsafe(BYTES)


def is_token(text: str) -> bool:
    return bool(TOKEN.fullmatch(text))


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def derived_token(token: str, salt: str) -> str:
    """Another key that the holder of the first can show again, and that leads back to nothing."""
    digest = hmac.digest(token.encode(), salt.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:BYTES]).rstrip(b"=").decode()
