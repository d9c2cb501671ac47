"""What a page must stand in a real browser, and moving about in it with the keys alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(
    found => found.violations.map(one => [one.id, one.nodes.map(node => node.html)]))"""
TABS_AT_MOST = 120

PHONE: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}
#: For what a window's width may change, beyond what `check_page` looks at.
at_both_sizes = pytest.mark.parametrize("page", [PHONE, DESK], ids=["phone", "desk"], indirect=True)


def check_page(page: Page) -> None:
    """On a phone and on a desk: nothing for axe to find at WCAG 2.2 AA, nothing wider than the window, one heading.

    With TEST_PICTURES naming a folder, pictures of the page are kept there.
    """
    own = page.viewport_size
    assert own is not None
    assert page.locator("h1").count() == 1, page.url
    page.evaluate(AXE.read_text())
    # The window is resized instead of opened twice: axe takes most of its time to get going on a page.
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        wrong = page.evaluate(RUN_AXE, RULES)
        assert not wrong, f"{page.url} at {size['width']} px: {wrong}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], f"{page.url} is {wide} px wide at {size['width']} px"
        _keep_picture(page, size["width"])
    page.set_viewport_size(own)


def _keep_picture(page: Page, width: int) -> None:
    if folder := os.environ.get("TEST_PICTURES"):
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
