"""Whether the addresses of sources still answer. Asks politely, and never the inside of a network.

The guard stands where connections are made: a name is resolved once, each of its addresses must be public, and
the connection goes to an address that was checked. So neither a redirect nor a name that changes its address
in between leads inside. That a page answers says nothing about what it says: no link is ever “verified”.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpcore
import httpx
from django.core.exceptions import ValidationError
from django.db import transaction

from kb.models import Source

USER_AGENT = "Claimgrid-link-check/1.0 (asks whether a cited page still answers; reads none of it)"
SCHEMES = {"http", "https"}
PERMANENT = {301, 308}
GONE_STATUSES = {404, 410}
COME_BACK = {429, 503}
MOST_ADDRESSES = 4  # of one name, tried one after the other
NAT64 = ip_network("64:ff9b::/96")  # public IPv4 addresses as networks without IPv4 see them
NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
ODD_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?", re.IGNORECASE)
FAILURES = (
    httpx.HTTPError, httpx.InvalidURL, httpcore.TimeoutException, httpcore.NetworkError,
    httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError, OverflowError, ValueError,
)  # fmt: skip
UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpcore.ConnectError, httpcore.ConnectTimeout, OSError)
HEAD_DISLIKED = (httpcore.ReadTimeout, httpcore.ReadError, httpcore.RemoteProtocolError)
Resolver = Callable[[str, int], Iterable[str]]
State = Source.LinkState


class ForbiddenAddress(Exception):
    """An address that is never asked. The message says why."""


class NoSuchHost(Exception):
    """The name of the host is not known."""


class _TooLong(Exception):
    """The host asks to wait longer than this run does."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, and a number of redirects. ``total`` is for one request, from its connection to its headers."""

    connect: float = 5
    read: float = 10
    total: float = 20
    pause: float = 1  # between two requests to a host
    longest_wait: float = 60  # that a host may ask for
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """What became of a link: a state (never “not checked”), the reason in words, and where it has moved to.

    ``reached``: a server was met, or none had to be. A link that met none may be dead, or the network is.
    """

    state: Source.LinkState
    words: str
    moved_to: str = ""
    reached: bool = True


# --- which addresses may be asked -------------------------------------------------------------------------------


def is_public(address: str) -> bool:
    """Whether an IP address is a public one: not private, loopback, link-local, multicast, reserved or unspecified.

    IPv4 inside IPv6 (mapped, 6to4, NAT64) is judged by the IPv4 address.
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        within = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else ip.ipv4_mapped or ip.sixtofour
        if within:
            return is_public(str(within))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves it."""
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in NO_SUCH_NAME:
            raise NoSuchHost(f"no host {host}") from error
        raise
    except UnicodeError as error:
        raise NoSuchHost(f"no host {host}") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in addresses))


class _Guard(httpcore.NetworkBackend):
    """Makes connections: to checked addresses only, and none of them beyond the deadline."""

    def __init__(self, resolve: Resolver, allows: Callable[[str], bool], clock: Callable[[], float]) -> None:
        self._resolve = resolve
        self._allows = allows
        self._clock = clock
        self._plain = httpcore.SyncBackend()
        self.deadline = 0.0

    def left(self, timeout: float | None) -> float:
        """What a step may take, at most until the deadline."""
        left = self.deadline - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("no whole answer in time")
        return left if timeout is None else min(left, timeout)

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *args: Any, **kwargs: Any) -> _Timed:
        failure: Exception = httpcore.ConnectError(f"no address of {host} can be reached")
        for address in self._checked(host, port)[:MOST_ADDRESSES]:
            try:
                return _Timed(self._plain.connect_tcp(address, port, self.left(timeout)), self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _checked(self, host: str, port: int) -> list[str]:
        """The addresses of a host, each of them public. Raises Refused if one is not."""
        addresses = [host] if _is_address(host) else [*self._addresses_of(host, port)]
        if not addresses:
            raise NoSuchHost(f"no host {host}")
        if inside := [address for address in addresses if not self._allows(address)]:
            raise ForbiddenAddress(f"{host} is not a public address" + ("" if inside == [host] else f": {inside[0]}"))
        return addresses

    def _addresses_of(self, host: str, port: int) -> Iterable[str]:
        if ODD_NUMBER.fullmatch(host):
            raise ForbiddenAddress(f"{host} is an odd spelling of an address")
        return self._resolve(host, port)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class _Timed(httpcore.NetworkStream):
    """A connection of which every step ends by the guard's deadline: a server that drips cannot hold us."""

    def __init__(self, stream: httpcore.NetworkStream, guard: _Guard) -> None:
        self._stream = stream
        self._guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._guard.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._guard.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> _Timed:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._guard.left(timeout)), self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    """httpx over the guard's connections. No proxy: it would connect where nobody has looked."""

    def __init__(self, guard: _Guard, trust: Any) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=trust, network_backend=guard, max_keepalive_connections=0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Unread(answer))

    def close(self) -> None:
        self._pool.close()


