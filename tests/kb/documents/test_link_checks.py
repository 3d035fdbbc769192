"""Asking links: a real server on this machine, a resolver and a clock of our own, no network, no waiting."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from kb.documents import link_checks
from kb.documents.link_checks import Checker, Limits, LinkAnswer, is_public

Route = tuple[int, dict[str, str]] | Callable[[BaseHTTPRequestHandler], None]
HERE = "127.0.0.1"
TRUST = httpx.create_ssl_context(trust_env=False)


class Clock:
    """Stands still, but for its steps and for those who sleep by it."""

    def __init__(self, step: float = 0) -> None:
        self.now, self.step = 0.0, step
        self.slept: list[float] = []

    def __call__(self) -> float:
        self.now += self.step
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Site:
    """A server, what its paths answer (several answers: one after the other), and what it was asked."""

    port: int = 0
    routes: dict[str, Route | list[Route]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def url(self, path: str, host: str = "site.test") -> str:
        return f"http://{host}:{self.port}{path}"

    def route(self, method: str, path: str) -> Route:
        route = self.routes.get(f"{method} {path}") or self.routes.get(path, (404, {}))
        if isinstance(route, list):
            return route.pop(0) if len(route) > 1 else route[0]
        return route


@pytest.fixture(autouse=True)
def known_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read once: it takes longer than a test."""
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **options: TRUST)


@pytest.fixture
def site() -> Iterator[Site]:
    shown = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.asked.append(f"{self.command} {self.path}")
            shown.headers.append(dict(self.headers.items()))
            route = shown.route(self.command, self.path)
            if callable(route):
                return route(self)
            self.send_response(route[0])
            for name, value in route[1].items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            return self.end_headers()

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: Any) -> None:
            pass

    with Server((HERE, 0), Handler) as server:
        shown.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield shown
        server.shutdown()
        thread.join()


def checker(**given: Any) -> Checker:
    """It may ask this machine, which every name stands for."""
    clock = given.pop("clock", Clock())
    given = {"resolve": lambda host, port: [HERE], "allows": lambda address: address == HERE, **given}
    return Checker(clock=clock, sleep=clock.sleep, **given)


def never(*args: Any) -> list[str]:
    raise AssertionError("a name was looked up")


def state(site: Site, path: str, **given: Any) -> str:
    answer = checker(**given).check(site.url(path))
    assert answer is not None
    return str(answer.state.value)


# --- which addresses are public


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1 192.0.2.1 198.18.0.1 "
    "224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 ::1 :: ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 fe80::1 "
    "fe80::1%eth0 fc00::1 fd12::1 fec0::1 ff02::1 2001:db8::1 64:ff9b::7f00:1 64:ff9b::a00:1 "
    "2002:7f00:1:: 2001:0:1::1".split(),
)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", "8.8.8.8 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::".split())
def test_an_address_outside_is_public(address: str) -> None:
    assert is_public(address)


# --- what is never asked


@pytest.mark.parametrize(
    "host",
    "127.0.0.1 10.0.0.1 169.254.169.254 0.0.0.0 [::1] [::ffff:127.0.0.1] [::] [fe80::1] 127。0。0。1 "
    "user:word@127.0.0.1 2130706433 0177.0.0.1 0x7f.0.0.1 0x7f000001 127.1 127.0.0.1. "
    "017700000001 １２７.0.0.1".split(),
)
def test_an_address_inside_is_refused_in_every_spelling(site: Site, host: str) -> None:
    answer = Checker(resolve=never).check(f"http://{host}:{site.port}/")
    assert (answer and answer.state, site.asked) == ("unclear", [])


def test_a_name_of_this_machine_is_refused(site: Site) -> None:
    answer = Checker().check(site.url("/", host="localhost"))
    assert answer
    assert answer.state == "unclear"
    assert "localhost is not a public address" in answer.words
    assert site.asked == []


def test_one_address_inside_is_enough_to_refuse_a_name(site: Site) -> None:
    answer = checker(resolve=lambda host, port: [HERE, "10.0.0.7"]).check(site.url("/"))
    assert answer == LinkAnswer(link_checks.State.UNCLEAR, "site.test is not a public address: 10.0.0.7")
    assert site.asked == []


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://[::1]/", "http://2130706433/", "http://inside.test/"])
def test_a_redirect_does_not_lead_inside(site: Site, target: str) -> None:
    site.routes["/"] = (302, {"Location": target})
    inside = {"inside.test": "192.168.0.1"}
    answer = checker(resolve=lambda host, port: [inside.get(host, HERE)]).check(site.url("/"))
    assert answer
    assert (answer.state, answer.moved_to) == ("unclear", "")
    assert site.asked == ["HEAD /"]


