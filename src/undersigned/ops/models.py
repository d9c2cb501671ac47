"""What this deployment is, fixed at its first run."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Identity(models.Model):
    """One row: the origin that names the logs, and the mark of the one person key."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    origin = models.TextField()
    person_key_check = models.BinaryField(max_length=16)
    fixed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_identity")]
