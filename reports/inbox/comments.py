"""Comments at a report that nobody settled: SMS's and organisations' wait for the council, the council's for SMS."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import ngettext

from councils.models import Grant
from councils.states import GrantRole
from reports.models import Comment

from .lines import Line, day_of


def comment_lines(day: date, councils: Sequence[int] | None = None) -> Iterator[Line]:
    """One line a report. These councils' secretaries find what SMS and organisations wrote; SMS, without councils,
    what they wrote themselves."""
    of_sms = Exists(Grant.objects.filter(user=OuterRef("by"), role=GrantRole.SMS))
    comments = Comment.objects.filter(settled_at=None).select_related("report__council__region", "report__period")
    if councils is None:
        found = comments.filter(~of_sms, contributor=None)
    else:
        found = comments.filter(of_sms | Q(contributor__isnull=False), report__council__in=councils)
    by_report: dict[int, list[Comment]] = {}
    for comment in found.order_by("at", "pk"):
        by_report.setdefault(comment.report_id, []).append(comment)
    for several in by_report.values():
        report, n = several[0].report, len(several)
        words = ngettext(
            "Answer %(n)s comment on the report for %(quarter)s",
            "Answer %(n)s comments on the report for %(quarter)s",
            n,
        )
        words %= {"n": n, "quarter": report.period.words}
        since = day_of(several[0].at)
        yield Line("comments", words, report.get_absolute_url(), day, since, None, report.council.region.name)
