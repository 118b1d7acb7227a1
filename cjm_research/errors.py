"""Every error type of the package.

A message says what was found, where (file, line, row), what was expected and what to do next. The command line
prints it as it is; nothing here needs a traceback to be understood.
"""


class CjmError(Exception):
    """Anything that a person can mend; the parent of all errors that this package raises."""


class ReadError(CjmError):
    """One input file cannot be read. Raised by a reader, listed in the load report; the other files go on."""


class StudyError(CjmError):
    """A study folder or its settings are missing or wrong."""


class StoreError(CjmError):
    """The database of a study cannot be opened, is damaged or was made by a newer version."""


class StaleError(StoreError):
    """Somebody changed in the meantime what an act was about; nothing of it was kept."""


class UnknownNameError(CjmError):
    """A name that no extension is registered under."""


class MissingPackageError(CjmError):
    """An optional package is needed for what the user chose."""


class SchemaError(CjmError):
    """A frame or a file does not hold the columns or values that its contract asks for."""


class ExportError(CjmError):
    """A file cannot be written, or what would be written breaks a law (a quote that is not in its document)."""


class LeakError(ExportError):
    """What was to be written names a person or a machine; nothing of it was put in place."""
