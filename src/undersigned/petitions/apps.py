"""The room of petitions as a Django app."""

from django.apps import AppConfig


class Petitions(AppConfig):
    """A petition's life."""

    name = "undersigned.petitions"
    label = "petitions"
