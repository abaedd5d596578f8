"""A page as its readers get it: people, other sites that show a link to it, and search engines."""

import json
from collections import Counter
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta"}
NOT_SHOWN = {"head", "script", "sup"}  # a sup holds the number of a source
DATA = "application/ld+json"


class Reading(HTMLParser):
    def __init__(self, response):
        super().__init__()
        self.tags, self.faults = {}, []
        self.blocks, self.canonical, self.head_title = [], None, ""
        self.trail, self._open, self._shown = [], [], []
        self.feed(response.content.decode())
        self.faults += [f"never closed: {name}" for name, _ in self._open]
        self.text = in_one_line(self._shown)

    @property
    def graph(self):
        """What the page's one block says."""
        (block,) = self.blocks
        data = json.loads(block)
        assert data["@context"] == "https://schema.org"
        return data["@graph"]

    def only(self, kind):
        (found,) = [thing for thing in self.graph if thing["@type"] == kind]
        return found

    def handle_starttag(self, name, attrs):
        about = dict(attrs)
        if len(about) < len(attrs):
            twice = Counter(key for key, _ in attrs).most_common(1)
            self.faults.append(f"{name} has an attribute twice: {twice}")
        if name == "meta":
            key = about.get("property") or about.get("name")
            if key in self.tags:
                self.faults.append(f"said twice: {key}")
            self.tags[key] = about.get("content")
        if name == "link" and about.get("rel") == "canonical":
            self.canonical = about["href"]
        if name not in VOID:
            self._open.append((name, about))
        if name == "script" and about.get("type") == DATA:
            self.blocks.append("")

    def handle_startendtag(self, name, attrs):
        self.handle_starttag(name, attrs)
        if name not in VOID:
            self._open.pop()

    def handle_endtag(self, name):
        if not self._open or self._open[-1][0] != name:
            self.faults.append(f"closed without being open: {name}")
        else:
            self._open.pop()

    def handle_data(self, data):
        names = [name for name, _ in self._open]
        if names[-1:] == ["script"] and self._open[-1][1].get("type") == DATA:
            self.blocks[-1] += data
        if names[-1:] == ["title"] and "svg" not in names:
            self.head_title += data
        if not NOT_SHOWN & set(names):
            self._shown.append(data)
            self._note_crumb(data)

    def _note_crumb(self, data):
        if any(about.get("class") == "crumbs" for _, about in self._open) and data.strip():
            self.trail.append((data, self._open[-1][1].get("href")))


def in_one_line(parts):
    return " ".join("".join(parts).split())
