"""What a page must stand in a real browser: nothing for axe to find, nothing wider than the window."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"


def check_page(page: Page) -> None:
    """Nothing for axe to find at WCAG 2.2 AA, nothing wider than the window, one main heading."""
    page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", tags)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("h1").count() == 1
    if folder := os.environ.get("TEST_PICTURES"):
        name = page.url.split("/", 3)[3].replace("/", "_").split("?")[0] or "home"
        page.screenshot(path=f"{folder}/{name[:40]}-{page.viewport_size['width']}.png", full_page=True)
