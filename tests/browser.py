"""What a page must stand in a real browser, and moving about in it with the keys alone."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TABS_AT_MOST = 120


def check_page(page: Page) -> None:
    """Nothing for axe to find at WCAG 2.2 AA, nothing wider than the window, one main heading.

    With TEST_PICTURES naming a folder, a picture of the page is kept there.
    """
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", RULES)
    wrong = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
    assert not wrong, f"{page.url}: {wrong}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert page.locator("h1").count() == 1, page.url
    if folder := os.environ.get("TEST_PICTURES"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        name = page.url.split("/", 3)[3].split("?")[0].replace("/", "_")[:30] or "home"
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what the selector names has the focus, and can be seen to have it."""
    for _step in range(TABS_AT_MOST):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key on {page.url}")


def choose(page: Page, name: str, value: str) -> None:
    """Choose one of several radio buttons with the keys."""
    tab_to(page, f"input[name='{name}']")
    page.keyboard.press("Space")
    for _step in range(TABS_AT_MOST):
        if page.evaluate("value => document.activeElement.value === value", value):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no choice {value!r} on {page.url}")