def test_a_name_that_changes_its_address_is_asked_at_the_one_that_was_checked(site: Site) -> None:
    site.routes["/"] = (200, {})
    lookups = iter([[HERE], ["10.0.0.1"]])
    assert state(site, "/", resolve=lambda host, port: next(lookups)) == "answers"
    assert next(lookups) == ["10.0.0.1"]
    assert site.headers[0]["Host"] == f"site.test:{site.port}"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://site.test/",
        "file:///etc/passwd",
        "javascript:1",
        "//site.test/",
        "http://",
        "http://[::1",
        "",
        "http://a\0/",
    ],
)
def test_only_addresses_of_http_and_https_are_asked(url: str) -> None:
    answer = checker(resolve=never).check(url)
    assert answer
    assert answer.state == "unclear"


@pytest.mark.parametrize(
    "target", ["ftp://site.test/x", "file:///etc/passwd", "http://[::1", "http://site.test:99999/"]
)
def test_a_redirect_to_what_cannot_be_asked_is_unclear(site: Site, target: str) -> None:
    site.routes["/"] = (301, {"Location": target})
    assert state(site, "/") == "unclear"


def test_no_proxy_of_the_environment_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    site.routes["/"] = (200, {})
    assert state(site, "/") == "answers"


# --- what the answers mean


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, "answers"), (204, "answers"), (404, "dead"), (410, "dead")]
    + [(status, "unclear") for status in (400, 401, 403, 405, 429, 451, 500, 502, 503, 504, 304, 300)],
)
def test_a_status_says_what_became_of_the_page(site: Site, status: int, expected: str) -> None:
    site.routes["/"] = (status, {})
    assert state(site, "/") == expected


