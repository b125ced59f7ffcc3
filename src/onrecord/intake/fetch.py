"""One page from the web, guarded: redirects followed by hand, robots.txt respected, everything else in `wire`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urljoin

from onrecord.errors import FetchError
from onrecord.intake import robots
from onrecord.intake.address import Address, address_of, shown
from onrecord.intake.wire import REDIRECTS, Answer, Clock, Policy, request

HOPS = 5
"""Redirects that are followed."""

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
    """What an address answered: the address after redirects, the body unpacked, its declared type and charset."""

    url: str
    body: bytes
    type: str | None = None
    charset: str | None = None


def fetch(url: str, policy: Policy | None = None) -> Page:
    """The page at an http or https address.

    Each address on the way, redirects too, has its host resolved here; all of its network addresses must be public, and the
    connection goes to one that was checked. robots.txt is respected, TLS verified, no proxy of the environment used. Raises
    FetchError with one sentence for people; where there were redirects, it names them.
    """
    policy = policy or Policy()
    clock = Clock(policy.seconds)
    hops: list[str] = []
    rules: dict[str, str] = {}
    here = url
    while True:
        try:
            address = address_of(here)
            _check_robots(address, policy, clock, rules)
            answer = request(address, policy, clock)
            if answer.status not in REDIRECTS:
                return _page(answer, address)
            here = _next(answer, address, hops)
        except FetchError as error:
            trail = f" (redirected: {' -> '.join(map(shown, [*hops, here]))})" if hops else ""
            raise FetchError(f"{error}{trail}") from error


def _next(answer: Answer, address: Address, hops: list[str]) -> str:
    """Where a redirect leads; `hops` gets the address that it leaves. Raises FetchError for a loop, too many, or a step
    down from https."""
    hops.append(str(address))
    target = answer.headers.get("Location", "").strip()
    if not target:
        raise FetchError(f"a redirect ({answer.status}) to nowhere")
    there = urljoin(str(address), _as_utf8(target))
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
    """The page of an answer; raises FetchError for a status other than 200."""
    if answer.status in (429, 503):
        wait = answer.headers.get("Retry-After", "").strip()
        pause = f"; it asks to wait {shown(wait)}" + (" seconds" if wait.isdigit() else "") if wait else "; try again later"
        raise FetchError(f"{address.host} does not serve now ({answer.status}){pause}")
    if answer.status != 200:
        other = "the server answered with an error" if answer.status >= 400 else "the server answered without a page"
        raise FetchError(f"{_MEANINGS.get(answer.status, other)} ({answer.status})")
    kind = answer.headers.get_content_type() if "Content-Type" in answer.headers else None
    return Page(str(address), answer.body, kind, answer.headers.get_content_charset())


def _check_robots(address: Address, policy: Policy, clock: Clock, known: dict[str, str]) -> None:
    """Nothing if the site's robots.txt lets the page be fetched, else FetchError."""
    if address.origin not in known:
        known[address.origin] = _robots_text(address, replace(policy, largest=robots.LARGEST), clock)
    if not robots.allowed(known[address.origin], address.target):
        raise FetchError(f"robots.txt of {address.host} does not allow this page to be fetched")


def _robots_text(address: Address, policy: Policy, clock: Clock) -> str:
    """The rules of a site: none where there is no such file (4xx), all forbidden where the server fails (5xx), as RFC 9309 says."""
    hops: list[str] = []
    here = replace(address, target="/robots.txt")
    while (answer := request(here, policy, clock)).status in REDIRECTS:
        here = address_of(_next(answer, here, hops))
    if answer.status in (429, 503):
        _page(answer, here)
    if answer.status >= 500:
        return robots.NOTHING
    return answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
