"""The operators' room as a Django app, so that its checks run at every start."""

from django.apps import AppConfig
from django.core import checks

from undersigned.ops.checks import keys_are_well_formed, production_is_safe


class Ops(AppConfig):
    """What operators need."""

    name = "undersigned.ops"
    label = "ops"

    def ready(self) -> None:
        """Hand our system checks to Django."""
        checks.register(keys_are_well_formed)
        checks.register(production_is_safe, checks.Tags.security, deploy=True)
