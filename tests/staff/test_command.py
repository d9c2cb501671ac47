"""`undersigned staff`: the first administrator, the list, new links."""

import argparse
import json

import pytest

from undersigned.staff import cli
from undersigned.staff.models import Decision, Role, User
from workplace import authority, works

pytestmark = pytest.mark.django_db


def undersigned_staff(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return cli.run(parser.parse_args(words))


def test_the_first_administrator_is_made_by_a_command_that_prints_a_link(capsys):
    authority()
    code = undersigned_staff("add", "Head@City.example", "--authority", "test.city", "--role", "administrator")
    assert code == 0
    assert capsys.readouterr().out.startswith("http://petitions.example/desk/enter/")
    assert Role.objects.get().role == "administrator"
    decision = Decision.objects.get()
    assert (decision.role, decision.actor) == ("operator", None)


def test_several_roles_are_given_at_once(capsys):
    authority()
    undersigned_staff("add", "x@y.example", "--authority", "test.city", "--role", "moderator", "--role", "approver")
    assert sorted(Role.objects.values_list("role", flat=True)) == ["approver", "moderator"]


def test_an_unknown_authority_is_named_with_those_there_are(capsys):
    authority()
    assert undersigned_staff("add", "x@y.example", "--authority", "test.town", "--role", "approver") == 1
    assert "test.city" in capsys.readouterr().err
    assert not User.objects.exists()


def test_a_wrong_address_is_said_to_be_wrong(capsys):
    authority()
    assert undersigned_staff("add", "nobody", "--authority", "test.city", "--role", "approver") == 2
    assert "not an e-mail address" in capsys.readouterr().err


def test_the_list_can_be_read_by_a_machine(capsys):
    works("moderator")
    undersigned_staff("list", "--json")
    listed = json.loads(capsys.readouterr().out)
    assert listed == [{"authority": "test.city", "email": "cleo@city.example", "roles": ["moderator"]}]


def test_the_list_of_another_authority_is_empty(capsys):
    works("moderator")
    authority("test.county")
    undersigned_staff("list", "--authority", "test.county")
    assert capsys.readouterr().out == ""


def test_a_new_link_is_a_decision(capsys):
    cleo = works("moderator")
    assert undersigned_staff("link", "cleo@city.example") == 0
    assert "/desk/enter/" in capsys.readouterr().out
    assert Decision.objects.filter(verb="make-link", subject=f"user:{cleo.pk}").exists()


def test_nobody_gets_no_link(capsys):
    assert undersigned_staff("link", "nobody@city.example") == 1
    assert "Nobody here" in capsys.readouterr().err


def test_a_reset_is_a_decision_of_its_own(capsys):
    works("moderator")
    assert undersigned_staff("link", "cleo@city.example", "--reset") == 0
    assert Decision.objects.filter(verb="reset-sign-in").exists()
