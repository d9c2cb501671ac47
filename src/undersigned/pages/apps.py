"""The room's entry in Django's list of apps."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Templates, static files and views for the public."""

    name = "undersigned.pages"
    label = "pages"
