"""The authorities that take petitions here come from a file of facts."""

import pytest

from undersigned.authorities.catalogue import load_authorities
from undersigned.authorities.models import Authority

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing() -> None:
    assert load_authorities() == 3
    before = list(Authority.objects.values())
    assert load_authorities() == 3
    assert list(Authority.objects.values()) == before


def test_the_example_deployment_has_a_president_a_governor_and_a_city() -> None:
    load_authorities()
    offices = dict(Authority.objects.taking_petitions().values_list("slug", "office"))
    assert offices == {
        "us.white-house": "us.president",
        "us-wi.governor": "us-wi.governor",
        "example.city": "example.mayor",
    }


def test_an_authority_that_left_the_file_stays_but_takes_no_petitions() -> None:
    Authority.objects.create(
        slug="us-vt.governor",
        name="Governor of Vermont",
        short_name="Vermont",
        office="us-vt.governor",
        takes_petitions=True,
    )
    load_authorities()
    assert Authority.objects.get(slug="us-vt.governor").takes_petitions is False


def test_a_correction_in_the_file_reaches_the_table() -> None:
    load_authorities()
    Authority.objects.filter(slug="us.white-house").update(name="Old name")
    load_authorities()
    assert Authority.objects.get(slug="us.white-house").name == "The White House"
