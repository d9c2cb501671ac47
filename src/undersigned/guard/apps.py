"""The room of limits as a Django app."""

from django.apps import AppConfig


class Guard(AppConfig):
    """Limits that processes share, and solutions that were used."""

    name = "undersigned.guard"
    label = "guard"
