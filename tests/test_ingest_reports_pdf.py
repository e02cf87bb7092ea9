"""PDF reports: text in reading order, tables, pages; pictures, locks, breaks and bombs are said to be so."""

import io
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.items import Item, Reading, Rejection, Remark
from ingest.readers import read_path
from ingest.reports import bounded
from ingest.reports.pdf import read_pdf
from ingest.reports.report import Report, ReportError, number_list, sensible_title

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
WIDTH, HEIGHT = 595, 842
PAGE = list[tuple[float, float, str]]


def write(canvas: Canvas, lines: PAGE, size: int = 12, font: str = "STSong-Light") -> None:
    canvas.setFont(font, size)
    for x, y, text in lines:
        canvas.drawString(x, y, text)


def make(*pages: Callable[[Canvas], None], title: str | None = None, password: str | None = None) -> bytes:
    stream = io.BytesIO()
    lock = StandardEncryption(password) if password else None
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), encrypt=lock)
    if title:
        canvas.setTitle(title)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def of_lines(*lines: str, x: float = 72, top: float = 700, size: int = 12) -> Callable[[Canvas], None]:
    return lambda canvas: write(canvas, [(x, top - 1.5 * size * i, line) for i, line in enumerate(lines)], size)


def picture(canvas: Canvas) -> None:
    image = Image.new("RGB", (60, 80), "white")
    image.putpixel((3, 3), (0, 0, 0))
    canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)


def text_of(*pages: Callable[[Canvas], None]) -> str:
    return read_pdf(make(*pages)).text


def read(path: Path, data: bytes) -> list[Item]:
    path.write_bytes(data)
    return list(read_path(path))


def reason_of(path: Path, data: bytes) -> str:
    (item,) = read(path, data)
    assert isinstance(item, Rejection), item
    return item.reason


def test_lines_of_a_paragraph_are_one_line_without_spaces_between_chinese_characters() -> None:
    page = of_lines(
        "　　上海港湾集团在上海举办座谈会，概伦电子生产光刻",
        "胶，并与 SMIC 中芯国际合作，共计 20",
        "万元。",
        "　　江西省驻沪办主任肖承贵表示，要进一步强化区域协",
        "同发展。",
    )
    # The second line is short: the paragraph ends there, for a reader too.
    assert text_of(page) == (
        "上海港湾集团在上海举办座谈会，概伦电子生产光刻胶，并与 SMIC 中芯国际合作，共计20\n"
        "万元。\n江西省驻沪办主任肖承贵表示，要进一步强化区域协同发展。\n"
    )


def test_a_word_that_a_hyphen_parts_is_whole_again() -> None:
    page = of_lines(
        "The photoresist is made by the manu-",
        "facturer in Shanghai and supplied in-",
        "to Hefei where the fab is in use.",
    )
    assert text_of(page) == (
        "The photoresist is made by the manufacturer in Shanghai and supplied into Hefei where the fab is in use.\n"
    )


LEFT = [
    "左栏第一行在这里说概伦电子生产光刻胶并且",
    "左栏第二行接着说还有别的产品也在这里生产",
    "左栏第三行接着说合肥的企业也在这里面并且",
    "左栏第四行还没有说完这一句话它要到右边去",
]
RIGHT = [
    "右栏第一行说完这一句话。右栏另一句话开始",
    "右栏第二行接着说上海的企业与合肥的协同了",
    "右栏第三行接着说上海的企业与合肥的协同了",
    "右栏第四行到此为止。",
]


@pytest.mark.parametrize("shift", [0, 7])
def test_two_columns_are_read_one_after_the_other(shift: int) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, [(150, 740, "长三角产业链报告")], 24)
        write(canvas, [(72, 690 - 16 * i, line) for i, line in enumerate(LEFT)], 10)
        write(canvas, [(290, 690 - shift - 16 * i, line) for i, line in enumerate(RIGHT)], 10)

    assert text_of(page) == "长三角产业链报告\n" + "".join(LEFT) + "".join(RIGHT) + "\n"


def test_a_table_is_a_line_for_a_row_and_a_cell_of_two_lines_is_one() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, [(72, 700, "表中列出企业与产品。"), (72, 480, "表后的话。")])
        canvas.grid([72, 172, 322, 422], [660, 630, 590, 560])
        write(canvas, [(76, 640, "企业"), (176, 640, "产品"), (326, 640, "地区")])
        write(canvas, [(76, 605, "概伦电子"), (176, 612, "器件建模与电"), (176, 596, "路仿真"), (326, 605, "上海")])
        write(canvas, [(76, 570, "广立微"), (326, 570, "杭州")])

    assert text_of(page) == (
        "表中列出企业与产品。\n企业 | 产品 | 地区\n概伦电子 | 器件建模与电路仿真 | 上海\n广立微 |  | 杭州\n表后的话。\n"
    )


