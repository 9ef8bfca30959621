"""From a figure to the events and typed-in figures behind it, for whoever may read them (rules 3 and 14)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from actionplans.listing import BY_SMS
from councils.models import Council
from councils.rights import Rights


@dataclass(frozen=True)
class EventLinks:
    """Where the events behind a total are listed, and the page of typed-in figures (of plan 0) with their documents.

    Both empty for a reader of figures only.
    """

    base: str = ""
    typed_base: str = ""

    def to(self, period: str, item: int | None = None) -> str:
        return self._asking({"quarter": period} | ({"item": item} if item else {}))

    def on_behalf(self, period: str) -> str:
        """Events of the period that SMS entered for the council."""
        return self._asking({"quarter": period, "behalf": BY_SMS})

    def _asking(self, asked: dict[str, Any]) -> str:
        return f"{self.base}?{urlencode(asked)}" if self.base else ""

    def typed(self, period: str, plan: int) -> str:
        if not self.typed_base:
            return ""
        return f"{self.typed_base.replace('/0/', f'/{plan}/')}?{urlencode({'quarter': period})}"


def event_links(rights: Rights, council: Council) -> EventLinks:
    """SMS, administrators and the council's own seats read its events; GA reads figures only (rule 3)."""
    if rights.is_sms or rights.is_administrator or council.pk in rights.councils:
        return EventLinks(
            reverse("actionplans:event-list", args=[council.code]),
            reverse("actionplans:typed-figures", args=[council.code, 0]),
        )
    return EventLinks()
