"""Pages from memory: made once for a crowd, renewed while the old is served, and never one person's."""

from __future__ import annotations

import asyncio
import gzip

import brotli
import httpx
import pytest

import make
from undersigned.kit import clock, tokens
from undersigned.pages.memory import ANY_QUERY, EVERY_SECOND, PageMemory

PETITION = "/petitions/abcdefghijkl"
LONG = "signatures " * 100


class Site:
    """What stands behind the memory: says how often it was asked, and what it saw."""

    def __init__(self, control: str = EVERY_SECOND, **headers: str) -> None:
        self.asked: list[dict[bytes, bytes]] = []
        self.status = 200
        self.headers = {"content-type": "text/html", "cache-control": control, **headers}
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, scope, receive, send):
        self.asked.append(dict(scope["headers"]))
        number = len(self.asked)
        await self.may_answer.wait()
        headers = [(key.replace("_", "-").encode(), value.encode()) for key, value in self.headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": f"{LONG}{number}".encode()})


class Visitor:
    """Someone with a browser, and a clock that only we move."""

    def __init__(self, site: Site) -> None:
        self.now = 0.0
        self.memory = PageMemory(site, now=lambda: self.now)
        transport = httpx.ASGITransport(self.memory)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://petitions.example")

    async def sees(self, path: str = PETITION, **headers: str) -> str:
        reply = await self.client.get(
            path, headers={key.replace("_", "-"): value for key, value in headers.items()}
        )
        return reply.text.removeprefix(LONG)


def run(conversation):
    return asyncio.run(conversation())


def test_a_crowd_gets_one_page_made_once():
    async def crowd():
        site = Site()
        visitor = Visitor(site)
        seen = await asyncio.gather(*(visitor.sees() for _ in range(50)))
        return set(seen), len(site.asked)

    assert run(crowd) == ({"1"}, 1)


def test_after_a_second_the_old_page_is_served_while_one_request_makes_the_new_one():
    async def later():
        site = Site()
        visitor = Visitor(site)
        await visitor.sees()
        visitor.now = 1.5
        old = [await visitor.sees(), await visitor.sees()]
        await asyncio.sleep(0)
        await asyncio.gather(*visitor.memory._making.values())
        return old, await visitor.sees(), len(site.asked)

    assert run(later) == (["1", "1"], "2", 2)


def test_a_page_older_than_a_few_seconds_is_never_served_as_it_is():
    async def much_later():
        visitor = Visitor(Site())
        await visitor.sees()
        visitor.now = 3.5
        return await visitor.sees()

    assert run(much_later) == "2"


@pytest.mark.parametrize(("age", "status"), [(30, 200), (120, 500)])
def test_when_no_page_can_be_made_one_of_the_last_minute_serves(age, status):
    async def broken():
        site = Site()
        visitor = Visitor(site)
        await visitor.sees()
        site.status, visitor.now = 500, age
        return (await visitor.client.get(PETITION)).status_code

    assert run(broken) == status


def test_a_page_that_raises_is_a_plain_500_and_the_next_one_is_tried_anew():
    async def raising():
        async def bad(scope, receive, send):
            raise RuntimeError("no database")

        return (await Visitor(bad).client.get(PETITION)).status_code

    assert run(raising) == 500


@pytest.mark.parametrize(
    "site",
    [
        {"control": "no-store"},
        {"control": "public, max-age=60"},
        {"control": EVERY_SECOND, "set_cookie": "a=b"},
        {"control": EVERY_SECOND, "vary": "Cookie"},
    ],
)
def test_what_is_not_said_to_be_for_everyone_is_made_for_each(site):
    async def twice():
        visitor = Visitor(Site(**site))
        return [await visitor.sees(), await visitor.sees()]

    assert run(twice) == ["1", "2"]


def test_a_crowd_before_a_page_that_is_not_for_everyone_gets_a_page_each():
    async def crowd():
        site = Site(control="no-store")
        visitor = Visitor(site)
        return sorted(await asyncio.gather(*(visitor.sees() for _ in range(5))))

    assert run(crowd) == ["1", "2", "3", "4", "5"]


def test_no_cookie_reaches_a_page_for_everyone():
    async def with_cookie():
        site = Site()
        await Visitor(site).sees(cookie="session=1", authorization="Basic x", accept_language="en")
        return set(site.asked[0])

    assert run(with_cookie) == {b"host", b"accept-language"}


@pytest.mark.parametrize("path", ["/confirm/token", "/desk", "/receipt/token", "/nowhere", "/unsubscribe/x"])
def test_pages_behind_links_and_for_staff_are_never_remembered(path):
    async def twice():
        visitor = Visitor(Site())
        return [await visitor.sees(path), await visitor.sees(path)]

    assert run(twice) == ["1", "2"]


@pytest.mark.parametrize(("control", "made"), [({"no_vary_search": ANY_QUERY}, 1), ({}, 3)])
def test_a_mark_behind_the_address_makes_another_page_only_where_it_matters(control, made):
    async def shared():
        site = Site(**control)
        visitor = Visitor(site)
        for query in ("?fbclid=1", "?fbclid=2", ""):
            await visitor.sees(PETITION + query)
        return len(site.asked)

    assert run(shared) == made


@pytest.mark.parametrize(
    ("accepted", "encoding", "opened"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_each_client_gets_the_encoding_it_takes(accepted, encoding, opened):
    async def asked():
        visitor = Visitor(Site())
        request = visitor.client.build_request("GET", PETITION, headers={"accept-encoding": accepted})
        reply = await visitor.client.send(request, stream=True)
        return reply.headers.get("content-encoding"), opened(b"".join([part async for part in reply.aiter_raw()]))

    assert run(asked) == (encoding, f"{LONG}1".encode())


def test_who_has_the_page_gets_304_and_no_bytes():
    async def again():
        visitor = Visitor(Site())
        first = await visitor.client.get(PETITION)
        return await visitor.client.get(PETITION, headers={"if-none-match": f'"x", {first.headers["etag"]}'})

    reply = run(again)
    assert (reply.status_code, reply.content) == (304, b"")
    assert reply.headers["cache-control"] == EVERY_SECOND


def test_head_has_the_headers_of_get_and_no_bytes():
    async def head():
        visitor = Visitor(Site())
        first = await visitor.client.get(PETITION)
        return first, await visitor.client.head(PETITION)

    first, reply = run(head)
    assert reply.content == b""
    assert reply.headers["content-length"] == first.headers["content-length"]


def test_memory_stays_bounded(monkeypatch):
    monkeypatch.setattr("undersigned.pages.memory.BYTES_AT_MOST", 5000)

    async def many():
        visitor = Visitor(Site())
        for number in range(20):
            await visitor.sees(f"{PETITION}?page={number}")
        return visitor.memory._size, len(visitor.memory._kept)

    size, kept = run(many)
    assert size <= 5000
    assert kept == 3


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/petitions",
        "/petitions?tab=closed",
        "/petitions/{0}",
        "/petitions/{0}/count.json",
        "/owed",
        "/responses",
    ],
)
def test_the_sites_busiest_pages_are_for_everyone(ask, path):
    petition = make.petition("open", now=clock.now())
    reply = ask(lambda client: client.get(path.format(petition.pk), headers={"accept-encoding": "br"}))
    assert (reply.status_code, reply.headers["cache-control"]) == (200, EVERY_SECOND)
    assert reply.headers["etag"]
    assert "set-cookie" not in reply.headers


def test_where_every_signer_is_sent_is_kept_longer(ask):
    petition = make.petition("open", now=clock.now())
    reply = ask(lambda client: client.get(f"/petitions/{petition.pk}/check-your-email"))
    assert reply.headers["cache-control"] == "public, max-age=60, s-maxage=60"
    assert reply.headers["etag"]


def test_a_letters_link_is_never_kept(ask):
    link = tokens.make("withdraw", make.signature(make.petition("open", now=clock.now())).key)
    reply = ask(lambda client: client.get(f"/withdraw/{link}"))
    assert reply.headers["cache-control"] == "no-store"
    assert "etag" not in reply.headers
