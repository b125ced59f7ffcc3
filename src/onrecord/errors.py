"""What can go wrong, as one tree. A message says what, where, and what to do.

    OnrecordError
    ├── UsageError          an option or argument that makes no sense
    ├── InputError          a source that cannot be read as a report
    │   └── FetchError      an address that was refused or did not answer
    ├── ModelError          the model file is missing, damaged, or returned no numbers
    ├── GazetteerError      the table of places is missing, damaged, or could not be indexed
    ├── RecordError         JSON that is not a record
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


class ModelError(OnrecordError):
    """The model file is missing or damaged, or it returned values that are no numbers."""


class GazetteerError(OnrecordError):
    """The table of places is missing or damaged, or its index could not be made."""


class RecordError(OnrecordError):
    """JSON that is not a record of a known schema."""


class OutputError(OnrecordError):
    """A file or folder that cannot be written."""
