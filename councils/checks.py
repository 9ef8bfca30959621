"""System checks of our own: the guards stand in the database, the mode is the one it was set up in."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from . import guards


@register()
def mails_leave(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without a mail server reminders are written and wait (rule 16)."""
    if settings.DEMONSTRATION or settings.EMAIL_HOST:
        return []
    hint = "EMAIL_HOST names the mail server; README.md, Settings, has the rest."
    return [Warning("No mail server is set: reminders are written and wait.", hint=hint, id="tipcc.W001")]


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every guard of the list is in the database (rules 2, 6, 7, 12, 17)."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            continue  # this check runs before `migrate` too, and must not stand in its way
        missing = guards.names_expected(connection.vendor) - guards.names_found(connection)
        problems += [
            Error(f"The guard {name} is missing in the database.", hint="manage.py install_guards", id="tipcc.E001")
            for name in sorted(missing)
        ]
    return problems
