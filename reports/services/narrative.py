"""What SMS writes of a measure for the national report: a version after another, none ever lost (rule 13)."""

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import Measure
from councils import audit, clock
from councils.locks import lock_system
from councils.models import User
from councils.services.allowed import need_sms
from councils.states import Refused
from reports.models import NationalText, Period


class TextChangedMeanwhile(Refused):
    """Somebody else wrote on the measure since it was opened; `latest` is how the text stands now."""

    def __init__(self, latest: NationalText) -> None:
        super().__init__(_("Somebody else wrote here meanwhile. Compare both texts, then save yours."))
        self.latest = latest


@transaction.atomic
def write_text(period: Period, measure: Measure, *, text: str, number: int, actor: User) -> NationalText:
    """The next version of the text; `number` is the version that was opened (0: none yet).

    The same text again is the same version. Raises NotAllowed, Refused (nothing written), TextChangedMeanwhile.
    """
    need_sms(actor)
    lock_system()
    text = text.strip()
    latest = NationalText.objects.filter(period=period, measure=measure).order_by("-number").first()
    if latest and latest.text == text:
        return latest
    if latest and latest.number != number:
        raise TextChangedMeanwhile(latest)
    if not latest and not text:
        raise Refused(_("Text: write what the councils did on this measure."))
    version = NationalText.objects.create(
        period=period, measure=measure, number=latest.number + 1 if latest else 1, text=text,
        written_by=actor, written_at=clock.now(),
    )  # fmt: skip
    after = {"version": version.number, "text_sha256": audit.digest(text)}
    audit.record("national.text_written", f"national:{period}/{measure.code}", actor=actor, after=after)
    return version
