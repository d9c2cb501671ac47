"""The public logs as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Owns the tables of logs, intents, tiles and bundles."""

    name = "undersigned.ledger"
    label = "ledger"
    verbose_name = "Public logs"
