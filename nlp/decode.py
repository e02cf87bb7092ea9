"""From the bytes of a file to its text."""

import codecs

from graph.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> str:
    """Return the text of ``data``: by its byte order mark, else UTF-8, else GB18030."""
    text = _decode(data)
    if text.count("\0") > len(text) // 100:
        raise DocumentError("The bytes hold many zeros: this is a binary file, not a text.")
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "gb18030")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"The bytes are neither UTF-8 nor {encoding.upper()} text (byte {error.start}); save the file as UTF-8."
        ) from error
