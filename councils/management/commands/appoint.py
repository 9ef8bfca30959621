"""Put a person in a seat of a council, with the rules, rights and audit of the page."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from councils import charter, services
from councils.management.acting import ActingCommand, council_of, day
from councils.models import Organisation, Person, User
from councils.states import OrganisationKind


class Command(ActingCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--council", required=True, metavar="CODE")
        parser.add_argument("--seat", required=True, metavar="CODE", help="chair, secretary, youth, …")
        parser.add_argument("--person", required=True, metavar="NAME", help="entered if there is nobody of this name")
        parser.add_argument("--organisation", required=True, metavar="NAME", help="entered if there is none")
        parser.add_argument("--kind", choices=OrganisationKind.values, help="of a new organisation; else the seat's")
        parser.add_argument("--order", required=True, metavar="TEXT")
        parser.add_argument("--from", dest="starts_on", required=True, type=day, metavar="DATE")
        parser.add_argument("--to", dest="ends_on", type=day, metavar="DATE", help="the charter's term unless given")
        parser.add_argument("--user", metavar="NAME", help="the person's account; made if missing, password printed")

    @transaction.atomic
    def act(self, actor: User, **options: Any) -> None:
        council = council_of(options["council"])
        person = self.person(options["person"], options["user"], actor)
        membership = services.appoint(
            council, options["seat"], person, self.organisation(council, actor, **options),
            starts_on=options["starts_on"], ends_on=options["ends_on"], order_number=options["order"], actor=actor,
        )  # fmt: skip
        self.stdout.write(f"{membership}: {membership.starts_on} – {membership.ends_on}")

    def person(self, name: str, username: str | None, actor: User) -> Person:
        """By the account if there is one of that name, else by the full name."""
        known = Person.objects.filter(user__username=username) if username else Person.objects.none()
        if person := known.first():
            if person.full_name != name:
                raise CommandError(f"The account “{username}” is {person.full_name}'s.")
            return person
        same = list(Person.objects.filter(full_name=name, **({"user": None} if username else {}))[:2])
        if len(same) > 1:
            raise CommandError(f"There are several people named “{name}”; use the page.")
        person = same[0] if same else services.create_person(full_name=name, actor=actor)
        if username:
            _user, password = services.create_user(username, person=person, actor=actor)
            self.stdout.write(f"{username} signs in with {password} (shown once)")
        return person

    def organisation(self, council: Any, actor: User, **options: Any) -> Organisation:
        known = Organisation.objects.filter(name=options["organisation"]).first()
        if known:
            return known
        seats = charter.seats_on(council, options["starts_on"])
        kind = options["kind"] or next((s.organisation_kind for s in seats if s.code == options["seat"]), None)
        if kind is None:
            raise CommandError(f"No charter in force that day has a seat “{options['seat']}”.")
        return services.create_organisation(name=options["organisation"], kind=kind, actor=actor)
