"""An answer's Markdown becomes HTML that is safe anywhere, and text that reads well."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from undersigned.responses import render


def test_headings_begin_below_the_pages_own():
    assert "<h3>Why</h3>" in render.html("# Why")
    assert "<h3>Deep</h3>" in render.html("###### Deep")


def test_no_rank_of_headings_is_skipped():
    shown = render.html("## What\n\n##### Small\n\n## Then\n\n### Part")
    assert shown.split("\n")[:4] == ["<h3>What</h3>", "<h4>Small</h4>", "<h3>Then</h3>", "<h4>Part</h4>"]


def test_raw_html_is_shown_as_text():
    shown = render.html("<script>alert(1)</script> and <b onclick=x>bold</b>")
    assert "<script" not in shown
    assert "<b" not in shown
    assert "&lt;script&gt;" in shown


def test_links_lead_to_the_web_or_to_mail_only():
    assert 'href="https://example.org/a"' in render.html("[a](https://example.org/a)")
    assert "href" not in render.html("[a](javascript:alert(1))")
    assert "href" not in render.html("[a](data:text/html,x)")


def test_pictures_are_not_fetched():
    assert "<img" not in render.html("![a](https://example.org/spy.gif)")


def test_tables_and_lists_stay():
    shown = render.html("| a | b |\n|---|---|\n| 1 | 2 |\n\n3. three\n4. four")
    assert "<td>2</td>" in shown
    assert '<ol start="3">' in shown


def test_the_text_keeps_links_lists_and_quotes():
    plain = render.text("See [the report](https://example.org/r).\n\n- one\n- two\n\n> said\n\n1. first")
    assert "the report (https://example.org/r)." in plain
    assert "- one\n- two" in plain
    assert "> said" in plain
    assert "1. first" in plain


def test_rows_of_a_list_or_table_stand_close_and_items_of_several_paragraphs_apart():
    assert render.text("Before\n\n- one\n  - deep\n- two\n\nAfter") == "Before\n\n- one\n  - deep\n- two\n\nAfter"
    assert render.text("- one\n\n  more\n\n- two") == "- one\n\n  more\n\n- two"
    assert render.text("So:\n\n| a | b |\n|---|---|\n| 1 |  |\n\nEnd") == "So:\n\na | b\n1 | \n\nEnd"
    assert render.text("# Head\n\n> said\n>\n> more") == "Head\n\n> said\n\n> more"


def test_a_bare_address_is_not_repeated():
    assert render.text("<https://example.org/r>") == "https://example.org/r"


class Seen(HTMLParser):
    """What a browser would find: (tag, attribute) pairs."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.pairs: set[tuple[str, str]] = set()
        self.feed(shown)

    def handle_starttag(self, tag, attrs):
        self.pairs |= {(tag, name) for name, _value in attrs} | {(tag, "")}


@given(st.text(alphabet=st.sampled_from("<>\"'=/ab on#![]()*`|\n-javscript:"), max_size=200))
def test_whatever_is_written_only_what_is_on_the_lists_gets_through(markdown):
    for tag, attribute in Seen(render.html(markdown)).pairs:
        assert tag in render.TAGS
        assert attribute in {"", *render.ATTRIBUTES.get(tag, ()), *({"rel"} if tag == "a" else ())}


@given(st.text(max_size=400))
def test_whatever_is_written_the_text_can_be_made(markdown):
    assert isinstance(render.text(markdown), str)
