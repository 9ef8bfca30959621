"""The event form against a real server with four processes: sent sixteen times at once, and by two editors."""

import http.client
import re
import threading
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.test import Client

from actionplans.models import Event
from councils.mode import ensure_mode
from councils.models import AuditEntry, Draft, User

from .conftest import World, make_world, signed_in

AT_ONCE = 16


class Visitor:
    """A signed-in browser without scripts: one session, a connection for each request, forms sent as they stand."""

    def __init__(self, port: int, user: User) -> None:
        self.port = port
        self.cookies = {settings.SESSION_COOKIE_NAME: signed_in(Client(), user).cookies["sessionid"].value}

    def ask(self, method: str, address: str, body: str = "") -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link.request(method, address, body or None, headers)
            answer = link.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _is, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            link.close()

    def filled(self, address: str, typed: dict[str, str]) -> str:
        """The page's form with `typed` in it, ready to be sent."""
        status, _where, page = self.ask("GET", address)
        assert status == 200, page
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        return urllib.parse.urlencode(hidden | typed)


@pytest.fixture
def world(transactional_db: None) -> World:
    ensure_mode()
    return make_world()


def test_sixteen_identical_forms_at_once_make_one_event_and_one_receipt(world: World, served: int) -> None:
    visitor, address = Visitor(served, world.secretary), world.new_url()
    body = visitor.filled(address, world.typed(organisers="РОО"))
    together = threading.Barrier(AT_ONCE)

    def send(_n: int) -> tuple[int, str, str]:
        together.wait(60)
        return visitor.ask("POST", address, body)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, range(AT_ONCE)))

    event = Event.objects.get()
    assert {(status, where) for status, where, _page in answers} == {(302, f"{event.get_absolute_url()}?saved=1")}
    assert AuditEntry.objects.filter(action="event.recorded").count() == 1
    assert not Draft.objects.exists()


def test_the_second_of_two_editors_is_asked_and_both_texts_are_there(world: World, served: int) -> None:
    first, second = Visitor(served, world.secretary), Visitor(served, world.secretary)  # at two computers
    blank = world.new_url()
    _status, receipt, _page = first.ask("POST", blank, first.filled(blank, world.typed()))
    address = f"{receipt.partition('?')[0]}change/"
    theirs = first.filled(address, world.typed(note="Текст первого"))
    ours = second.filled(address, world.typed(note="Текст второго"))

    assert first.ask("POST", address, theirs)[0] == 302
    status, _where, page = second.ask("POST", address, ours)
    assert status == 409 and "Текст первого" in page and "Текст второго" in page
    assert Event.objects.get().note == "Текст первого"
    assert Draft.objects.get().data["note"] == ["Текст второго"]

    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    again = urllib.parse.urlencode(hidden | world.typed(note="Текст второго"))
    assert second.ask("POST", address, again)[0] == 302
    event = Event.objects.get()
    assert (event.note, event.version) == ("Текст второго", 3)
