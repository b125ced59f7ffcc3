"""What can go wrong, as one tree. A message says what, where, and what to do.

    OnrecordError
    ├── UsageError          an option or argument that makes no sense
    ├── InputError          a source that cannot be read as a report
    │   └── FetchError      an address that was refused or did not answer
    │       └── LaterError  an address that may answer at another time
    │           └── BusyError   a server that asks to be left alone for a while
    ├── ModelError          the model file is missing, damaged, or returned no numbers
    ├── GazetteerError      the table of places is missing, damaged, or could not be indexed
    ├── RecordError         JSON that is not a record
    ├── LedgerError         a ledger that cannot be opened, is held by another, or does not know what was asked for
    │   ├── UnknownError    a key or a number that the ledger does not have
    │   ├── SlowError       a question that takes too long
    │   ├── ChangedError    what was decided on is no longer what the person saw
    │   └── DamagedError    a ledger's file that is not whole
    └── OutputError         a file that cannot be written
"""

from __future__ import annotations


class OnrecordError(Exception):
    """The root of all errors that onrecord raises on purpose."""


class UsageError(OnrecordError):
    """An option or argument that makes no sense, such as a date that does not exist."""


class InputError(OnrecordError):
    """A source that cannot be read as a report: empty, binary, not English, a broken line."""


class FetchError(InputError):
    """An address that was refused, did not answer, or answered with something that is no article."""


class LaterError(FetchError):
    """An address that may answer at another time: no connection, no complete answer, a server with a fault."""


class BusyError(LaterError):
    """A server that asks to be left alone for a while (429, 503), or for longer pauses than a run can make."""


class ModelError(OnrecordError):
    """The model file is missing or damaged, or it returned values that are no numbers."""


class GazetteerError(OnrecordError):
    """The table of places is missing or damaged, or its index could not be made."""


class RecordError(OnrecordError):
    """JSON that is not a record of a known schema."""


class LedgerError(OnrecordError):
    """A ledger that cannot be opened or written, is held by another process, or does not know what was asked for."""


class UnknownError(LedgerError):
    """A key or a number that the ledger does not have, or of which nothing is shown any more."""


class SlowError(LedgerError):
    """A question that takes too long to answer."""


class ChangedError(LedgerError):
    """What a decision was about has changed since the person looked at it: both versions, in the form in which values are given."""

    def __init__(self, message: str, seen: object = None, present: object = None) -> None:
        super().__init__(message)
        self.seen = seen
        self.present = present


class DamagedError(LedgerError):
    """A ledger's file is damaged; some of it may still be read."""


class OutputError(OnrecordError):
    """A file or folder that cannot be written."""
