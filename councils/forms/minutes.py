"""Forms of what happened at a meeting: who took part, what was decided, the minutes (rule 4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import personal
from ..charter import Composition
from ..fields import CountField, DayField, DayInput, ScanField
from ..models import Alternate, Attendance, Meeting, Membership, Organisation
from ..quorum import Votes
from ..services import Came
from ..states import TOOK_PART, Presence
from .base import VerbForm, say_nothing_of_need


class AttendanceForm(VerbForm):
    """One answer for every holder of a seat that day; nobody is present before somebody says so."""

    def __init__(
        self, *args: Any, composition: Composition, recorded: list[Attendance], correction: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        known = {row.membership_id: row for row in recorded}
        self.members = [place.membership for place in composition.places if place.membership]
        named: dict[int, list[Alternate]] = {}
        for row in Alternate.objects.on(composition.day).filter(membership__in=self.members).select_related("person"):
            named.setdefault(row.membership_id, []).append(row)
        self.alternates = {f"deputy-{row.pk}": row for rows in named.values() for row in rows}
        for member in self.members:
            self.fields[f"m_{member.pk}"] = _presence(member, named.get(member.pk, []), known.get(member.pk))
        if correction:
            self.fields["reason"] = forms.CharField(
                label=_("Why it is corrected"), max_length=200,
                help_text=_("How many took part in a decision stays as it was counted."),
            )  # fmt: skip

    @property
    def came(self) -> list[Came]:
        found = []
        for member in self.members:
            answer = self.cleaned_data[f"m_{member.pk}"]
            alternate = self.alternates.get(answer)
            found.append(Came(member, Presence.DEPUTY if alternate else answer, alternate))
        return found


def _presence(member: Membership, alternates: list[Alternate], row: Attendance | None) -> forms.ChoiceField:
    by = [(f"deputy-{a.pk}", _("by the alternate %(person)s") % {"person": a.person.full_name}) for a in alternates]
    own = [(value, label) for value, label in Presence.choices if value != Presence.DEPUTY]
    label = f"{member.seat.name}: {member.person.full_name}, {member.organisation.name}"
    missing = _("Say how they took part.")
    return forms.ChoiceField(
        label=label, choices=[("", _("Choose")), *own[:2], *by, *own[2:]],
        initial=(f"deputy-{row.alternate_id}" if row.alternate_id else row.presence) if row else "",
        help_text="" if member.seat.voting else _("without a vote"), error_messages={"required": missing},
    )  # fmt: skip


class DecideForm(VerbForm):
    """One decision with its votes. Whoever had left by then is unticked; the chair's own vote counts at a tie."""

    agenda_item = forms.ModelChoiceField(
        label=_("Question of the agenda"), queryset=Meeting.objects.none(), required=False,
        empty_label=_("another question"),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Decided"), max_length=4000, widget=forms.Textarea({"rows": 5}),
        help_text=_("In the words of the minutes, without data of victims."),
    )  # fmt: skip
    there = forms.ModelMultipleChoiceField(
        label=_("Took part in this decision"), queryset=Membership.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Take out who had left by then."),
    )  # fmt: skip
    votes_for = CountField(label=_("Votes for"))
    votes_against = CountField(label=_("Votes against"))
    votes_abstained = CountField(label=_("Abstained"))
    chair_for = forms.ChoiceField(
        label=_("How whoever chaired voted"), required=False,
        choices=[("", _("not needed: the votes are not equal")), ("yes", _("for")), ("no", _("against"))],
    )  # fmt: skip
    is_advice = forms.BooleanField(
        label=_("Advice only"), required=False, help_text=_("What is agreed on without a quorum is kept only so.")
    )
    responsible_member = forms.ModelChoiceField(
        label=_("Responsible member"), queryset=Membership.objects.none(), required=False, empty_label=_("nobody")
    )
    responsible_organisation = forms.ModelChoiceField(
        label=_("Or the responsible organisation"), required=False, empty_label=_("none"),
        queryset=Organisation.objects.filter(proposed=False, same_as__isnull=True),
    )  # fmt: skip
    due_on = DayField(
        label=_("Due on"), required=False, widget=DayInput(ahead=True),
        help_text=_("Empty: it is noted, nobody is reminded."),
    )  # fmt: skip
    personal_is_known = forms.BooleanField(label=_("It names no victim: keep it as it is"), required=False)

    def __init__(self, *args: Any, meeting: Meeting, composition: Composition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = [place.membership.pk for place in composition.places if place.membership]
        self.fields["agenda_item"].queryset = meeting.agenda.all()  # type: ignore[attr-defined]
        voters = Membership.objects.filter(
            attendances__meeting=meeting, attendances__presence__in=TOOK_PART, seat__voting=True, pk__in=members
        ).with_holder().order_by("seat__position")  # fmt: skip
        there: Any = self.fields["there"]
        there.queryset, there.initial = voters, [member.pk for member in voters]
        came = {row.membership_id: row for row in meeting.attendances.select_related("alternate__person")}
        there.label_from_instance = lambda member: _who_came(came[member.pk], member)
        responsible: Any = self.fields["responsible_member"]
        responsible.queryset = Membership.objects.filter(pk__in=members).with_holder().order_by("seat__position")
        responsible.label_from_instance = _holder
        say_nothing_of_need(self, "there", "personal_is_known", "chair_for")
        self.warned = personal.looks_like(str(self.data.get("text", "")))
        if not self.warned:
            del self.fields["personal_is_known"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.warned and not data.get("personal_is_known"):
            words = "; ".join(str(personal.words_of(kind)) for kind in self.warned)
            self.add_error("personal_is_known", _("Look at the text again: %(words)s.") % {"words": words})
        return data

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        same = ("text", "agenda_item", "is_advice", "responsible_member", "responsible_organisation", "due_on")
        told = {name: data[name] for name in same}
        there = {member.pk for member in data["there"]}
        voters: Any = self.fields["there"]
        told["had_left"] = [member for member in voters.queryset if member.pk not in there]
        told["votes"] = Votes(data["votes_for"], data["votes_against"], data["votes_abstained"])
        told["chair_for"] = {"yes": True, "no": False}.get(data["chair_for"])
        return told


def _holder(member: Membership) -> str:
    return f"{member.person.full_name}, {member.seat.name}"


def _who_came(row: Attendance, member: Membership) -> str:
    """The alternate where one came, beside the member in whose place."""
    if row.alternate is None:
        return _holder(member)
    return _("%(alternate)s for %(member)s") % {"alternate": row.alternate.person, "member": _holder(member)}


class MinutesForm(VerbForm):
    """Number of the minutes and, where there is one, the signed scan; a reason where something is replaced."""

    blamed = "number"

    number = forms.CharField(label=_("Number of the minutes"), max_length=60)
    scan = ScanField(label=_("Minutes, signed"), required=False)
    reason = forms.CharField(
        label=_("Why it is replaced"), max_length=200, required=False,
        help_text=_("Only where a number or a scan that is kept becomes another."),
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        kwargs["initial"] = {"number": meeting.minutes_number}
        super().__init__(*args, **kwargs)
        if meeting.state != "held":
            del self.fields["reason"]
