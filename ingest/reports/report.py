"""What a report's reader hands over, and the bounds that every reader keeps."""

import json
import re
from dataclasses import asdict, dataclass

from graph.errors import DocumentError

MAX_PAGES = 2_000
MAX_TEXT = 20_000_000  # code points; more than any document holds
MAX_PAGE_CHARS = 200_000  # a newspaper's page holds some ten thousand
MAX_WORK = 120  # seconds of processor time; 2,000 full pages take half of it on a slow core
MAX_SECONDS = 300  # by the clock, where other programs want the processor too, or the platform has no bound on work
MAX_MEMORY = 2 << 30  # bytes of address space, where the platform keeps such a bound (Linux)

_NO_TITLE = re.compile(
    r"(microsoft|powerpoint|wps|adobe|untitled|无标题|未命名|文档\d*$|document\d*$|幻灯片|演示文稿|print|扫描|scan)"
    r"|\.(docx?|pdf|pptx?|xlsx?|wps|indd|cdr|ai|psd|dwg|rtf|txt|html?)$|^[\W\d_]*$|\ufffd",
    re.IGNORECASE,
)


class ReportError(DocumentError):
    """A report that cannot be read, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report's text, where its pages begin in it, its title if it says one, and remarks on what was left out."""

    text: str
    pages: tuple[int, ...] = ()
    title: str | None = None
    remarks: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Return what ``from_bytes`` reads back."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Report":
        """Rebuild a report from what a child process wrote.

        Raises:
            ReportError: the child wrote a reason in its place.
        """
        row = json.loads(data)
        if "error" in row:
            raise ReportError(row["error"])
        return cls(row["text"], tuple(row["pages"]), row["title"], tuple(row["remarks"]))


def sensible_title(title: str | None, text: str) -> str | None:
    """Return the title that a file's properties state, if the text begins with about these words.

    Properties are copied from template to template; a title that the first pages do not show is not believed.
    """
    title = " ".join((title or "").replace("\0", "").split())
    if not 4 <= len(title) <= 120 or _NO_TITLE.search(title):
        return None
    return title if _squeezed(title) in _squeezed(text[:5_000]) else None


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def number_list(numbers: list[int]) -> str:
    """Return ``[1, 2, 3, 7]`` as ``1-3, 7``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
