"""Where the demonstration is not loaded: beside other data, and outside its mode."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import translation

from councils.models import AuditEntry, Council, Organisation, User
from reports.demonstration.load import NotEmpty, load
from tests.factories import make_user

MODE = {"TIPCC_MODE": "demonstration", "DEMONSTRATION": True}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def test_a_database_with_other_data_is_refused() -> None:
    Organisation.objects.create(name="Somebody's own", kind="youth")
    with override_settings(**MODE), pytest.raises(CommandError, match="holds something else"):
        call_command("load_demo", if_empty=True)
    assert not Council.objects.exists()


def test_a_database_with_an_account_is_refused() -> None:
    make_user("somebody").person.delete()
    with override_settings(**MODE), pytest.raises(NotEmpty, match="users"):
        load()


def test_changed_reference_data_is_refused() -> None:
    AuditEntry.objects.create(chain="KG-B", number=1, at="2019-01-01T00:00Z", action="council.edit", subject="x")
    with override_settings(**MODE), pytest.raises(NotEmpty, match="changes of the reference data"):
        load()


def test_production_is_refused() -> None:
    with pytest.raises(CommandError, match="TIPCC_MODE=demonstration"):
        call_command("load_demo")
    with pytest.raises(CommandError, match="not loaded"):
        call_command("demo_sign_ins")
    assert not User.objects.exists()
