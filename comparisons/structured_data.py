"""What a page says, once more for machines: JSON-LD in the words of schema.org.

It repeats what readers of the page can see, and claims nothing else. Pay is left out: our figures
are those of wider groups than a role, and only their caveats, in plain words, say how much wider.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.timezone import localdate

from . import markdown
from .footnotes import without_citations
from .models import Comparison, Faq, Guide, Reviewed, Role, Source

SITE = "CareerPick"

Thing = dict[str, Any]


class Crumb(NamedTuple):
    name: str
    address: str


Trail = tuple[Crumb, ...]


@dataclass(frozen=True)
class Page:
    """As its head describes it, and the way to it."""

    site: str
    address: str
    title: str
    description: str
    trail: Trail = ()


def of_page(page: Page) -> Thing:
    itself = {"name": page.title, "description": page.description}
    return _graph(page, _web_page(page) | itself)


def of_home(page: Page) -> Thing:
    site = {
        "@type": "WebSite",
        "name": SITE,
        "url": page.address,
        "description": page.description,
        "publisher": {"@id": _publisher(page)["@id"]},
    }
    return _graph(page, site, _publisher(page))


def of_quiz(page: Page) -> Thing:
    quiz = {
        "@type": "Quiz",
        "name": page.title,
        "description": page.description,
        "url": page.address,
        "publisher": _publisher(page),
    }
    return _graph(page, quiz)


def of_list(page: Page, things: Iterable[Comparison | Role | Guide]) -> Thing:
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "name": str(thing),
            "url": f"{page.site}{thing.get_absolute_url()}",
        }
        for position, thing in enumerate(things, start=1)
    ]
    listed = {
        "@type": "ItemList",
        "name": page.title,
        "description": page.description,
        "itemListElement": items,
        "mainEntityOfPage": {"@id": page.address},
    }
    return _graph(page, _without_gaps(listed), _web_page(page))


def of_comparison(page: Page, comparison: Comparison, sources: Iterable[Source]) -> Thing:
    verdicts = comparison.verdicts.all()
    decided_first = min((verdict.decided_on for verdict in verdicts), default=None)
    article = _article(page, comparison.title, comparison.roles, sources)
    article |= _dates(comparison, decided_first, comparison.last_changed)
    if comparison.written_by:
        article["author"] = _whoever(comparison.written_by)
    if image := getattr(comparison, "share_image", None):
        article["image"] = f"{page.site}{image.get_absolute_url()}"
    return _graph(page, article, _web_page(page, comparison.faqs.all(), comparison))


def of_role(page: Page, role: Role) -> Thing:
    duties = [without_citations(line) for line in role.responsibilities.splitlines()]
    occupation = {
        "@type": "Occupation",
        "name": role.name,
        "description": page.description,
        "responsibilities": duties,
        "skills": [skill.name for skill in role.skills.all()],
        "mainEntityOfPage": {"@id": page.address},
    }
    return _graph(page, _without_gaps(occupation), _web_page(page, role.faqs.all(), role))


def of_guide(page: Page, guide: Guide, sources: Iterable[Source]) -> Thing:
    article = _article(page, guide.title, guide.related_roles.all(), sources)
    article |= _dates(guide, guide.created, guide.visible_since)
    return _graph(page, article, _web_page(page, guide.faqs.all()))


def _graph(page: Page, *things: Thing) -> Thing:
    trail = [_breadcrumb(page)] if page.trail else []
    return {"@context": "https://schema.org", "@graph": [*things, *trail]}


def _article(page: Page, title: str, roles: Iterable[Role], sources: Iterable[Source]) -> Thing:
    publisher = _publisher(page)
    return _without_gaps(
        {
            "@type": "Article",
            "headline": title,
            "description": page.description,
            "author": publisher,
            "publisher": publisher,
            "about": [{"@type": "Occupation", "name": role.name} for role in roles],
            "citation": [{"@id": source.address} for source in sources],
            "mainEntityOfPage": {"@id": page.address},
        }
    )


def _dates(thing: Comparison | Guide, first: date | None, last: datetime) -> Thing:
    """A page that waited for its time is no older than that."""
    if first is None:
        return {}
    published = max(first, localdate(thing.publish_at)) if thing.publish_at else first
    changed = max(published, localdate(last))
    return {"datePublished": published.isoformat(), "dateModified": changed.isoformat()}


def _web_page(page: Page, questions: Iterable[Faq] = (), reviewed: Reviewed | None = None) -> Thing:
    """A page that shows questions is of a kind of its own."""
    asked = [_question(question) for question in questions]
    web_page: Thing = {
        "@type": "FAQPage" if asked else "WebPage",
        "@id": page.address,
        "mainEntity": asked,
    }
    if reviewed and reviewed.reviewed_on:
        web_page["lastReviewed"] = reviewed.reviewed_on.isoformat()
        web_page["reviewedBy"] = reviewed.reviewed_by and _whoever(reviewed.reviewed_by)
    return _without_gaps(web_page)


def _breadcrumb(page: Page) -> Thing:
    steps = [
        {
            "@type": "ListItem",
            "position": position,
            "name": crumb.name,
            "item": f"{page.site}{crumb.address}",
        }
        for position, crumb in enumerate(page.trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _question(question: Faq) -> Thing:
    answer = markdown.to_text(without_citations(question.answer))
    return {
        "@type": "Question",
        "name": question.question,
        "acceptedAnswer": {"@type": "Answer", "text": answer},
    }


def _publisher(page: Page) -> Thing:
    return {
        "@type": "Organization",
        "@id": f"{page.site}/#organization",
        "name": SITE,
        "url": f"{page.site}/",
    }


def _whoever(name: str) -> Thing:
    """Ours are a group. Whether any other name is a person's or a firm's, it does not say."""
    return {"@type": "Organization", "name": name} if name.startswith(SITE) else {"name": name}


def _without_gaps(thing: Thing) -> Thing:
    return {key: value for key, value in thing.items() if value}
