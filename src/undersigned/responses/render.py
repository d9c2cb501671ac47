"""Markdown of an answer becomes clean HTML for the page and the letter, and plain text for the letter."""

from functools import cache
from typing import Final

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

#: What may stand in an answer. No pictures: an answer's page and letter fetch nothing from elsewhere.
TAGS: Final = frozenset(
    {
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "strong",
        "em",
        "s",
        "blockquote",
        "code",
        "pre",
        "a",
    }
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES: Final = {"http", "https", "mailto"}
#: The page's title and its parts come first, so that headings of an answer begin two levels down.
LEVELS_DOWN: Final = 2


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def html(markdown: str) -> SafeString:
    """The Markdown as HTML that is safe to show anywhere; raw HTML in it is shown as text. Pure."""
    tokens = _reader().parse(markdown)
    _set_levels(tokens)
    raw = _reader().renderer.render(tokens, _reader().options, {})
    clean = nh3.clean(
        raw, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )
    return mark_safe(clean)  # noqa: S308  nh3 let nothing through that is not on the lists above


def _set_levels(tokens: list[Token]) -> None:
    """The first rank of headings comes right below the page's own, and none is skipped (WCAG technique G141)."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    level = LEVELS_DOWN
    for token in headings:
        if token.type == "heading_open":
            level = min(6, int(token.tag[1]) - highest + 1 + LEVELS_DOWN, level + 1)
        token.tag = f"h{level}"


def text(markdown: str) -> str:
    """The Markdown as plain text that reads well in a letter: links are followed by their address. Pure."""
    page = _Page()
    for token in _reader().parse(markdown):
        page.take(token)
    return page.said


class _Page:
    """Plain text as it grows: blocks with an empty line between them, rows and close items without."""

    def __init__(self) -> None:
        self.said = ""
        self._prefix: list[str] = []
        self._cells: list[str] = []
        self._begun = 0
        self._lists = 0

    def take(self, token: Token) -> None:
        """One more token of the Markdown, in order."""
        if token.type == "list_item_open":
            self._prefix.append(f"{token.info}. " if token.info else "- ")
        elif token.type == "blockquote_open":
            self._prefix.append("> ")
        elif token.type in ("list_item_close", "blockquote_close"):
            self._prefix.pop()
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            self._lists += 1
            self._begun = len(self.said) if self._lists == 1 else self._begun
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists -= 1
        elif token.type == "paragraph_open":
            self._close = token.hidden
        elif token.type == "heading_open":
            self._close = False
        elif token.type == "table_open":
            self._begun = len(self.said)
        elif token.type == "tr_open":
            self._cells = []
        elif token.type in ("th_open", "td_open"):
            self._cells.append("")
        elif token.type == "tr_close":
            self._add(" | ".join(self._cells), close=True)
            self._cells = []
        elif token.type == "inline" and self._cells:
            self._cells[-1] = _line(token)
        elif token.type == "inline":
            self._add(_line(token), close=self._close)
        elif token.type in ("fence", "code_block"):
            self._add(token.content.rstrip("\n"), close=False)
        elif token.type == "hr":
            self._add("* * *", close=False)

    def _add(self, line: str, *, close: bool) -> None:
        if not line.strip():
            return
        gap = "\n" if close and len(self.said) > self._begun else "\n\n"
        self.said += (gap if self.said else "") + "".join(self._prefix) + line
        self._prefix = ["  " if mark != "> " else mark for mark in self._prefix]


def _line(inline: Token) -> str:
    parts: list[str] = []
    addresses: list[str] = []
    for token in inline.children or []:
        if token.type == "link_open":
            addresses.append(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            address = addresses.pop()
            if address and not "".join(parts).endswith(address):
                parts.append(f" ({address})")
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" " if token.type == "softbreak" else "\n")
        elif token.type in ("text", "code_inline"):
            parts.append(token.content)
    return "".join(parts)


def plain_html(words: str) -> SafeString:
    """Words that are no Markdown, as one paragraph of HTML: lines kept, everything else shown as it stands."""
    return format_html(
        "<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((line,) for line in words.split("\n")))
    )
