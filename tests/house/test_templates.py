"""Every word of a template can be translated, and nothing in it runs or is styled in place."""

import re
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, TokenType

from house.source import Finding, files, settled, text

SPOKEN = {"alt", "aria-label", "placeholder", "title"}
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"\S*/\S*")
#: Abbreviations that are the same in every language.
SAME_EVERYWHERE = {"UTC", "SVG", "PNG", "CSV", "JSON", "ZIP", "TXT", "HTML"}


class Reader(HTMLParser):
    """Collects what is said outside translated blocks, and what runs or is styled in place."""

    def __init__(self):
        super().__init__()
        self.said, self.runs, self.silent = [], [], 0

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        self.said += [given[name] for name in SPOKEN & set(given)]
        self.runs += [name for name in given if name.startswith("on") or name == "style"]
        is_data = given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.runs.append(tag)
        self.silent += tag in {"script", "style", "code"}

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style", "code"}

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)


def bare(template):
    """The template's own text, without what its tags put in or translate."""
    kept, depth, comment = [], 0, False
    for token in Lexer(template).tokenize():
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if name in {"comment", "endcomment"}:
            comment = name == "comment"
        elif name in {"blocktranslate", "blocktrans"}:
            depth += 1
        elif name in {"endblocktranslate", "endblocktrans"}:
            depth -= 1
        elif token.token_type == TokenType.TEXT and not depth and not comment:
            kept.append(token.contents)
    return "".join(kept)


def flaws(path, template):
    reader = Reader()
    reader.feed(bare(template) if path.endswith(".html") else "")
    said = " ".join(reader.said) if path.endswith(".html") else _ADDRESS.sub("", bare(template))
    if words := [word for word in _LETTERS.findall(said) if word not in SAME_EVERYWHERE]:
        yield Finding(path, f"says {' '.join(words[:8])!r} without a translation")
    if reader.runs:
        yield Finding(path, f"runs or styles in place: {reader.runs[0]}")


def templates():
    return [path for path in files() if "templates" in path.parts and path.parts[0] == "src"]


def test_every_word_can_be_translated_and_nothing_runs_in_place():
    settled("template", (flaw for path in templates() for flaw in flaws(str(path), text(path))))


@pytest.mark.parametrize(
    "template",
    [
        "<p>{% translate 'Sign' %} {{ name }}</p>",
        "{% blocktranslate count n=n %}One <b>person</b>{% plural %}Many{% endblocktranslate %}",
        "{% comment %}\nTakes `count`.\n{% endcomment %}{# a note #}<p class='muted'>: – 12:00 UTC</p>",
        '<script src="/static/js/count.js" defer></script><img alt="">',
        '<script type="application/json">{"ids": {"login": "passkey_login"}}</script>',
        "<a href=\"{% url 'sign' %}\" aria-label=\"{% translate 'Sign' %}\">{{ title }}</a>",
    ],
)
def test_a_template_that_can_be_translated_passes(template):
    assert list(flaws("some.html", template)) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Sign here</p>",
        '<input placeholder="Your name">',
        '<p style="color: red">{{ x }}</p>',
        "<script>alert(1)</script>",
        '<a onclick="sign()">{{ x }}</a>',
        "<style>p {}</style>",
        "{% translate 'Sign' %} now",
    ],
)
def test_a_flaw_is_found(template):
    assert list(flaws("some.html", template))


def test_letters_of_plain_text_are_looked_at_too():
    assert list(flaws("some.txt", "{% translate 'Sign' %} now"))
