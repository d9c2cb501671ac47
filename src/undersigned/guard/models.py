"""The tables of guard: what is left of limits that processes share, and which solutions were used."""

from __future__ import annotations

from django.db import models


class Level(models.Model):
    """What is left in one bucket for all processes together, as of a moment; its key names nobody."""

    key = models.BinaryField(primary_key=True, max_length=16)
    level = models.FloatField()
    at = models.DateTimeField()


class UsedSolution(models.Model):
    """A proof of work that has served: it serves no second time, and is forgotten once it has expired."""

    mark = models.BinaryField(primary_key=True, max_length=32)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=("expires_at",), name="guard_solution_expires")]
