"""Make an account for a person, with a right of SMS, GA or an administrator if asked; prints a one-time code."""

from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from councils import clock, services
from councils.management.acting import ActingCommand, invited
from councils.models import User
from councils.states import GrantRole


class Command(ActingCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's full name")
        parser.add_argument("--grant", choices=GrantRole.values, help="a right from today on")
        parser.add_argument("--order", default="", metavar="TEXT", help="the order that gives the right")

    @transaction.atomic
    def act(self, actor: User, **options: Any) -> None:
        user = services.create_user(options["username"], person=options["name"], actor=actor)
        if options["grant"]:
            services.give_grant(
                user, options["grant"], starts_on=clock.today(), order_number=options["order"], actor=actor
            )
        self.stdout.write(invited(user, actor))
