"""A trial shows the founding case whole: its answer, what it rests on, what was done, and where it was referred."""

import argparse

import pytest

import make
from undersigned.ops import seed
from undersigned.petitions.models import Petition
from undersigned.responses.models import Response


@pytest.mark.django_db
def test_the_founding_case_is_seeded_with_all_that_belongs_to_it(client):
    make.facts()
    assert seed.run(argparse.Namespace()) == 0
    page = client.get(f"/responses/{Response.objects.get(outcome='no-power').pk}").content.decode()
    for said in (
        "184 commutations, more than the last five presidents combined",
        "had granted 66 pardons",
        "Wis. Const. art. V § 6",
        "18 May 2015",
        "visited a federal prison",
        "To the Governor of Wisconsin",
        "convictions overturned by a higher court",
    ):
        assert said in page, said
    assert "answered:" in client.get("/accountability").content.decode()
    petition = Petition.objects.get(title__startswith="Teach first aid")
    assert (
        "The President of the United States cannot grant this"
        in client.get(f"/petitions/{petition.pk}").content.decode()
    )
