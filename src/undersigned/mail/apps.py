"""The room of letters as a Django app."""

from django.apps import AppConfig


class Mail(AppConfig):
    """Letters and campaigns."""

    name = "undersigned.mail"
    label = "mail"
