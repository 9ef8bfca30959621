"""What `make run` does before it starts the servers: catalogues, static files, tables, the demonstration."""

import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from tipcc import catalogues


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(*, empty: bool) -> None:
    """Leave a database that can be served; print the demonstration's sign-ins on standard output."""
    catalogues.compile_all()
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    fresh = not connection.introspection.table_names()
    say("Preparing the database ...")
    call_command("migrate", interactive=False, verbosity=0)
    if empty:
        return
    if fresh:
        say("Loading the demonstration (once, a minute or two) ...")
    call_command("load_demo", if_empty=True, stdout=sys.stderr)
    call_command("demo_sign_ins", stdout=sys.stdout)


if __name__ == "__main__":
    try:
        main(empty="--empty" in sys.argv[1:])
    except (CommandError, ImproperlyConfigured) as refusal:
        sys.exit(str(refusal))