class _Unread(httpx.SyncByteStream):
    """The body of an answer, of which nothing is read."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        self._answer.close()


# --- asking -----------------------------------------------------------------------------------------------------


class Checker:
    """Asks one link at a time, and remembers how soon each host may be asked again."""

    def __init__(
        self,
        limits: Limits = Limits(),
        resolve: Resolver = resolved,
        allows: Callable[[str], bool] = is_public,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._guard = _Guard(resolve, allows, clock)
        self._trust = httpx.create_ssl_context(trust_env=False)
        self._free_at: dict[str, float] = {}

    def check(self, url: str) -> LinkAnswer | None:
        """Ask for a page. None: not asked, as its host has asked to wait longer than we do. Raises nothing."""
        try:
            if self._wait_for(httpx.URL(url)) > self._limits.longest_wait:
                return None
            return self._answer(url)
        except NoSuchHost as error:
            return LinkAnswer(State.DEAD, str(error), reached=False)
        except (ForbiddenAddress, _TooLong) as error:
            return LinkAnswer(State.UNCLEAR, str(error))
        except FAILURES as error:
            return LinkAnswer(State.UNCLEAR, _words(error), reached=not isinstance(error, UNREACHED))

    def _answer(self, url: str) -> LinkAnswer:
        limits = self._limits
        with httpx.Client(
            transport=_Transport(self._guard, self._trust),
            headers={"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(limits.read, connect=limits.connect),
            trust_env=False,
        ) as client:
            return self._walk(client, url)

    def _walk(self, client: httpx.Client, url: str) -> LinkAnswer:
        """Follow redirects to the end, with HEAD, and with GET where HEAD is not enough."""
        request, moved_to, permanent, redirects = client.build_request("HEAD", url), "", True, 0
        while True:
            response = self._final_or_redirect(client, request)
            following = response.next_request
            if following is None:
                return _answer_of(response.status_code, moved_to)
            redirects += 1
            if redirects > self._limits.redirects:
                return LinkAnswer(State.UNCLEAR, f"more than {self._limits.redirects} redirects")
            permanent &= response.status_code in PERMANENT
            moved_to = str(following.url) if permanent else moved_to
            request = following

    def _final_or_redirect(self, client: httpx.Client, request: httpx.Request) -> httpx.Response:
        """The answer to a HEAD, or to a GET if that refuses or fails."""
        if request.method == "HEAD":
            try:
                response = self._patiently(client, request)
            except HEAD_DISLIKED:
                response = None
            if response and (response.is_success or response.next_request or response.status_code in COME_BACK):
                return response
        return self._patiently(client, client.build_request("GET", request.url))

    def _patiently(self, client: httpx.Client, request: httpx.Request) -> httpx.Response:
        """The answer; if it is to come back later, the answer after that wait."""
        response = self._sent(client, request)
        return self._sent(client, request) if _retry_after(response) else response

    def _sent(self, client: httpx.Client, request: httpx.Request) -> httpx.Response:
        """One request, its body unread."""
        host = request.url.host
        if request.url.scheme not in SCHEMES or not host:
            raise ForbiddenAddress("only addresses of http and https are asked")
        wait = self._wait_for(request.url)
        if wait > self._limits.longest_wait:
            raise _TooLong(f"{host} asks to come back in {wait:.0f} seconds")
        if wait > 0:
            self._sleep(wait)
        self._guard.deadline = self._clock() + self._limits.total
        pause = self._limits.pause
        try:
            response = client.send(request, stream=True)
            response.close()
            pause = max(pause, _retry_after(response))
        finally:
            self._free_at[host] = self._clock() + pause
        return response

    def _wait_for(self, url: httpx.URL) -> float:
        now = self._clock()
        return self._free_at.get(url.host, now) - now


def _answer_of(status: int, moved_to: str) -> LinkAnswer:
    if status in GONE_STATUSES:
        return LinkAnswer(State.DEAD, f"status {status}")
    if not 200 <= status < 300:
        return LinkAnswer(State.UNCLEAR, f"status {status}")
    if not moved_to:
        return LinkAnswer(State.ANSWERS, f"status {status}")
    try:
        Source._meta.get_field("link_moved_to").run_validators(moved_to)
    except ValidationError:
        return LinkAnswer(State.MOVED, "moved to an address that cannot be kept")
    return LinkAnswer(State.MOVED, f"moved to {moved_to}", moved_to)


def _retry_after(response: httpx.Response) -> float:
    """The seconds that the host asks to wait; 0 if it does not."""
    stated = response.headers.get("Retry-After", "").strip()
    if response.status_code not in COME_BACK or not stated:
        return 0
    if re.fullmatch(r"[0-9]{1,9}", stated):
        return float(stated)
    try:
        then = parsedate_to_datetime(stated)
    except ValueError:
        return 0
    return max(0.0, ((then if then.tzinfo else then.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


def _words(error: Exception) -> str:
    if isinstance(error, httpcore.TimeoutException | httpx.TimeoutException | TimeoutError):
        return "no answer in time"
    return " ".join(str(error).split())[:200] or type(error).__name__


# --- recording --------------------------------------------------------------------------------------------------


def record(pk: int, url: str, answer: LinkAnswer | None, day: date, archive: LinkAnswer | None = None) -> bool:
    """Write to its source, with history, what its address and its archive copy answered (None: not asked).

    False, and nothing, if the source has another address by now.
    """
    with transaction.atomic():
        source = Source.objects.select_for_update().filter(pk=pk, url=url).first()
        if source is None:
            return False
        source.link_checked_on = day
        changes = []
        if answer:
            source.link_state, source.link_moved_to = answer.state, answer.moved_to
            changes.append(answer.words)
        if archive:
            source.archive_state = archive.state
            changes.append(f"archive copy: {archive.words}")
        source._change_reason = f"check_links: {'; '.join(changes)}"[:200]
        source.save()
    return True
