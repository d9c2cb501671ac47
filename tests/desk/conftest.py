"""What the tests of the desk stand on: the served site."""

from served import address, chromium, page

__all__ = ["address", "chromium", "page"]
