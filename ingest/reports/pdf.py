"""A PDF file: paragraphs and tables in reading order, with the place where each page begins."""

from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.reports.flow import Flow
from ingest.reports.glyphs import read_page
from ingest.reports.layout import furniture, reading_order
from ingest.reports.lines import make_boxes, take_tables
from ingest.reports.report import MAX_PAGES, MAX_TEXT, Report, ReportError, number_list, sensible_title
from ingest.reports.shapes import Box, Page

_OCR: Final = "run OCR first"
_PICTURE: Final = 0.5  # of a page's area
_FEW: Final = 20  # characters beside a picture: a stamp or a page number, not the page's text
_DRAWN: Final = 100  # drawn shapes on a page without text: letters turned into curves

_ERRORS: Final = {
    pdfium.FPDF_ERR_PASSWORD: "is locked with a password; save a copy without one",
    pdfium.FPDF_ERR_SECURITY: "is locked in a way that is not known; save a copy without protection",
    pdfium.FPDF_ERR_FORMAT: "is no sound PDF file (broken or cut off); fetch it again, or print it to PDF anew",
}


def read_pdf(data: bytes) -> Report:
    """Read a PDF file.

    Raises:
        ReportError: locked, broken, scanned, or over a bound.
    """
    if not data.strip():
        raise ReportError("is empty; fetch it again")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = _ERRORS.get(pdfium.FPDF_GetLastError(), _ERRORS[pdfium.FPDF_ERR_FORMAT])
        raise ReportError(reason) from error
    count = len(document)
    if count == 0:
        raise ReportError("has no pages; fetch it again, or print it to PDF anew")
    if count > MAX_PAGES:
        raise ReportError(f"has {count:,} pages (at most {MAX_PAGES:,}); split it")
    reader = _Pages()
    for index in range(count):
        reader.read(document, index)
    return reader.report(_stated_title(document))


def _stated_title(document: pypdfium2.PdfDocument) -> str | None:
    try:
        return str(document.get_metadata_value("Title"))
    except UnicodeDecodeError:
        return None


class _Pages:
    """Reads page after page, then puts them together: what repeats is known only at the end."""

    def __init__(self) -> None:
        self._pages: list[tuple[list[Box], float, float]] = []
        self._chars = 0
        self._texts = 0
        self._pictures: list[int] = []
        self._unmapped: list[int] = []
        self._broken: list[int] = []

    def read(self, document: pypdfium2.PdfDocument, index: int) -> None:
        """Read one page."""
        number = index + 1
        try:
            loaded = document[index]
        except pypdfium2.PdfiumError:
            self._broken.append(number)
            self._pages.append(([], 0.0, 0.0))
            return
        page = read_page(loaded, number)
        loaded.close()
        self._judge(page, number)
        self._chars += len(page.glyphs)
        if self._chars > MAX_TEXT:
            raise ReportError(f"holds more than {MAX_TEXT:,} characters; split it into documents")
        glyphs, tables = take_tables(page.glyphs, page.rules)
        self._pages.append(([*make_boxes(glyphs), *tables], page.bottom, page.top))

    def _judge(self, page: Page, number: int) -> None:
        """Note a page whose text cannot be had."""
        written = len(page.glyphs)
        if page.unmapped > max(written, _FEW):
            self._unmapped.append(number)
        elif (written < _FEW and page.pictured >= _PICTURE) or (not written and page.shapes >= _DRAWN):
            self._pictures.append(number)
        else:
            self._texts += bool(written)

    def report(self, title: str | None) -> Report:
        """Put the pages together."""
        self._refuse_unreadable()
        flow = Flow()
        left_out = furniture(self._pages)
        for (boxes, _, _), ids in zip(self._pages, left_out, strict=True):
            flow.add_page(reading_order([box for box in boxes if id(box) not in ids]))
        text = flow.text()
        return Report(text, flow.page_starts(), sensible_title(title, text), tuple(self._remarks()))

    def _refuse_unreadable(self) -> None:
        if self._texts:
            return
        if self._pictures:
            pages = _pages(self._pictures, "is a picture", "are pictures")
            raise ReportError(f"is scanned: {pages} without text; {_OCR}, then give the file that it makes")
        if self._unmapped:
            raise ReportError(f"has fonts that do not say which characters they show; {_OCR}")
        if self._broken:
            raise ReportError(_ERRORS[pdfium.FPDF_ERR_FORMAT])

    def _remarks(self) -> list[str]:
        remarks = []
        if self._pictures:
            remarks.append(f"{_pages(self._pictures, 'is a picture', 'are pictures')} without text; {_OCR}")
        if self._unmapped:
            pages = _pages(self._unmapped, "has a font that does", "have fonts that do")
            remarks.append(f"{pages} not say which characters are shown; {_OCR}")
        if self._broken:
            remarks.append(f"{_pages(self._broken, 'is', 'are')} broken and left out; print the file to PDF anew")
        return remarks


def _pages(numbers: list[int], one: str, many: str) -> str:
    return f"page {numbers[0]} {one}" if len(numbers) == 1 else f"pages {number_list(numbers)} {many}"
