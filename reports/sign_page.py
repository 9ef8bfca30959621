"""What the chair's one page tells beside the figures: what changed, what deserves a second look, what SMS will ask.

Built from statements, the quarter's remarks and comments in a fixed number of queries; nothing here adds up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.remarks import second_looks
from actionplans.states import RemarkKind
from councils.dates import span_words
from councils.numbers import figure_words, per_cent, percent_words

from .differences import between
from .editions import open_edition
from .models import Comment, CouncilReport, Edition
from .pages import Row, differences
from .statement import Statement
from .states import OPENED_AGAIN, ReportStatus
from .told.quality import quality_told

SHOWN = 4  # rows of a list on one page; the rest is named by its number


@dataclass(frozen=True)
class Line:
    """One thing to know before signing, and where it stands."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Since:
    """What the edition before said otherwise: (label, was, now) of the totals, and the numbers of items changed."""

    edition: Edition
    figures: list[tuple[Any, Any, Any]]
    items: list[str]


@dataclass(frozen=True)
class SignPage:
    since: Since | None
    warnings: list[Line]
    questions: list[Line]


def sign_page(report: CouncilReport, statement: Statement) -> SignPage:
    since = _since(report, statement)
    return SignPage(since, list(_warnings(report, statement)), list(_questions(report, statement, since)))


def first_of(rows: Iterable[Row]) -> tuple[list[Row], int]:
    """As many as one page shows, and how many more there are."""
    every = list(rows)
    return every[:SHOWN], max(len(every) - SHOWN, 0)


def _since(report: CouncilReport, statement: Statement) -> Since | None:
    last = report.editions.order_by("-number").first()
    if last is None:
        return None
    old = open_edition(last, with_events=False)
    return Since(last, differences(old, statement), items_changed(old, statement))


def items_changed(old: Statement, new: Statement) -> list[str]:
    """Numbers of items that came, went, or say something else: figures, typed figures, state, texts."""
    return [item.key for item in between(old, new).items]


def _warnings(report: CouncilReport, statement: Statement) -> Iterator[Line]:
    """Of the quarter's events: what is open for a second look, what is not recorded, what nothing proves."""
    quarters, figures = report.period.as_quarter.quarters, statement["figures"]
    for quarter in quarters:  # each has a second look of its own
        (look,) = second_looks([report.council], [quarter])
        url = f"{reverse('actionplans:second-look', args=[report.council.code])}?quarter={quarter.label}"
        when = f", {span_words(*quarter, months=3)}" if len(quarters) > 1 else ""
        for kind in RemarkKind:
            count = sum(finding.kind == kind for finding in look.open)
            if count:
                yield Line(f"{str(kind.label).capitalize()}{when}: {figure_words(count)}", url)
    for name, words in (("sex_not_recorded", _("Sex not recorded")), ("age_not_recorded", _("Age not recorded"))):
        share = per_cent(figures[name], figures["participants"])
        if share:
            told = {"what": words, "share": percent_words(share)}
            yield Line(_("%(what)s: %(share)s of participants") % told)
    unproven = quality_told(report.council, report.period.as_quarter)["without_evidence"]
    if unproven:
        words = ngettext("%(count)s event has no evidence", "%(count)s events have no evidence", unproven)
        yield Line(words % {"count": figure_words(unproven)})


def _questions(report: CouncilReport, statement: Statement, since: Since | None) -> Iterator[Line]:
    """What SMS said and nobody settled, and what it sees first: changes, problems, double counting."""
    asked = report.steps.filter(after__in=OPENED_AGAIN).order_by("-number").first()
    if asked and asked.after != ReportStatus.RECALLED:
        yield Line(_("SMS asked: “%(words)s”") % {"words": Truncator(asked.reason).chars(100)})
    yield from _comments(report)
    if since and since.items:
        told = {"number": since.edition.number, "items": ", ".join(since.items[: SHOWN * 3])}
        yield Line(_("Changed since edition %(number)s: items %(items)s") % told, report.get_absolute_url())
    problems = statement.get("problems", [])
    for problem in problems[:SHOWN]:
        told = {"item": problem["item"] or _("whole plan"), "words": Truncator(problem["problem"]).chars(80)}
        yield Line(_("Problem, %(item)s: %(words)s") % told)
    if len(problems) > SHOWN:
        yield Line(_("And %(count)s more problems") % {"count": len(problems) - SHOWN}, report.get_absolute_url())
    for opinion in statement.get("opinions", []):
        yield Line(_("Separate opinion of a member: %(name)s") % {"name": opinion["name"]}, report.get_absolute_url())
    twice = [item for item in statement["items"] if item.get("adjustment")]
    if twice:
        named = ", ".join(f"{item['number']} (−{figure_words(item['adjustment']['participants'])})" for item in twice)
        yield Line(_("Counted twice, participants: %(items)s") % {"items": named}, report.get_absolute_url())


def _comments(report: CouncilReport) -> Iterator[Line]:
    found: QuerySet[Comment] = report.comments.filter(settled_at=None).with_names()
    comments = list(found)
    for comment in comments[:SHOWN]:
        where = comment.item.number if comment.item else _("the whole report")
        told = {"who": comment.author, "item": where, "words": Truncator(comment.text).chars(80)}
        yield Line(_("%(who)s, %(item)s: “%(words)s”") % told, f"{report.get_absolute_url()}#comments")
    if len(comments) > SHOWN:
        words = _("And %(count)s more comments") % {"count": len(comments) - SHOWN}
        yield Line(words, f"{report.get_absolute_url()}#comments")
