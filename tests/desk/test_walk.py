"""Every address of the desk is walked with every role, and from another authority: to each their own."""

import re

import pytest
from django.test import Client

import make
from staffroom import at_work, with_app
from undersigned.desk.urls import urlpatterns
from undersigned.mail.models import Campaign
from undersigned.responses import drafting, following, referring
from undersigned.responses.drafting import Text
from undersigned.responses.following import Done
from undersigned.responses.models import Response
from undersigned.responses.publish import publish
from undersigned.staff.models import Decision, Role, User
from undersigned.staff.roles import RoleName
from workplace import member, works

pytestmark = pytest.mark.django_db
AT = [pattern for pattern in urlpatterns if "authority" in str(pattern.pattern)]
NAMES = [pattern.name for pattern in AT]
ROLES = [role.value for role in RoleName]


def _everything(now) -> dict[str, str]:
    """One of each thing at the city; the parts of addresses that name them."""
    petition = make.petition("open")
    author = member("responder", email="dov@city.example", at=make.CITY)
    response = drafting.begin(author, [petition.pk], now)
    text = Text(title="Yes", summary="Yes.", body="Yes.", outcome="granted", petitions=(petition.pk,))
    drafting.edit(author, response.pk, 0, text, now)
    drafting.submit(author, response.pk, 1, now)
    publish(member("approver", email="ann@city.example", at=make.CITY), response.pk, 1, now)
    action = following.add(author, response.pk, Done(deed="order", title="Signed", done_on=now.date()), now)
    referral = referring.refer(author, petition.pk, "Not ours.", now, to_office="An office outside")
    return {
        "authority": make.CITY,
        "place": "0",
        "language": "en",
        "action_id": str(action.pk),
        "referral_id": str(referral.pk),
        "petition_id": petition.pk,
        "response_id": response.pk,
        "version": "1",
        "campaign_id": str(Campaign.objects.get().pk),
        "user_id": str(author.user.pk),
    }


def _address(pattern, parts: dict[str, str]) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: parts[found[1]], str(pattern.pattern))


def _try(browser: Client, address: str, method: str) -> int:
    return getattr(browser, method)(address).status_code


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_signed_in_is_asked_to_everywhere(now, method, client):
    parts = _everything(now)
    for pattern in AT:
        answer = getattr(client, method)(_address(pattern, parts))
        assert answer.status_code == 302, pattern.name
        assert answer.url.startswith("/desk/sign-in"), pattern.name


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_of_another_authority_find_nothing_there(now, role, method):
    parts = _everything(now)
    stranger = at_work(role, email="x@wi.example", at="us-wi.governor")
    decided = Decision.objects.count()
    for pattern in AT:
        assert _try(stranger, _address(pattern, parts), method) == 404, pattern.name
    assert Decision.objects.count() == decided


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_another_authority_is_reached_through_ones_own(now, method):
    parts = {**_everything(now), "authority": "us-wi.governor"}
    stranger = at_work(*ROLES, email="x@wi.example", at="us-wi.governor")
    decided, drafts = Decision.objects.count(), Response.objects.count()
    for pattern in AT:
        if str(pattern.pattern).count("<") > 1:
            assert _try(stranger, _address(pattern, parts), method) in {404, 405}, pattern.name
    assert (Decision.objects.count(), Response.objects.count()) == (decided, drafts)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_role_is_let_in_where_its_address_says_so(now, role, method):
    parts = _everything(now)
    browser = at_work(role, email="role@city.example", at=make.CITY)
    for pattern in AT:
        needs = pattern.callback.access.needs
        status = _try(browser, _address(pattern, parts), method)
        if needs and role not in needs:
            assert status == 403, pattern.name
        else:
            assert status in {200, 302, 303, 403, 404, 405, 409, 422}, pattern.name
            assert method == "post" or status in {200, 302, 404, 405}, pattern.name


def test_every_address_of_the_desk_says_who_may_use_it():
    for pattern in urlpatterns:
        assert pattern.callback.access.kind in {"staff", "public", "link"}, pattern.name
    open_doors = {pattern.name for pattern in urlpatterns if pattern.callback.access.kind != "staff"}
    assert open_doors == {
        "desk_enter",
        "account_login",
        "account_logout",
        "account_inactive",
        "mfa_authenticate",
        "mfa_login_webauthn",
    }


def test_the_lists_of_two_authorities_do_not_mix(now):
    _everything(now)
    works("moderator", "administrator", email="x@wi.example", at="us-wi.governor")
    browser = at_work(*ROLES, email="x@wi.example", at="us-wi.governor")
    for page in ("", "/queue", "/answers", "/letters", "/decisions", "/people"):
        shown = browser.get(f"/desk/at/us-wi.governor{page}").content.decode()
        assert "city.example" not in shown, page
        assert "Keep the library" not in shown, page


def test_someone_without_any_role_sees_an_empty_desk():
    user = with_app(works("moderator"))
    Role.objects.all().delete()
    browser = Client()
    browser.force_login(User.objects.get(pk=user.pk))
    assert "You have no role anywhere" in browser.get("/desk").content.decode()


def test_someone_who_works_for_two_chooses_where():
    works("moderator", at=make.CITY)
    browser = at_work("approver", at="us-wi.governor")
    page = browser.get("/desk").content.decode()
    assert "/desk/at/example.city" in page
    assert "/desk/at/us-wi.governor" in page
