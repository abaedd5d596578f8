"""What the desk shows of its people: their accounts, and who did what."""

from .accounts import PersonAdmin
from .audit import WhoDidWhatAdmin

__all__ = ["PersonAdmin", "WhoDidWhatAdmin"]
