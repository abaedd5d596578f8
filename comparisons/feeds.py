from datetime import UTC, datetime, time

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from .footnotes import without_citations
from .models import Verdict


class VerdictFeed(Feed):
    """New verdicts, and changed ones: a change of mind is a verdict of its own."""

    feed_type = Atom1Feed
    title = "CareerPick verdicts"
    subtitle = "New and changed verdicts on roles for software developers."
    author_name = "CareerPick editors"

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('comparisons')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('feed')}"

    def items(self) -> QuerySet[Verdict]:
        return Verdict.objects.for_feed()[:50]

    def item_title(self, verdict: Verdict) -> str:
        return f"{verdict.comparison.title} {verdict.in_short}"

    def item_description(self, verdict: Verdict) -> str:
        return without_citations(verdict.why_it_changed)

    def item_link(self, verdict: Verdict) -> str:
        return f"{settings.SITE_URL}{verdict.get_absolute_url()}"

    def item_pubdate(self, verdict: Verdict) -> datetime:
        return datetime.combine(verdict.decided_on, time(), UTC)

    item_updateddate = item_pubdate