def test_a_table_without_drawn_lines_is_rows_too() -> None:
    def page(canvas: Canvas) -> None:
        rows = [("企业", "产品"), ("概伦电子", "电路仿真"), ("广立微", "良率分析")]
        write(canvas, [(x, 600 - 20 * i, c) for i, row in enumerate(rows) for x, c in zip((72, 250), row, strict=True)])

    assert text_of(page) == "企业 | 产品\n概伦电子 | 电路仿真\n广立微 | 良率分析\n"


def test_a_heading_that_is_spaced_out_is_one_word() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, [(200, 740, "目"), (260, 740, "录")], 16)
        write(canvas, [(72, 700, "概伦电子在上海。")])

    assert text_of(page) == "目录\n概伦电子在上海。\n"


def test_bold_type_that_is_printed_twice_is_read_once() -> None:
    assert text_of(lambda canvas: write(canvas, [(72, 700, "概伦电子。"), (72.4, 700, "概伦电子。")])) == "概伦电子。\n"


def test_the_small_number_of_a_note_is_no_text() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, [(72, 700, "数据来自公司年报"), (175, 700, "，并经整理。")])
        write(canvas, [(168, 706, "1")], 7)

    assert text_of(page) == "数据来自公司年报，并经整理。\n"


def test_items_of_a_list_keep_their_marks_and_go_on_below_their_text() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, [(72, 700, "•"), (92, 700, "晶合集成从事面板驱动芯片的代工，产品覆盖多种")])
        write(canvas, [(92, 682, "制程。"), (72, 664, "•"), (92, 664, "芯碁微装。")])

    assert text_of(page) == "•晶合集成从事面板驱动芯片的代工，产品覆盖多种制程。\n•芯碁微装。\n"


def with_furniture(number: int, *lines: str) -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        write(canvas, [(200, 810, "长三角产业链研究"), (280, 30, f"— {number} —")], 9)
        of_lines(*lines)(canvas)

    return page


def test_what_repeats_on_pages_is_left_out_and_a_sentence_goes_on_over_the_page() -> None:
    report = read_pdf(
        make(
            with_furniture(1, "第一页的第一句话。", "第二句话说概伦电子在上海的工厂里面生产"),
            with_furniture(2, "光刻胶。", "长三角产业链研究很重要。"),
            with_furniture(3, "第三页。"),
        )
    )
    text = "第一页的第一句话。\n第二句话说概伦电子在上海的工厂里面生产光刻胶。\n长三角产业链研究很重要。\n第三页。\n"
    assert report.text == text
    assert report.pages == (0, text.index("光刻胶"), text.index("第三页"))


def test_a_paragraph_that_begins_on_a_new_page_is_one_of_its_own() -> None:
    first = of_lines("概伦电子在上海的工厂里面生产光刻胶和设备", "这里是没有句号的一整行文字到页尾为止")
    second = of_lines("　　新的一段从这里开始说合肥的企业", "也在生产光刻胶以及别的材料和设备。", "　　末段。")
    assert read_pdf(make(first, second)).text.split("\n")[1].startswith("新的一段从这里开始说合肥的企业")


def test_a_picture_among_pages_is_remarked_and_keeps_its_number(tmp_path: Path) -> None:
    data = make(of_lines("第一页。"), of_lines("第二页。"), picture, of_lines("第四页。"))
    remark, reading = read(tmp_path / "a.pdf", data)
    assert isinstance(remark, Remark)
    assert remark.reason == "page 3 is a picture without text; run OCR first"
    assert isinstance(reading, Reading)
    assert reading.document.text == "第一页。\n第二页。\n第四页。\n"
    assert reading.document.pages == (0, 5, 10, 10)
    assert [reading.document.page_at(offset) for offset in (0, 4, 5, 9, 10)] == [1, 1, 2, 2, 4]


def test_a_scanned_file_is_rejected(tmp_path: Path) -> None:
    assert reason_of(tmp_path / "a.pdf", make(picture, picture)) == (
        "is scanned: pages 1-2 are pictures without text; run OCR first, then give the file that it makes"
    )


