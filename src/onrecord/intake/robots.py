"""Whether a site's robots.txt lets a page be fetched, after RFC 9309."""

from __future__ import annotations

import re
from urllib.parse import unquote

from onrecord.intake.wire import AGENT

LARGEST = 2 * 1024 * 1024
"""Bytes of a robots.txt that are taken; RFC 9309 asks for 500 KiB at least."""

_FIELDS = frozenset({"allow", "disallow", "crawl-delay"})
_SECONDS = re.compile(r"\d{1,6}(?:\.\d{1,3})?")
_SLASHED = re.compile(r"%2f", re.IGNORECASE)


def allowed(robots: str, target: str) -> bool:
    """Whether the rules allow a path with its query: the longest rule that fits decides, allow before disallow.

    >>> allowed("User-agent: *\\nDisallow: /private\\nAllow: /private/news", "/private/news/1")
    True
    """
    target = _plain(target)
    fitting = [(len(pattern), allow) for pattern, allow in _rules(robots) if _fits(pattern, target)]
    return max(fitting, default=(0, True))[1]


def delay(robots: str) -> float | None:
    """Seconds between two requests that a site asks for (Crawl-delay, which is no part of the standard), or None.

    >>> delay("User-agent: *\\nCrawl-delay: 10")
    10.0
    """
    asked = [float(value) for field, value in _group(robots) if field == "crawl-delay" and _SECONDS.fullmatch(value)]
    return max(asked, default=None)


def _rules(robots: str) -> list[tuple[str, bool]]:
    """The rules for this program."""
    return [(_plain(value), field == "allow") for field, value in _group(robots) if field in ("allow", "disallow")]


def _group(robots: str) -> list[tuple[str, str]]:
    """The lines, taken apart, for this program: of the groups that name it, else of those for everyone."""
    groups: dict[str, list[tuple[str, str]]] = {}
    agents: list[str] = []
    in_rules = False
    for line in robots.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent":
            agents, in_rules = ([] if in_rules else agents), False
            agents.append(value.lower())
            groups.setdefault(value.lower(), [])
        elif field in _FIELDS:
            in_rules = in_rules or field != "crawl-delay"  # what is no part of the standard does not end a list of agents
            for agent in agents if value else ():
                groups[agent].append((field, value))
    return groups.get(AGENT, groups.get("*", []))


def _plain(path: str) -> str:
    """A path with its percent codes read, those of slashes apart."""
    return unquote(_SLASHED.sub("%252F", path))


def _fits(pattern: str, target: str) -> bool:
    """Whether a pattern matches the path from its start; "*" is anything, "$" the end. Linear: each part is sought once."""
    anchored = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    if anchored and not parts:
        return target == first
    last = parts.pop() if anchored else ""
    at = len(first)
    for part in parts:
        at = target.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return len(target) - at >= len(last) and target.endswith(last)
