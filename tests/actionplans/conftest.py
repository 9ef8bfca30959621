"""Batken on 20 November 2019: a plan in force, a secretary who records, Osh next door."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from actionplans.models import ActionPlan, PlanItem
from councils import clock
from councils.models import Council, District, User
from tests.factories import make_council, make_district, make_item, make_member, make_plan

TODAY = date(2019, 11, 20)


@dataclass
class World:
    council: Council
    plan: ActionPlan
    item: PlanItem
    district: District
    secretary: User

    def url(self, rest: str = "") -> str:
        return f"/councils/{self.council.code}/{rest}"

    def new_url(self, key: Any = None) -> str:
        """The address of a new event's form; the key in it is what makes a form sent twice one event."""
        return self.url(f"events/new/{key or uuid.uuid4()}/")

    def typed(self, **changes: Any) -> dict[str, str]:
        """What a secretary types into the event form; a change to None leaves the field out."""
        values: dict[str, Any] = {
            "item": self.item.pk, "title": "Как не стать жертвой вербовщика", "form": "class_hour",
            "starts_on": "13.11.2019", "ends_on": "", "district": self.district.pk, "place": "лицей № 21",
            "participants": "25", "women": "15", "men": "9", "age_14_28": "18", "materials": "30",
        }  # fmt: skip
        return {name: str(value) for name, value in (values | changes).items() if value is not None}


def make_world(code: str = "KG-B", username: str = "aigul") -> World:
    council = make_council(code)
    plan = make_plan(council)
    item = make_item(plan, "1.2", {"events": 204, "participants": 3264})
    return World(council, plan, item, make_district(council), make_member(council, "secretary", username))


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.at(TODAY), translation.override("en"):
        yield


@pytest.fixture
def batken(db: None) -> World:
    return make_world()


@pytest.fixture
def osh(db: None, batken: World) -> World:
    """Another council, in another region, with rows that could leak."""
    return make_world("KG-O", "oshsecretary")


@pytest.fixture
def secretary(client: Any, batken: World) -> Any:
    """A browser in which Batken's secretary is signed in and reads English."""
    return signed_in(client, batken.secretary)


def signed_in(client: Any, user: User, language: str = "en") -> Any:
    user.language = language
    user.save(update_fields=["language"])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
