"""The desk of the quiz, plain: drafts are edited freely, what is open only in its words.

Attempts and shares have no page here. What somebody answered is theirs.
"""

from . import edition, health, question

__all__ = ["edition", "health", "question"]