def test_a_host_without_a_name_is_dead_and_a_failing_look_up_unclear(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(errno: int) -> Callable[..., Any]:
        def look_up(*args: Any, **kwargs: Any) -> Any:
            raise socket.gaierror(errno, "no")

        return look_up

    monkeypatch.setattr(socket, "getaddrinfo", fails(socket.EAI_NONAME))
    assert Checker().check("http://site.test/") == LinkAnswer(
        link_checks.State.DEAD, "no host site.test", reached=False
    )
    monkeypatch.setattr(socket, "getaddrinfo", fails(socket.EAI_AGAIN))
    answer = Checker().check("http://site.test/")
    assert answer
    assert answer.state == "unclear"


def test_a_host_with_no_address_and_one_with_an_impossible_name_are_dead() -> None:
    empty = checker(resolve=lambda host, port: []).check("http://site.test/")
    too_long = Checker().check(f"http://{'a' * 70}.test/")
    assert [answer and answer.state for answer in (empty, too_long)] == ["dead", "dead"]


def test_a_refused_connection_is_unclear() -> None:
    with socket.socket() as bound:
        bound.bind((HERE, 0))
        answer = checker().check(f"http://site.test:{bound.getsockname()[1]}/")
    assert answer
    assert answer.state == "unclear"


def test_the_next_address_of_a_name_is_tried(site: Site) -> None:
    site.routes["/"] = (200, {})
    closed = "127.0.0.2"
    assert state(site, "/", resolve=lambda *_: [closed, HERE], allows=lambda _: True) == "answers"


def test_what_is_no_http_is_unclear(site: Site) -> None:
    site.routes["/"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")
    assert state(site, "/") == "unclear"


# --- redirects


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_has_moved_the_page(site: Site, status: int) -> None:
    site.routes |= {"/": (status, {"Location": "/new"}), "/new": (200, {})}
    answer = checker().check(site.url("/"))
    assert answer == LinkAnswer(link_checks.State.MOVED, f"moved to {site.url('/new')}", site.url("/new"))


@pytest.mark.parametrize("status", [302, 303, 307])
def test_another_redirect_has_not(site: Site, status: int) -> None:
    site.routes |= {"/": (status, {"Location": "/new"}), "/new": (200, {})}
    assert state(site, "/") == "answers"


def test_a_page_has_moved_as_far_as_redirects_are_permanent(site: Site) -> None:
    site.routes |= {"/": (301, {"Location": "/b"}), "/b": (302, {"Location": "/c"}), "/c": (301, {"Location": "/d"})}
    site.routes["/d"] = (200, {})
    answer = checker().check(site.url("/"))
    assert answer
    assert answer.moved_to == site.url("/b")


def test_a_page_that_moved_to_nowhere_is_dead(site: Site) -> None:
    site.routes["/"] = (301, {"Location": "/gone"})
    assert checker().check(site.url("/")) == LinkAnswer(link_checks.State.DEAD, "status 404")


@pytest.mark.parametrize(("redirects", "expected"), [(5, "answers"), (6, "unclear")])
def test_five_redirects_are_followed_and_no_more(site: Site, redirects: int, expected: str) -> None:
    site.routes |= {f"/{n}": (302, {"Location": f"/{n + 1}"}) for n in range(redirects)}
    site.routes[f"/{redirects}"] = (200, {})
    assert state(site, "/0") == expected


def test_an_address_that_a_field_cannot_keep_is_not_kept(site: Site) -> None:
    long = f"/{'x' * 600}"
    site.routes |= {"/": (301, {"Location": long}), long: (200, {})}
    assert checker().check(site.url("/")) == LinkAnswer(
        link_checks.State.MOVED, "moved to an address that cannot be kept"
    )


# --- manners


def test_it_says_what_it_is_and_asks_for_no_more_than_the_head(site: Site) -> None:
    site.routes["/"] = (200, {})
    assert state(site, "/") == "answers"
    assert site.asked == ["HEAD /"]
    assert site.headers[0]["User-Agent"].startswith("Claimgrid-link-check/")


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_get_is_asked_where_head_is_refused(site: Site, status: int) -> None:
    site.routes |= {"HEAD /": (status, {}), "GET /": (200, {})}
    assert state(site, "/") == "answers"
    assert site.asked == ["HEAD /", "GET /"]


def test_get_is_asked_where_head_breaks_off(site: Site) -> None:
    site.routes |= {"HEAD /": lambda handler: handler.connection.close(), "GET /": (200, {})}
    assert state(site, "/") == "answers"


def test_a_long_page_is_not_read(site: Site) -> None:
    broken_off = threading.Event()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(10_000):
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            broken_off.set()

    site.routes |= {"HEAD /": (405, {}), "GET /": endless}
    assert state(site, "/") == "answers"
    assert broken_off.wait(10)


def test_a_server_that_drips_cannot_hold_us(site: Site) -> None:
    broken_off = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while True:
                handler.wfile.write(b"x")
        except OSError:
            broken_off.set()

    site.routes["/"] = drip
    answer = checker(clock=Clock(step=6), limits=Limits(pause=0)).check(site.url("/"))
    assert answer == LinkAnswer(link_checks.State.UNCLEAR, "no answer in time")
    assert broken_off.wait(10)


def test_a_server_that_says_nothing_is_unclear(site: Site) -> None:
    released = threading.Event()

    def say_nothing(handler: BaseHTTPRequestHandler) -> None:
        released.wait(10)

    site.routes["/"] = say_nothing
    answer = checker(limits=Limits(read=0.05)).check(site.url("/"))
    released.set()
    assert answer == LinkAnswer(link_checks.State.UNCLEAR, "no answer in time")


def test_there_is_a_pause_between_two_requests_to_a_host(site: Site) -> None:
    site.routes |= {"/": (200, {}), "/again": (200, {})}
    clock = Clock()
    asking = checker(clock=clock, limits=Limits(pause=3))
    for url in (site.url("/"), site.url("/", host="other.test"), site.url("/again")):
        asking.check(url)
    assert clock.slept == [3]


def test_a_host_that_asks_for_a_wait_is_asked_again_after_it(site: Site) -> None:
    site.routes["/"] = [(429, {"Retry-After": "30"}), (200, {})]
    clock = Clock()
    assert state(site, "/", clock=clock) == "answers"
    assert clock.slept == [30]


def test_a_wait_may_be_given_as_a_time(site: Site) -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    site.routes["/"] = [(503, {"Retry-After": then}), (200, {})]
    clock = Clock()
    assert state(site, "/", clock=clock) == "answers"
    assert 30 < clock.slept[0] <= 40


@pytest.mark.parametrize("stated", ["soon", "-5", "", "Fri, 99 Nov 2026 00:00:00 GMT", "0"])
def test_a_wait_that_says_nothing_is_no_wait(site: Site, stated: str) -> None:
    site.routes["/"] = (429, {"Retry-After": stated})
    clock = Clock()
    assert state(site, "/", clock=clock) == "unclear"
    assert site.asked == ["HEAD /"]


def test_a_host_that_asks_for_a_long_wait_is_left_alone(site: Site) -> None:
    site.routes |= {"/": (429, {"Retry-After": "3600"}), "/other": (200, {})}
    clock = Clock()
    asking = checker(clock=clock)
    first = asking.check(site.url("/"))
    assert first == LinkAnswer(link_checks.State.UNCLEAR, "site.test asks to come back in 3600 seconds")
    assert asking.check(site.url("/other")) is None
    assert (site.asked, clock.slept) == (["HEAD /"], [])
