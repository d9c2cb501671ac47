"""The room `authorities` as a Django app."""

from django.apps import AppConfig


class AuthoritiesConfig(AppConfig):
    """Owns the table of authorities."""

    name = "undersigned.authorities"
    label = "authorities"
    default_auto_field = "django.db.models.BigAutoField"
