"""One page from the web, guarded: redirects followed by hand, robots.txt respected, everything else in `wire`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from onrecord.errors import BusyError, FetchError, LaterError
from onrecord.intake import robots
from onrecord.intake.address import Address, address_of, shown
from onrecord.intake.wire import REDIRECTS, UNCHANGED, Answer, Clock, Policy, request

HOPS = 5
"""Redirects that are followed."""
LONGEST_MARK = 500
"""Characters of an ETag or a date of change that are kept and sent back."""

_MEANINGS = {
    401: "a login is asked for",
    402: "a payment is asked for",
    403: "the server refuses",
    404: "there is no such page",
    410: "the page is gone",
    451: "the page is blocked for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered: the address after redirects, the body unpacked, its declared type and charset.

    `etag` and `modified` are what the server takes back as the name and the date of this version. `unchanged`: it still has the
    version that it was asked about, and the body is empty.
    """

    url: str
    body: bytes
    type: str | None = None
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False


def fetch(
    url: str,
    policy: Policy | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    rules: dict[str, str] | None = None,
) -> Page:
    """The page at an http or https address.

    Each address on the way, redirects too, has its host resolved here; all of its network addresses must be public, and the
    connection goes to one that was checked. robots.txt is respected, TLS verified, no proxy of the environment used. Raises
    FetchError with one sentence for people (LaterError where another time may do better); where there were redirects, it names them.

    `headers` are sent for the page beside the usual ones. `rules` holds the robots.txt of sites that are known already, by origin,
    and gets those that are asked for.
    """
    policy = policy or Policy()
    clock = Clock(policy.seconds)
    hops: list[str] = []
    rules = {} if rules is None else rules
    here = url
    while True:
        try:
            address = address_of(here)
            _check_robots(address, policy, clock, rules)
            answer = request(address, policy, clock, headers)
            if answer.status == UNCHANGED and headers:
                return _unchanged(answer, address)
            if answer.status not in REDIRECTS:
                return _page(answer, address)
            here = _next(answer, address, hops)
        except FetchError as error:
            trail = f" (redirected: {' -> '.join(map(shown, [*hops, here]))})" if hops else ""
            raise type(error)(f"{error}{trail}") from error


def _next(answer: Answer, address: Address, hops: list[str]) -> str:
    """Where a redirect leads; `hops` gets the address that it leaves. Raises FetchError for a loop, too many, or a step
    down from https."""
    hops.append(str(address))
    target = answer.headers.get("Location", "").strip()
    if not target:
        raise FetchError(f"a redirect ({answer.status}) to nowhere")
    try:
        there = urljoin(str(address), _as_utf8(target))
    except ValueError as error:
        raise FetchError(f"a redirect to what is no address: {shown(target)}") from error
    if there in hops:
        raise FetchError("a redirect loop")
    if len(hops) > HOPS:
        raise FetchError(f"more than {HOPS} redirects")
    if address.scheme == "https" and there.lower().startswith("http:"):
        raise FetchError(f"a redirect from https down to http, which is not followed: {shown(there)}")
    return there


def _as_utf8(header: str) -> str:
    """A header that http.client read as Latin-1, as the UTF-8 that it is, if it is."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _page(answer: Answer, address: Address) -> Page:
    """The page of an answer; raises FetchError for a status other than 200, LaterError for a fault of the server's."""
    if answer.status in (429, 503):
        wait = answer.headers.get("Retry-After", "").strip()
        pause = f"; it asks to wait {shown(wait)}" + (" seconds" if wait.isdigit() else "") if wait else "; try again later"
        raise BusyError(f"{address.host} does not serve now ({answer.status}){pause}")
    if answer.status != 200:
        other = "the server answered with an error" if answer.status >= 400 else "the server answered without a page"
        raise (LaterError if answer.status >= 500 else FetchError)(f"{_MEANINGS.get(answer.status, other)} ({answer.status})")
    kind = answer.headers.get_content_type() if "Content-Type" in answer.headers else None
    charset = answer.headers.get_content_charset()
    return Page(str(address), answer.body, kind, charset, _mark(answer, "ETag"), _mark(answer, "Last-Modified"))


def _unchanged(answer: Answer, address: Address) -> Page:
    """The page that is still as it was; its new marks, if the server gives any."""
    return Page(str(address), b"", etag=_mark(answer, "ETag"), modified=_mark(answer, "Last-Modified"), unchanged=True)


def _mark(answer: Answer, name: str) -> str | None:
    """A header that can be sent back as it came, or None."""
    value = (answer.headers.get(name) or "").strip()
    return value if value and len(value) <= LONGEST_MARK and value.isascii() and value.isprintable() else None


def _check_robots(address: Address, policy: Policy, clock: Clock, known: dict[str, str]) -> None:
    """Nothing if the site's robots.txt lets the page be fetched, else FetchError."""
    if address.origin not in known:
        known[address.origin] = _robots_text(address, replace(policy, largest=robots.LARGEST), clock)
    if not robots.allowed(known[address.origin], address.target):
        raise FetchError(f"robots.txt of {address.host} does not allow this page to be fetched")


def _robots_text(address: Address, policy: Policy, clock: Clock) -> str:
    """The rules of a site (RFC 9309): none where there is no such file; raises LaterError where the server fails to say."""
    hops: list[str] = []
    here = replace(address, target="/robots.txt")
    while (answer := request(here, policy, clock)).status in REDIRECTS:
        here = address_of(_next(answer, here, hops))
    if answer.status in (429, 503):
        _page(answer, here)
    if answer.status >= 500:
        raise LaterError(f"robots.txt of {here.host} cannot be had ({answer.status}), and without it nothing is fetched")
    return answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
