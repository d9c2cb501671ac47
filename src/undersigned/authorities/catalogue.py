"""Loads the authorities that take petitions here from `data/authorities/taking.toml` into the database."""

import tomllib

from undersigned.authorities.models import Authority
from undersigned.kit import facts


def load_authorities() -> int:
    """Makes the table of authorities agree with the file; returns how many it names.

    One upsert, so idempotent and safe beside another loader. An authority that left the file stops taking
    petitions but stays, because petitions name it. Raises KeyError where a row lacks a field.
    """
    data = tomllib.loads(facts.path("authorities", "taking.toml").read_text("utf-8"))
    rows = [
        Authority(
            slug=row["slug"],
            name=row["name"],
            short_name=row["short_name"],
            office=row["office"],
            takes_petitions=row["takes_petitions"],
            url=row.get("url", ""),
        )
        for row in data["authority"]
    ]
    Authority.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "short_name", "office", "takes_petitions", "url"],
    )
    Authority.objects.exclude(slug__in=[row.slug for row in rows]).update(takes_petitions=False)
    return len(rows)
