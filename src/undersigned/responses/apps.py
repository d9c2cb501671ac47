"""The room of responses as a Django app."""

from django.apps import AppConfig


class Responses(AppConfig):
    """The answer: drafted, signed off by another person, published."""

    name = "undersigned.responses"
    label = "responses"
    default_auto_field = "django.db.models.BigAutoField"
