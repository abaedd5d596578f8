from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comparisons.disagreeing import clean_up


class Command(BaseCommand):
    help = "Forget who sent a disagreement an hour ago or more, and delete spam after 30 days."

    def handle(self, **_options: Any) -> None:
        forgotten, deleted = clean_up(timezone.now())
        self.stdout.write(f"{forgotten} senders forgotten, {deleted} pieces of spam deleted.")
