"""System checks of our own: the guards stand in the database, the mode is the one it was set up in."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from . import guards


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
