"""Many pages, fetched politely: one at a time, a pause between two of one host, none of a host that asks to be left alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from onrecord.errors import BusyError
from onrecord.intake import robots
from onrecord.intake.address import Address, address_of
from onrecord.intake.fetch import Page, fetch
from onrecord.intake.wire import Policy

PAUSE = 1.0
"""Seconds between two requests to one host, where its robots.txt does not ask for more."""
LONGEST_PAUSE = 60.0
"""Seconds that are waited for; a host that asks for longer pauses gives one page a run."""


@dataclass(slots=True)
class Visits:
    """The fetches of one run: what the sites' robots.txt say, which hosts were asked, and which asked to be left alone.

    `sleep` waits; tests put in their own.
    """

    policy: Policy = field(default_factory=Policy)
    sleep: Callable[[float], None] = time.sleep
    rules: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Page:
        """The page at an address, after a pause where its host was asked before.

        Raises FetchError as `onrecord.intake.fetch.fetch` does, and BusyError for a host that asked to be left alone in this run.
        """
        address = address_of(url)
        if address.host in self.busy:
            raise BusyError(f"{address.host} asked to be left alone for a while")
        if address.host in self.asked:
            self.sleep(self._pause(address))
        self.asked.add(address.host)
        try:
            return fetch(url, self.policy, headers=headers, rules=self.rules)
        except BusyError:
            self.busy.add(address.host)
            raise

    def _pause(self, address: Address) -> float:
        """The pause that a host gets; raises BusyError for one that asks for too long a pause."""
        asked = robots.delay(self.rules.get(address.origin, "")) or 0.0
        if asked > LONGEST_PAUSE:
            raise BusyError(f"{address.host} asks for {asked:g} seconds between two requests")
        return max(PAUSE, asked)
