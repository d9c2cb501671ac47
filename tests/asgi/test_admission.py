"""A crowd before Django: some inside, some in line, the rest told at once to come again."""

from __future__ import annotations

import asyncio

import httpx

from undersigned.pages.admission import Admission


def test_only_so_many_are_inside_and_who_finds_the_line_full_is_told_so_at_once():
    async def crowd():
        inside, most, gate = 0, 0, asyncio.Event()

        async def site(scope, receive, send):
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await gate.wait()
            inside -= 1
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        transport = httpx.ASGITransport(Admission(site, at_once=2, waiting_at_most=3))
        async with httpx.AsyncClient(transport=transport, base_url="http://petitions.example") as client:
            waiting = [asyncio.create_task(client.get("/")) for _ in range(5)]
            while most < 2:
                await asyncio.sleep(0)
            refused = await client.get("/")
            gate.set()
            served = await asyncio.gather(*waiting)
        return refused, [reply.status_code for reply in served], most

    refused, served, most = asyncio.run(crowd())
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert (served, most) == ([200] * 5, 2)


def test_a_request_that_breaks_leaves_its_place_to_the_next():
    async def broken():
        async def site(scope, receive, send):
            raise RuntimeError("broken")

        transport = httpx.ASGITransport(Admission(site, at_once=1, waiting_at_most=1), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://petitions.example") as client:
            return [(await client.get("/")).status_code for _ in range(3)]

    assert asyncio.run(broken()) == [500, 500, 500]
