"""What Markdown may not be is told to whoever writes it; what it may be is not."""

import pytest

from comparisons.content import FOLDER
from comparisons.content_files import read_content
from comparisons.markdown import objection_to, to_html


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("A word in <b>bold</b>.", "<b>"),
        ("- a list\n\n  <div>\n", "<div>"),
        ("> a quotation with <img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("<!-- a note to myself -->", "<!-- a note to myself -->"),
    ],
)
def test_html_is_objected_to(text, quoted):
    assert objection_to(text) == (
        f"Readers would see “{quoted}” as it stands, because texts contain no HTML. "
        "Take it away, or put it between `backticks`."
    )


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("[x](javascript:alert(1))", "javascript:alert(1)"),
        ("[x](JavaScript:alert(1))", "JavaScript:alert(1)"),
        ("[x](&#106;avascript:alert(1))", "javascript:alert(1)"),
        ("[x][1]\n\n[1]: vbscript:x", "vbscript:x"),
        ("<javascript:alert(1)>", "javascript:alert(1)"),
        ("![x](data:image/png;base64,xx)", "data:image/png;base64,xx"),
        ("[x](file:///etc/passwd)", "file:///etc/passwd"),
        ("- **[x](ftp://example.org)**", "ftp://example.org"),
    ],
)
def test_unsafe_links_are_objected_to(text, quoted):
    assert objection_to(text) == (
        f"“{quoted}” cannot be linked. Begin a link with / for our own pages, or with https://."
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain words, a < b and c > d, 3 <4.",
        "Between `<script>` and backticks.",
        "```\n<script>alert(1)</script>\n```",
        "[ours](/roles/tech-lead/), [theirs](https://example.org/?a=1#b), <https://example.org>",
        "[letter](mailto:somebody@example.org)",
        "[here](#costs) and [there](../guides/)",
        "A claim [@survey], and [[Tech lead]] as before.",
        "It says javascript:alert(1) in so many words.",
        "[1]: javascript:never-used",
    ],
)
def test_what_readers_get_as_it_was_meant_is_not_objected_to(text):
    assert objection_to(text) == ""


@pytest.mark.parametrize("text", ["[x](javascript:alert(1))", "<script>alert(1)</script>"])
def test_what_is_objected_to_would_not_have_been_dangerous(text):
    """The twin: rows that an import or an older form wrote are safe without any objection."""
    html = to_html(text)

    assert "<script" not in html
    assert "href" not in html


def test_nothing_that_we_publish_is_objected_to():
    documents = read_content(FOLDER)
    bodies = [document.values["body"] for document in documents if document.kind == "guide"]
    answers = [
        question["answer"]
        for document in documents
        for question in document.values.get("questions") or []
    ]

    assert len(bodies) == 10
    assert len(answers) > 20
    assert [text for text in (*bodies, *answers) if objection_to(text)] == []
