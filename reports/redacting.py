"""Which sealed texts stand for the same words, who may ask that they are blacked out, who decides (rule 12)."""

import itertools
import re
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from councils.models import Council
from councils.rights import rights_of

from .models import CouncilReport, Edition, EditionText, Period

_WORD = re.compile(r"[^\W\d_]{2,}")
_SURNAME = re.compile(r"\b([А-ЯЁҢӨҮ][а-яёңөү]{2,}(?:[оеё]в|ин))(?:[ауеы]|ой|ым|ых)?\b")
_LONG_NUMBER, _PARTED = re.compile(r"\d{5,}"), re.compile(r"(?<=\d)[\s().–-]+(?=\d)")


def same_texts(text: EditionText) -> QuerySet[EditionText]:
    """The text wherever it stands: under its key in the report's other editions; an instruction's in every national
    report, a decision's in every report of its council; where it is a council's, also where national reports quote it
    word for word, and from such a quotation back. What is blacked out is left out."""
    edition = text.edition
    report: CouncilReport | None = edition.report
    own = Q(edition__report=report) if report else Q(edition__national=edition.national_id)
    where, council = own & Q(key=text.key), council_of(text)
    if text.key.startswith("instructions/"):  # told in the national reports of several quarters
        where |= Q(edition__national__isnull=False, key=text.key)
    if council and text.key.startswith("decisions/"):  # told in the reports of several quarters
        where |= Q(edition__report__council=council, key=text.key)
    if council:
        period = _period_of(text)
        where |= Q(edition__national__period=period, key__contains=f"/{council.code}/")
        where |= Q(edition__national__isnull=False, key__startswith=f"restated/{period.label}/{council.code}/")
        if report is None:
            where |= Q(edition__report__period=period, edition__report__council=council)
    found = EditionText.objects.filter(where, text=text.text, redacted_at=None).order_by("edition", "key")
    return found.select_related(
        "edition__report__council__region", "edition__report__period", "edition__national__period"
    )


def council_of(text: EditionText) -> Council | None:
    """Whose words they are: of the report's council, or of the one that a national report's key names."""
    report = text.edition.report
    codes = [report.council.code] if report else text.key.split("/")
    return Council.objects.filter(code__in=codes).first()


def _period_of(text: EditionText) -> Period:
    """Of the report that the words are from: a national report restates earlier quarters."""
    owner = text.edition.report or text.edition.national
    assert owner is not None
    kind, *rest = text.key.split("/")
    restated = (period for period in Period.objects.all() if kind == "restated" and period.label == rest[0])
    return next(restated, owner.period)


def may_ask(user: Any, edition: Edition) -> bool:
    """SMS; of a council's edition also its secretary, chair and deputy."""
    rights = rights_of(user)
    if edition.report is None:
        return rights.is_sms
    council = edition.report.council_id
    return rights.is_sms or rights.may_record(council) or rights.may_sign(council)


def may_decide(user: Any) -> bool:
    """An administrator or an SMS officer; the service refuses whoever asked."""
    rights = rights_of(user)
    return rights.is_administrator or rights.is_sms


def gives_away(reason: str, text: str) -> bool:
    """Whether a reason repeats the text: all of it, three words in a row, two names in a row or a surname in any of
    their forms, or five figures in a row however they are parted."""
    told = reason.casefold()
    if len(text.strip()) > 2 and text.strip().casefold() in told:
        return True
    figures = _PARTED.sub("", reason)
    if any(number in figures for number in _LONG_NUMBER.findall(_PARTED.sub("", text))):
        return True
    words, said = _WORD.findall(text), _WORD.findall(told)
    runs = (words[at : at + 3] for at in range(len(words) - 2))
    if any(" ".join(run).casefold() in " ".join(said) for run in runs):
        return True
    names = (pair for pair in itertools.pairwise(words) if all(word[0].isupper() for word in pair))
    stems = [*(tuple(map(_stem, pair)) for pair in names), *((name.casefold(),) for name in _SURNAME.findall(text))]
    return any(all(any(word.startswith(stem) for word in said) for stem in each) for each in stems)


def _stem(name: str) -> str:
    """Without its ending: Гуля, Гули, Гуле."""
    return name.casefold()[: max(3, len(name) - 2)]


def place_of(key: str) -> str:
    """Where in its edition a text stands, in words."""
    kind, *rest = key.split("/")
    last = rest[-1] if rest else ""
    if kind == "items":
        words = {"text": _("progress"), "next_steps": _("next steps"), "adjustment": _("counted twice, why")}
        item = _("Item %(number)s") % {"number": rest[1]}
        return ", ".join((item, words.get(last, _("document of a figure"))))
    if kind in ("events", "national_events"):
        words = {"title": _("topic"), "place": _("place")}
        event = _("Event %(code)s") % {"code": rest[0]}
        return ", ".join((event, words.get(last, last)))
    if kind == "narrative":
        who = _("text of SMS") if last == "text" else rest[1]
        measure = _("Measure %(number)s") % {"number": rest[0]}
        return ", ".join((measure, who))
    names = {
        "answers": _("Answer to a question of the form"), "problems": _("Problem or proposal"),
        "opinions": _("Separate opinion"), "missing": _("Why a council is missing"),
        "extension": _("Why the deadline is later"), "councils": _("Why the deadline is later"),
        "changes": _("Why the report was opened again"), "restated": _("Why the report was opened again"),
        "instructions": _("Instruction"), "decisions": _("Decision of a meeting"),
    }  # fmt: skip
    return f"{names.get(kind, kind)}, {rest[0]}" if kind == "councils" else str(names.get(kind, kind))
