import nh3
import pytest

from comparisons import markdown


def test_a_text_becomes_paragraphs_lists_and_links():
    html = markdown.to_html("Read [this](/roles/) **now**:\n\n- one\n- two")

    assert html == (
        '<p>Read <a href="/roles/">this</a> <strong>now</strong>:</p>\n'
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Why\n\n## How", "<h2>Why</h2>\n<h3>How</h3>\n"),
        ("## Why\n\n### How", "<h2>Why</h2>\n<h3>How</h3>\n"),
        ("# One\n\n#### Four", "<h2>One</h2>\n<h4>Four</h4>\n"),
    ],
)
def test_headings_start_below_the_title_of_the_page(text, html):
    assert markdown.to_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[go](javascript:alert(1))", "<p>[go](javascript:alert(1))</p>\n"),
        ('<b onclick="x()">b</b>', '<p>&lt;b onclick="x()"&gt;b&lt;/b&gt;</p>\n'),
        ("![pixel](https://spy.example/p.gif)", "<p></p>\n"),
    ],
)
def test_nothing_dangerous_passes(text, html):
    assert markdown.to_html(text) == html


def test_the_second_guard_holds_when_the_first_lets_html_through(monkeypatch):
    monkeypatch.setitem(markdown._parser.options, "html", True)
    text = "<img src=x onerror=alert(1)><i>word</i>"

    html = markdown.to_html(text)

    assert html == "<p>word</p>\n"


def test_without_the_second_guard_it_would_not(monkeypatch):
    monkeypatch.setitem(markdown._parser.options, "html", True)
    monkeypatch.setattr(nh3, "clean", lambda html, **_: html)

    html = markdown.to_html("<img src=x onerror=alert(1)>")

    assert "onerror" in html


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("One *big* [step](/guides/).\n\nThen `wait`.", "One big step. Then wait."),
        ("Try:\n\n- a week,\n- a month.", "Try: a week, a month."),
        ("Fish & chips, <b>hot</b>", "Fish & chips, <b>hot</b>"),
        ("", ""),
    ],
)
def test_as_text_it_is_what_readers_see(text, seen):
    assert markdown.to_text(text) == seen
