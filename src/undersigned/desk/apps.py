"""The room of the desk as a Django app."""

from django.apps import AppConfig


class Desk(AppConfig):
    """Pages for staff."""

    name = "undersigned.desk"
    label = "desk"
