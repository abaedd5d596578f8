"""The nouns: what an edition asks, and what somebody answered."""

from .attempt import Attempt, Share
from .edition import Circumstance, Edition, Option, Question
from .tally import Tally
from .token import hash_of, is_token, new_token

__all__ = [
    "Attempt",
    "Circumstance",
    "Edition",
    "Option",
    "Question",
    "Share",
    "Tally",
    "hash_of",
    "is_token",
    "new_token",
]
