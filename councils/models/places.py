"""Regions and districts by ISO 3166-2 and SOATE codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from councils.states import DistrictKind, RegionKind

from .names import Named


class Region(Named):
    code = models.CharField(_("ISO code"), max_length=8, unique=True)
    soate = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=20, choices=RegionKind)

    class Meta:
        ordering = ("code",)


class District(Named):
    region = models.ForeignKey(Region, models.PROTECT, related_name="districts")
    soate = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=20, choices=DistrictKind)

    class Meta:
        ordering = ("soate",)
