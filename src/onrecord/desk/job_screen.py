"""One addition: how far it is, and what became of its inputs."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.desk.calls import Call, only
from onrecord.desk.jobs import JobView
from onrecord.errors import UnknownError


@dataclass(frozen=True, slots=True)
class JobPage:
    """A job; `token` has to come with what stops it."""

    job: JobView
    token: str

    @property
    def live(self) -> bool:
        """Whether the page is to look again by itself."""
        return not self.job.ended


def make(call: Call) -> JobPage:
    """The job of an id. Raises UnknownError if there is none."""
    only(call)
    if call.jobs is None:
        raise UnknownError("nothing is added here")
    return JobPage(call.jobs.get(call.path["id"]), call.token)
