"""Put a person in a seat of a council, with the rules, rights and audit of the page."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from councils import services
from councils.locks import lock_council
from councils.management.acting import ActingCommand, council_of, day, invited
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
        parser.add_argument(
            "--user", metavar="NAME", help="the person's account; made if missing, with a one-time code"
        )

    @transaction.atomic
    def act(self, actor: User, **options: Any) -> None:
        council = lock_council(council_of(options["council"]))
        username = options["user"]
        membership = services.appoint(
            council, options["seat"], self.person(options["person"], username),
            self.organisation(options["organisation"], options["kind"], actor),
            starts_on=options["starts_on"], ends_on=options["ends_on"], order_number=options["order"], actor=actor,
        )  # fmt: skip
        self.stdout.write(f"{membership}: {membership.starts_on} – {membership.ends_on}")
        if username and not membership.person.user_id:
            user = services.create_user(username, person=membership.person, actor=actor)
            self.stdout.write(invited(user, actor))

    def person(self, name: str, username: str | None) -> Person | str:
        """By the account if there is one of that name, else by the full name; a new name stays a text."""
        owner = Person.objects.filter(user__username=username).first() if username else None
        if owner and owner.full_name != name:
            raise CommandError(f"The account “{username}” is {owner.full_name}'s.")
        same = [owner] if owner else list(Person.objects.filter(full_name=name)[:2])
        if same and username and same[0].user and same[0] != owner:
            raise CommandError(f"{name} signs in as “{same[0].user.username}” already.")
        if len(same) > 1:
            raise CommandError(f"There are several people named “{name}”; use the page.")
        return same[0] if same else name

    def organisation(self, name: str, kind: str | None, actor: User) -> Organisation | str:
        if kind is None or Organisation.objects.filter(name=name).exists():
            return Organisation.objects.filter(name=name).first() or name
        return services.create_organisation(name=name, kind=kind, actor=actor)
