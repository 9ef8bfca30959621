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

    def to(self, period: str, item: int | None = None, figure: str = "") -> str:
        """`figure` is the one that was clicked; the list of events as they are now shows all of them."""
        return self._asking({"quarter": period} | ({"item": item} if item else {}))

    def on_behalf(self, period: str) -> str:
        """Events of the period that SMS entered for the council."""
        return self._asking({"quarter": period, "behalf": BY_SMS})

    def _asking(self, asked: dict[str, Any]) -> str:
        if not self.base:
            return ""
        return f"{self.base}?{urlencode(asked)}" if asked else self.base

    def typed(self, period: str, plan: int) -> str:
        if not self.typed_base:
            return ""
        return f"{self.typed_base.replace('/0/', f'/{plan}/')}?{urlencode({'quarter': period})}"


@dataclass(frozen=True)
class SealedLinks(EventLinks):
    """To the events of one edition as they stood in it: those of its own quarter, and nothing that was typed in."""

    period: str = ""

    def to(self, period: str, item: int | None = None, figure: str = "") -> str:
        asked = {"item": item, "figure": figure}
        return self._asking({name: value for name, value in asked.items() if value}) if period == self.period else ""

    def on_behalf(self, period: str) -> str:
        return self._asking({"behalf": BY_SMS})


def sealed_links(edition: int, period: str) -> SealedLinks:
    """For whoever may read the edition: no note and no evidence is in it (rules 3 and 12)."""
    return SealedLinks(reverse("reports:edition-events", args=[edition]), period=period)


def event_links(rights: Rights, council: Council) -> EventLinks:
    """SMS, administrators and the council's own seats read its events; GA reads figures only (rule 3)."""
    if rights.is_sms or rights.is_administrator or council.pk in rights.councils:
        return EventLinks(
            reverse("actionplans:event-list", args=[council.code]),
            reverse("actionplans:typed-figures", args=[council.code, 0]),
        )
    return EventLinks()
