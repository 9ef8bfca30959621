"""services/proposals.py: an organisation proposes, the secretary accepts or declines (rules 3, 6 to 8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans.checks import EventDraft
from actionplans.models import Event, Proposal, QuarterGuard
from actionplans.services import proposals
from actionplans.services.events import EventRefused
from councils import clock, services
from councils.guards import lifted
from councils.models import AuditEntry, ContributorLink
from councils.states import IllegalMove, NotAllowed, Refused
from tests.factories import make_item, make_link, make_member

from .conftest import TODAY, make_world


def draft(world, **changes):
    told = {
        "starts_on": date(2019, 11, 13), "ends_on": date(2019, 11, 13), "district": world.district, "form": "lecture",
        "title": "Права мигранта", "place": "лицей № 21", "participants": 25, "women": 15, "men": 10,
    }  # fmt: skip
    return replace(EventDraft(), **(told | changes))


def make_proposal(world, link=None, key="1", **changes):
    return proposals.send(link or make_link(world.council), draft(world, **changes), client_key=key)


@pytest.fixture
def link(batken):
    return make_link(batken.council)


def codes(call):
    with pytest.raises(EventRefused) as refusal:
        call()
    return [fault.code for fault in refusal.value.faults]


def test_sent_twice_it_is_one_and_with_other_content_the_first_stands(batken, link):
    first = make_proposal(batken, link)
    assert make_proposal(batken, link) == first
    with pytest.raises(proposals.SentAlready, match="KG-B/P-1"):
        make_proposal(batken, link, participants=26)
    other = make_link(batken.council)
    assert make_proposal(batken, other).reference == "KG-B/P-2"  # the key is the link's own
    assert not Event.objects.exists()
    entry = AuditEntry.objects.filter(action="proposal.sent").first()
    assert entry.actor is None and link.organisation.name in entry.text and "лицей" not in entry.text


def test_the_rules_of_every_event_are_asked_but_the_item_is_a_wish(batken, link):
    assert make_proposal(batken, link).item is None
    assert codes(lambda: make_proposal(batken, link, "2", women=40)) == ["sum_exceeds_total"]
    assert codes(lambda: make_proposal(batken, link, "2", ends_on=TODAY + timedelta(days=1))) == ["future_date"]
    sensitive = make_item(batken.plan, "3.1", sensitive=True)
    assert codes(lambda: make_proposal(batken, link, "2", item=sensitive)) == ["sensitive_item"]


def test_a_closed_quarter_is_refused_in_words_for_an_organisation(batken, link):
    october = {"starts_on": date(2019, 10, 1), "ends_on": date(2019, 12, 31)}
    QuarterGuard.objects.create(council=batken.council, **october, sealed=True, locks_on=date(2020, 1, 31))
    with pytest.raises(EventRefused, match="Ask the council's secretary"):
        make_proposal(batken, link)


def test_a_link_that_ended_proposes_nothing(batken, link):
    services.end_link(link, reason="Так", actor=batken.secretary)
    with pytest.raises(NotAllowed, match="has ended"):
        make_proposal(batken, link)
    over = make_link(batken.council, ends_on=date(2019, 11, 19), starts_on=date(2019, 1, 1))
    with pytest.raises(NotAllowed, match="has ended"):
        make_proposal(batken, over)


def test_a_link_in_wrong_hands_does_not_bury_the_secretary(batken, link, monkeypatch):
    monkeypatch.setattr(proposals, "MOST_WAITING", 2)
    make_proposal(batken, link, "1")
    second = make_proposal(batken, link, "2")
    with pytest.raises(Refused, match="2 of your proposals wait"):
        make_proposal(batken, link, "3")
    proposals.decline(second, reason="Не то", actor=batken.secretary)
    make_proposal(batken, link, "3")


def test_accepted_it_is_an_event_of_the_organisation_that_the_secretary_recorded(batken, link):
    proposal = make_proposal(batken, link, item=batken.item, target_groups=["pupils"], note="Без имён")
    event = proposals.accept(proposal, batken.item, actor=batken.secretary)

    assert (event.item, event.participants, event.women, event.note) == (batken.item, 25, 15, "Без имён")
    assert (event.recorded_by, [o.name for o in event.organisations.all()]) == (
        batken.secretary, [link.organisation.name],
    )  # fmt: skip
    assert event.event_organisations.get().role == "organiser"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.event, proposal.settled_by) == ("accepted", event, batken.secretary)
    assert proposal.note == ""  # it stands at the event, where it can be mended
    assert proposals.accept(proposal, batken.item, actor=batken.secretary) == event  # a second click
    assert Event.objects.count() == 1
    assert [entry.action for entry in AuditEntry.objects.order_by("number")][-2:] == [
        "event.recorded", "proposal.accepted",
    ]  # fmt: skip


def test_accepting_keeps_every_rule_of_an_event(batken, link):
    proposal = make_proposal(batken, link)
    assert codes(lambda: proposals.accept(proposal, None, actor=batken.secretary)) == ["unknown_item"]
    october = {"starts_on": date(2019, 10, 1), "ends_on": date(2019, 12, 31)}
    QuarterGuard.objects.create(council=batken.council, **october, sealed=True, locks_on=date(2020, 1, 31))
    assert codes(lambda: proposals.accept(proposal, batken.item, actor=batken.secretary)) == ["quarter_sealed"]
    proposal.refresh_from_db()
    assert proposal.state == "proposed" and not Event.objects.exists()


def test_a_note_goes_when_the_proposal_is_settled(batken, link):
    declined, withdrawn = (make_proposal(batken, link, key, note="А. Маматова, 17 лет") for key in "12")
    proposals.decline(declined, reason="Без имён", actor=batken.secretary)
    proposals.withdraw(withdrawn, link=link)
    assert {note for (note,) in Proposal.objects.values_list("note")} == {""}
    with lifted(), pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=declined.pk).update(note="А. Маматова")


def test_only_the_councils_secretary_settles(batken, osh, link):
    proposal = make_proposal(batken, link)
    for actor in (osh.secretary, make_member(batken.council, "chair", "chair")):
        with pytest.raises(NotAllowed):
            proposals.accept(proposal, batken.item, actor=actor)
        with pytest.raises(NotAllowed):
            proposals.decline(proposal, reason="Нет", actor=actor)


def test_withdrawn_by_its_own_link_alone(batken, link):
    proposal = make_proposal(batken, link)
    with pytest.raises(NotAllowed):
        proposals.withdraw(proposal, link=make_link(batken.council, organisation=link.organisation))
    proposals.withdraw(proposal, link=link)
    proposals.withdraw(proposal, link=link)  # a second click
    with pytest.raises(IllegalMove, match="settled already"):
        proposals.accept(proposal, batken.item, actor=batken.secretary)
    assert AuditEntry.objects.filter(action="proposal.withdrawn").count() == 1


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    return True


def test_the_database_keeps_proposals_and_settles_them_once(batken, osh, link):
    proposal = make_proposal(batken, link)
    rows = Proposal.objects.filter(pk=proposal.pk)
    assert refused(rows.delete)
    assert refused(lambda: rows.update(state="accepted"))
    assert refused(lambda: rows.update(council=osh.council))
    assert refused(lambda: rows.update(link=make_link(batken.council)))
    assert refused(lambda: rows.update(state="declined", settled_at=clock.now(), settled_by=batken.secretary))
    proposals.decline(proposal, reason="Повтор", actor=batken.secretary)
    assert refused(lambda: rows.update(state="proposed", settled_at=None, settled_by=None, reason=""))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["send", "accept", "accept", "decline", "withdraw", "end", "seal"]), st.integers(0, 3),
        st.booleans(),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
@pytest.mark.django_db
def test_any_history_settles_each_proposal_once_and_as_an_oracle_says(steps):
    """The oracle keeps what each step should do: a proposal is settled by the first that settles it, by nobody after;
    events are as many as were accepted; a link that ended sends and withdraws nothing; a sealed quarter takes none."""
    with transaction.atomic():
        _walk(make_world(), steps)
        transaction.set_rollback(True)


def _walk(world, steps):
    link, expected, ended, sealed = make_link(world.council), {}, False, False
    for what, which, flag in steps:
        waits = expected.get(which) == "proposed"
        may = {
            "send": not ended and (which in expected or not sealed), "withdraw": waits and not ended,
            "accept": waits and not sealed and flag, "decline": waits, "end": not ended, "seal": True,
        }[what]  # fmt: skip
        before = dict(Proposal.objects.values_list("client_key", "state"))
        try:
            with transaction.atomic():
                _step(world, link, what, which, flag)
        except (Refused, Proposal.DoesNotExist):
            assert not may or (what in ("accept", "decline", "withdraw") and which not in expected)
            assert dict(Proposal.objects.values_list("client_key", "state")) == before
            continue
        if what == "send":
            expected.setdefault(which, "proposed")
        elif what in ("accept", "decline", "withdraw"):
            state = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}[what]
            assert may or expected[which] == state  # the same again changes nothing
            expected[which] = state
        ended, sealed = ended or what == "end", sealed or what == "seal"
        assert dict(Proposal.objects.values_list("client_key", "state")) == {str(k): v for k, v in expected.items()}
    accepted = sum(state == "accepted" for state in expected.values())
    assert Event.objects.count() == Proposal.objects.exclude(event=None).count() == accepted


def _step(world, link, what, which, flag):
    if what == "send":
        return make_proposal(world, link, str(which))
    if what == "end":
        return services.end_link(ContributorLink.objects.get(), reason="Так", actor=world.secretary)
    if what == "seal":
        span = {"starts_on": date(2019, 10, 1), "ends_on": date(2019, 12, 31), "locks_on": date(2020, 1, 31)}
        return QuarterGuard.objects.update_or_create(council=world.council, defaults={"sealed": True}, **span)
    proposal = Proposal.objects.get(client_key=str(which))
    if what == "accept":
        return proposals.accept(proposal, world.item if flag else None, actor=world.secretary)
    if what == "decline":
        return proposals.decline(proposal, reason="Нет", actor=world.secretary)
    return proposals.withdraw(proposal, link=link)
