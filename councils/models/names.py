"""Names kept in the three languages of the system."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A thing with a name in Kyrgyz, Russian and English; `name` is the reader's."""

    name_en = models.CharField(_("name in English"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200)
    name_ky = models.CharField(_("name in Kyrgyz"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return str(getattr(self, f"name_{(get_language() or 'ru')[:2]}", self.name_ru))

    @property
    def names(self) -> dict[str, str]:
        """All three, for sealed editions and exports in any language."""
        return {"en": self.name_en, "ru": self.name_ru, "ky": self.name_ky}
