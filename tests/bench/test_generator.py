"""The generator sends forms that are good ones, says how many, and counts every answer."""

from urllib.parse import parse_qsl

import load

from undersigned.signatures import form


def addresses(site):
    read = (
        form.read(dict(parse_qsl(body.decode(), keep_blank_values=True))) for _path, _headers, body in site.posted
    )
    return [filled.address.person for filled in read]


def is_well_formed(body):
    try:
        form.read(dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")))
    except ValueError:
        return False
    return True


def test_every_form_is_good_and_every_address_new(wrk, site):
    done = load.post("sign.lua", site.url, limit=300, petition="aaaaaaaaaaaa")
    assert (done.sent, done.answered, done.count(303), done.lost) == (300, 300, 300, 0)
    assert len(set(addresses(site))) == len(site.posted) == 300
    assert {path for path, _headers, _body in site.posted} == {"/petitions/aaaaaaaaaaaa/sign"}


def test_forms_come_from_many_networks(wrk, site):
    load.post("sign.lua", site.url, limit=300, petition="aaaaaaaaaaaa", first=4000)
    clients = {headers["x-forwarded-for"] for _path, headers, _body in site.posted}
    assert len(clients) == 300
    assert any(":" in client for client in clients)


def test_repeats_and_malformed_forms_are_as_many_as_it_says(wrk, site):
    site.status = lambda body: 303 if is_well_formed(body) else 422
    done = load.post("sign.lua", site.url, limit=400, petition="aaaaaaaaaaaa", mixed=1)
    fresh, malformed = load.forms(done.sent, mixed=True)
    assert (malformed, done.count(422)) == (20, 20)
    site.posted = [one for one in site.posted if is_well_formed(one[2])]
    assert len(set(addresses(site))) == fresh
    assert 0.25 < 1 - fresh / len(site.posted) < 0.35


def test_each_button_is_pressed_once(wrk, site, tmp_path):
    tokens = tmp_path / "tokens.txt"
    tokens.write_text("".join(f"token{number}\n" for number in range(150)))
    done = load.post("press.lua", site.url, seconds=5, tokens=tokens)
    assert done.count(303) == 150
    assert sorted(path for path, _headers, _body in site.posted) == sorted(
        f"/confirm/token{number}" for number in range(150)
    )


def test_sending_stops_in_time_and_waits_for_the_last_answer(wrk, site):
    done = load.post("sign.lua", site.url, seconds=0.3, petition="aaaaaaaaaaaa")
    assert done.sent == done.answered == len(site.posted) > 0
    assert 0 < done.cpu < 1
