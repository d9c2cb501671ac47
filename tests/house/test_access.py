"""Every route says who may use it, and nobody else gets in."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

import make
from house.source import Finding, settled
from undersigned import urls
from undersigned.kit import tokens
from undersigned.kit.access import Access, declare_staff, link, public
from undersigned.pages import dev_mail, hot
from undersigned.staff.roles import RoleName

NOBODY = "a" * 12
#: What stands in an address where a parameter is wanted; nothing of the kind exists.
PARAMETERS = {
    "token": tokens.make("survey", NOBODY),
    "authority": "no.body",
    "number": "7",
    "slug": "nobody",
    "kind": "svg",
    "tile": "tile/0/x999/999",
}
HOT = {
    "_SIGN": f"/petitions/{NOBODY}/sign",
    "_GATHER": f"/gather/{PARAMETERS['token']}/sign",
    "_CONFIRM": f"/confirm/{PARAMETERS['token']}",
}


def routes(patterns):
    """Every route below these, as the way it is written, and its view."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            for way, view in routes(pattern.url_patterns):
                yield f"{pattern.pattern}{way}", view
        else:
            yield str(pattern.pattern), pattern.callback


def all_routes():
    """Those of every deployment, and those of a trial."""
    return dict([*routes(urls.urlpatterns), *routes(dev_mail.urlpatterns)])


def undeclared(ways):
    for way, view in ways.items():
        access = getattr(view, "access", None)
        if not isinstance(access, Access):
            yield Finding(f"src/undersigned/urls.py:{way}", "does not say who may use it")
        elif access.kind == "link" and not set(access.needs) <= {*tokens.LIVES, "enter"}:
            yield Finding(f"src/undersigned/urls.py:{way}", f"wants a link that nobody makes: {access.needs}")
        elif access.kind == "staff" and not set(access.needs) <= set(RoleName.values):
            yield Finding(f"src/undersigned/urls.py:{way}", f"wants a role that nobody has: {access.needs}")


def address(way):
    """An address that the route answers at."""
    if way.startswith("^"):
        filled = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: _parameter("", found[1]), way[1:-1])
        return "/" + filled.replace("\\.", ".")
    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", lambda found: _parameter(found[1], found[2]), way)


def _parameter(kind, name):
    if kind == "int":
        return PARAMETERS["number"]
    return PARAMETERS.get(kind) or PARAMETERS.get(name) or NOBODY


def of_kind(kind):
    return [
        address(way) for way, view in all_routes().items() if getattr(view, "access", Access("public")).kind == kind
    ]


def test_every_route_says_who_may_use_it():
    settled("access", undeclared(all_routes()))


def test_a_declared_route_passes():
    def page(request): ...

    ways = {"a": public(page), "b": link("confirm")(page), "c": declare_staff(page, ("moderator",))}
    assert list(undeclared(ways)) == []


@pytest.mark.parametrize(
    "view",
    [
        lambda request: HttpResponse(),
        link("love")(lambda request: HttpResponse()),
        declare_staff(lambda request: HttpResponse(), ("king",)),
    ],
)
def test_a_route_that_lets_anyone_guess_is_found(view):
    assert [one.place for one in undeclared({"somewhere": view})] == ["src/undersigned/urls.py:somewhere"]


def test_every_hot_address_is_a_declared_route_of_django_too():
    patterns = {name for name, value in vars(hot).items() if isinstance(value, re.Pattern)}
    assert patterns == set(HOT)
    for name, way in HOT.items():
        assert vars(hot)[name].fullmatch(way)
        assert resolve(way).func.access.kind in {"public", "link"}


@pytest.mark.parametrize("way", [way for way, _view in routes(urls.urlpatterns)])
def test_the_sample_address_of_a_route_leads_there(way):
    match = resolve(address(way))
    assert match.route == way


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_to_a_page_of_staff_without_signing_in(method):
    answers = {way: getattr(Client(), method)(way) for way in of_kind("staff")}
    assert answers
    sent_away = {
        way for way, answer in answers.items() if answer.status_code == 302 and "sign-in" in answer["location"]
    }
    refused = {way for way, answer in answers.items() if answer.status_code in {403, 404, 405}}
    assert set(answers) - sent_away - refused == set()


def signed_in(*roles):
    """The browser of someone who works for make.CITY in these roles, with a second factor."""
    user = make.staff("cleo@city.example", *roles)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(user)
    return client


def of_the_desk(authority):
    """The addresses below an authority's desk, each with the roles that may go there."""
    found = {way: view.access.needs for way, view in all_routes().items() if "<authority:" in way}
    return {address(way).replace(PARAMETERS["authority"], authority): roles for way, roles in found.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_to_the_desk_of_an_authority_they_do_not_work_for(method):
    client = signed_in(*RoleName.values)
    answers = {way: getattr(client, method)(way).status_code for way in of_the_desk(make.WHITE_HOUSE)}
    assert answers
    assert {way: status for way, status in answers.items() if status not in {404, 405}} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("role", RoleName.values)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_to_a_page_of_a_role_they_do_not_hold(method, role):
    client = signed_in(role)
    others = [way for way, roles in of_the_desk(make.CITY).items() if roles and role not in roles]
    answers = {way: getattr(client, method)(way).status_code for way in others}
    assert answers
    assert {way: status for way, status in answers.items() if status not in {403, 405}} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_to_a_page_of_a_link_with_a_token_of_another_purpose(method):
    answers = {way: getattr(Client(), method)(way).status_code for way in of_kind("link")}
    assert answers
    assert {way: status for way, status in answers.items() if status not in {404, 405, 410, 429}} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_no_route_breaks_on_what_does_not_exist(method):
    ways = [address(way) for way, _view in routes(urls.urlpatterns)]
    statuses = {way: getattr(Client(raise_request_exception=False), method)(way).status_code for way in ways}
    assert {way: status for way, status in statuses.items() if status >= 500} == {}


@pytest.mark.django_db
def test_public_pages_set_no_cookie():
    ways = [way for way in of_kind("public") + of_kind("link") if not way.startswith("/desk")]
    assert [way for way in ways if Client().get(way).cookies] == []
