"""From bytes to text: UTF-8, or what a spreadsheet in China writes instead."""

from anlan.errors import Problem, Severity
from anlan.language import Message

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(file: str, content: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text of a file with line feeds as its only line ends, and what had to be noted.

    Parameters
    ----------
    file
        Name of the file, for messages.
    content
        Its bytes: UTF-8 with or without a byte order mark, or GBK / GB 18030.

    Returns
    -------
    text
        None where the bytes are neither.
    problems
        A notice for GB 18030, an error for anything else.
    """
    if content.startswith(UTF16_MARKS) or b"\0" in content:
        return None, [
            Problem(
                file,
                Message("it is not UTF-8 text (zero bytes were found)"),
                Message("save it as 'CSV UTF-8' or as UTF-8 text"),
                code="wrong-encoding",
            )
        ]
    try:
        return _unix(content.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        first = error
    notice = Problem(
        file,
        Message("the text is in GBK or GB 18030, not UTF-8; it was read as such"),
        Message("save it as UTF-8 so that no other program misreads it"),
        severity=Severity.NOTICE,
        code="gbk-encoding",
    )
    try:
        return _unix(content.decode("gb18030")), [notice]
    except UnicodeDecodeError:
        line = content.count(b"\n", 0, first.start) + 1
    return None, [
        Problem(
            file,
            Message("byte {value} is neither UTF-8 nor GB 18030", value=f"0x{content[first.start]:02x}"),
            Message("save the file as UTF-8"),
            line=line,
            code="wrong-encoding",
        )
    ]


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
