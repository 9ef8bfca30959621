"""Commands that act as somebody: `--as USER`, the system account unless told; refusals end them with the words."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from councils import audit, services
from councils.dates import DayNotRead, parse_day
from councils.invitations import code_page
from councils.mode import ensure_mode
from councils.models import Council, User
from councils.rights import OPERATOR
from councils.states import InvitationKind, Refused


class ActingCommand(BaseCommand):
    """A command with the rules, rights and audit of the pages: write `act(actor, **options)`."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="acting", default=OPERATOR, metavar="USER", help="the acting user's name")

    def act(self, actor: User, **options: Any) -> None:
        raise NotImplementedError

    def handle(self, *args: Any, acting: str, **options: Any) -> None:
        ensure_mode()
        actor = User.objects.filter(username=acting, is_active=True).first()
        if actor is None:
            raise CommandError(
                f"There is no active user “{acting}”; manage.py load_reference makes the system account."
            )
        try:
            with audit.source("command"):
                self.act(actor, **options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal


def invited(user: User, actor: User) -> str:
    """A one-time code for the user's first password, in a sentence; it is shown nowhere else."""
    invitation, code = services.invite(user, InvitationKind.PAPER, actor=actor)
    until = timezone.localtime(invitation.valid_until)
    return f"{user.username} sets a password at {code_page()} with the code {code} by {until:%Y-%m-%d} (shown once)"


def council_of(code: str) -> Council:
    """The council by its ISO code, or a sentence that lists the codes."""
    council = Council.objects.filter(code=code).first()
    if council is None:
        codes = (
            ", ".join(Council.objects.values_list("code", flat=True)) or "none is loaded (manage.py load_reference)"
        )
        raise CommandError(f"There is no council “{code}”. The councils: {codes}.")
    return council


def day(text: str) -> date:
    """For `type=`: a day as the pages read it, such as 2019-03-27 or 27.03.2019."""
    try:
        return parse_day(text)
    except DayNotRead as wrong:
        raise ArgumentTypeError(str(wrong)) from wrong
