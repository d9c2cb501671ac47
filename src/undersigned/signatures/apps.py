"""The room of signatures as a Django app."""

from django.apps import AppConfig


class Signatures(AppConfig):
    """Signatures, from the form to the count."""

    name = "undersigned.signatures"
    label = "signatures"
