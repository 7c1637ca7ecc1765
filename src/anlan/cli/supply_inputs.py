"""Text files that commands on supplies are given."""

from pathlib import Path

from anlan.errors import ImportDataError, Problem, SettingError
from anlan.language import Message, mark

LARGEST = 64 * 1024 * 1024
"""Largest file that is read, bytes: a dispatch of thousands of vehicles has a few million."""


def read_input(file: Path) -> str:
    """Return the text of a file in UTF-8, with or without a mark of byte order.

    Parameters
    ----------
    file
        The file.

    Raises
    ------
    SettingError
        If it cannot be read or is larger than `LARGEST`.
    ImportDataError
        If it is no text in UTF-8.
    """
    try:
        if file.stat().st_size > LARGEST:
            pattern = mark("{file} has more than {size} MB; give a smaller file")
            raise SettingError(Message(pattern, file=file, size=LARGEST // 1024**2))
        content = file.read_bytes()
    except OSError as error:
        pattern = mark("{file} cannot be read: {reason}")
        raise SettingError(Message(pattern, file=file, reason=error.strerror or str(error))) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = Message(mark("the line is no text in UTF-8"))
        remedy = Message(mark("save the file as UTF-8"))
        raise ImportDataError([Problem(file.name, what, remedy, line=line, code="encoding")]) from error
