"""The room of staff as a Django app."""

from django.apps import AppConfig


class Staff(AppConfig):
    """Owns who works here and what they decided."""

    name = "undersigned.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"