@pytest.mark.parametrize(("angle", "x", "y"), [(90, 100, -100), (-90, -700, 500), (180, -500, -500)])
def test_a_sheet_that_lies_on_its_side_and_a_watermark_across_it(angle: int, x: int, y: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.rotate(30)
        write(canvas, [(300, 300, "内部资料")], 40)
        canvas.restoreState()
        canvas.rotate(angle)
        write(canvas, [(x, y, "第一行。"), (x, y - 30, "第二行。")])

    assert text_of(page) == "第一行。第二行。\n"


def test_a_stated_title_is_taken_when_the_first_page_shows_it(tmp_path: Path) -> None:
    page = of_lines("长三角产业链研究报告", "正文。")
    (reading,) = read(tmp_path / "a.pdf", make(page, title="长三角产业链研究报告"))
    assert isinstance(reading, Reading)
    document = reading.document
    assert (document.title, document.published, document.key, document.pages) == (
        "长三角产业链研究报告",
        None,
        None,
        (0,),
    )


@pytest.mark.parametrize(
    "title", [None, "", "Microsoft Word - 长三角.docx", "untitled", "长三角.pdf", "2024-10", "另一份报告的题目"]
)
def test_a_title_that_says_nothing_is_not_taken(title: str | None) -> None:
    assert sensible_title(title, "长三角.pdf 2024-10 untitled 正文") is None


def test_a_sidecar_speaks_for_a_report(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"title": "题", "published": "2024-10", "publisher": "新江苏"}', "utf-8")
    (reading,) = read(tmp_path / "a.pdf", make(of_lines("正文。")))
    assert isinstance(reading, Reading)
    document = reading.document
    assert (document.title, document.published, document.publisher) == ("题", "2024-10", "新江苏")


SOUND = make(of_lines("正文。"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty; fetch it again"),
        (b"text", "is no sound PDF file (broken or cut off); fetch it again, or print it to PDF anew"),
        (SOUND[:200], "is no sound PDF file (broken or cut off); fetch it again, or print it to PDF anew"),
        (make(of_lines("正文。"), password="geheim"), "is locked with a password; save a copy without one"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_what_to_do(tmp_path: Path, data: bytes, reason: str) -> None:
    assert reason_of(tmp_path / "a.pdf", data) == reason


def test_blank_pages_are_no_document(tmp_path: Path) -> None:
    assert reason_of(tmp_path / "a.pdf", make(of_lines(""))) == "the text is empty"


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.reports.pdf.MAX_PAGES", 2)
    with pytest.raises(ReportError, match=r"^has 3 pages \(at most 2\); split it$"):
        read_pdf(make(*[of_lines("正文。")] * 3))


def test_too_many_characters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.reports.pdf.MAX_TEXT", 4)
    with pytest.raises(ReportError, match=r"^holds more than 4 characters; split it into documents$"):
        read_pdf(make(*[of_lines("正文。")] * 2))


def one_stream(content: bytes) -> bytes:
    """A PDF of one page with this content, packed twice over as bombs are."""
    packed = zlib.compress(zlib.compress(content, 9), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj%s\nendobj\n" % (i, o) for i, o in enumerate(objects, 1))
    return body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def test_a_page_of_a_million_characters_is_refused(tmp_path: Path) -> None:
    data = one_stream(b"BT /F 1 Tf " + b"1 1 Td (abcdefghij) Tj " * 100_000 + b"ET")
    assert len(data) < 5_000
    reason = reason_of(tmp_path / "a.pdf", data)
    assert reason.startswith("page 1 holds "), reason
    assert reason.endswith(" characters (at most 200,000); save it anew")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_a_bomb_ends_its_reader_and_not_the_run(tmp_path: Path) -> None:
    data = one_stream(b"q " * 100_000_000)
    assert len(data) < 2_000
    reason = reason_of(tmp_path / "a.pdf", data)
    assert "most often for want of memory (at most 2,048 MB), as decompression bombs do" in reason


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(ReportError, match=r"^took longer than 0\.01 seconds to read; split it, or save it anew$"):
        bounded.read_bounded(SOUND, ".pdf", seconds=0.01)


@pytest.mark.parametrize(
    ("code", "said", "reason"),
    [
        (1, "Traceback\nMemoryError\n", "needs more than 2,048 MB to read"),
        (-6, "", "ended its reader (signal 6), most often for want of memory (at most 2,048 MB)"),
        (-24, "", "took longer than 120 seconds to read; split it, or save it anew"),
        (3, "what it said\n", "broke its reader (exit 3: what it said); save it anew from the program that made it"),
    ],
)
def test_a_reader_that_breaks_is_a_rejection(code: int, said: str, reason: str) -> None:
    assert reason in bounded._why(code, said)


def test_a_report_comes_whole_out_of_its_child_process() -> None:
    report = Report("甲\ud800\n", (0, 1), "题", ("remark",))
    assert Report.from_bytes(report.to_bytes()) == report
    assert bounded.read_bounded(SOUND, ".pdf") == Report("正文。\n", (0,), None, ())


def test_page_numbers_are_told_in_spans() -> None:
    assert number_list([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
