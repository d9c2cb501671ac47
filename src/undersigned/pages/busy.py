"""The plain page that says, at once, that very many people are here now."""

from __future__ import annotations

from undersigned.kit.asgi import Send

AGAIN_IN_SECONDS = b"5"
_PAGE = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    b"<title>Very busy</title><h1>Very many people are here now</h1>"
    b"<p>Nothing was lost. Go back, wait a few seconds and try again.</p></html>"
)


async def busy(send: Send) -> None:
    """503 with Retry-After; made without a template or the database, which may be what is overloaded."""
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(_PAGE)).encode()),
        (b"retry-after", AGAIN_IN_SECONDS),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": _PAGE})
