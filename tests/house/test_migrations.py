"""The migrations make what the models say."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from undersigned.petitions.models import Issue


def check():
    labels = [config.label for config in apps.get_app_configs() if config.name.startswith("undersigned.")]
    call_command("makemigrations", *labels, check_changes=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    check()


@pytest.mark.django_db
def test_a_model_without_its_migration_is_found(monkeypatch):
    monkeypatch.setattr(Issue._meta.get_field("name"), "max_length", 81)
    with pytest.raises((SystemExit, CommandError)):
        check()
