"""Word reports: paragraphs, tables and notes in order; locks, breaks and bombs are refused with a reason."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from ingest.items import Item, Reading, Rejection
from ingest.readers import read_path
from ingest.reports import docx
from ingest.reports.docx import read_docx
from ingest.reports.report import ReportError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>'
FOOT = "</w:body></w:document>"


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def packed(compression: int = zipfile.ZIP_DEFLATED, **parts: str) -> bytes:
    """A Word file by hand: ``document="…"`` is the XML of the body."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, body in parts.items():
            archive.writestr(f"word/{name}.xml", body)
    return stream.getvalue()


def of_body(body: str, **parts: str) -> str:
    return read_docx(packed(document=HEAD + body + FOOT, **parts)).text


def read(path: Path, data: bytes) -> list[Item]:
    path.write_bytes(data)
    return list(read_path(path))


def test_headings_paragraphs_and_tables_come_in_the_order_of_the_text(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("长三角产业链研究报告", 0)
    document.add_heading("一、企业", 1)
    document.add_paragraph("概伦电子").add_run("生产光刻胶。").bold = True
    table = document.add_table(3, 3)
    for row, cells in zip(
        table.rows, [("企业", "产品", "地区"), ("概伦电子", "EDA", "上海"), ("", "", "")], strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(2, 0).merge(table.cell(2, 1)).text = "合计"
    table.cell(2, 2).text = "一地"
    document.add_paragraph("表后的话。")
    (reading,) = read(tmp_path / "a.docx", saved(document))
    assert isinstance(reading, Reading)
    assert reading.document.text == (
        "长三角产业链研究报告\n一、企业\n概伦电子生产光刻胶。\n企业 | 产品 | 地区\n概伦电子 | EDA | 上海\n合计 | 一地\n"
        "表后的话。\n"
    )
    # The file says when it was made, and nothing of when it was published.
    assert (reading.document.title, reading.document.published) == ("长三角产业链研究报告", None)
    assert (reading.document.key, reading.document.pages) == (None, ())


def test_a_stated_title_is_taken_when_the_text_begins_with_it() -> None:
    document = Document()
    document.add_paragraph("长三角产业链研究报告")
    document.core_properties.title = "长三角产业链研究报告"
    assert read_docx(saved(document)).title == "长三角产业链研究报告"
    document.core_properties.title = "另一份报告的题目"
    assert read_docx(saved(document)).title is None


def test_chinese_word_numbers_its_styles() -> None:
    document = Document()
    style = document.styles.add_style("a3", WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_name().val = "目录 1"
    document.add_paragraph("一、企业 3", style)
    document.add_paragraph("一、企业")
    assert read_docx(saved(document)).text == "一、企业\n"


def test_a_footnote_follows_the_paragraph_that_cites_it() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>—</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>据公司年报。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    body = (
        '<w:p><w:r><w:t>概伦电子</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r>'
        "<w:r><w:t>生产光刻胶。</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>下一段。</w:t></w:r></w:p>"
    )
    assert of_body(body, footnotes=notes) == "概伦电子生产光刻胶。\n据公司年报。\n下一段。\n"


def test_what_was_deleted_or_hidden_is_not_read_and_what_was_inserted_is() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>丙</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>丁</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>戊</w:t><w:br/><w:t>己</w:t><w:tab/><w:t>庚</w:t></w:r></w:p>"
    )
    assert of_body(body) == "甲丙戊\n己 庚\n"


def test_a_frame_around_text_is_text_and_a_table_in_a_cell_comes_with_it() -> None:
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    one, two = paragraph.format("第一段。"), paragraph.format("第二段。")
    cell = "<w:tc>{}</w:tc>"
    assert of_body(f"<w:tbl><w:tr>{cell.format(one + two)}</w:tr></w:tbl>") == "第一段。\n第二段。\n"
    inner = f"<w:tbl><w:tr>{cell.format(one)}{cell.format(two)}</w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr>{cell.format(inner)}{cell.format(paragraph.format('第三段。'))}</w:tr></w:tbl>"
    assert of_body(outer) == "第一段。 | 第二段。 | 第三段。\n"


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框里的话。</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        f"<w:p><w:r><w:t>段落。</w:t><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert of_body(body) == "段落。\n框里的话。\n"


def test_pictures_without_text_need_ocr() -> None:
    stream = io.BytesIO(packed(document=HEAD + "<w:p/>" + FOOT))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/media/image1.png", b"PNG")
    with pytest.raises(ReportError, match=r"^holds pictures but no text; run OCR first$"):
        read_docx(stream.getvalue())


SOUND = packed(document=f"{HEAD}<w:p><w:r><w:t>正文。</w:t></w:r></w:p>{FOOT}")
ENTITIES = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is no sound Word file (File is not a zip file); open it in Word or WPS and save it anew"),
        (SOUND[:100], "is no sound Word file (File is not a zip file); open it in Word or WPS and save it anew"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(99),
            "is locked with a password or an old .doc; save it as .docx without a password",
        ),
        (packed(other="<a/>"), "is a zip file but no Word file (no word/document.xml); save it as .docx"),
        (packed(document="<a>"), "is no sound Word file (word/document.xml: "),
        (packed(document=ENTITIES), "is refused: word/document.xml declares entities of its own"),
        (packed(document=HEAD + " " * 5_000_000 + FOOT), "a zip bomb by its ratio"),
        (packed(document=HEAD + "<w:p>" * 300), "is no sound Word file (word/document.xml: Excessive depth"),
        (packed(document=HEAD + FOOT), "the text is empty"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_what_to_do(tmp_path: Path, data: bytes, reason: str) -> None:
    (item,) = read(tmp_path / "a.docx", data)
    assert isinstance(item, Rejection)
    assert reason in item.reason


@pytest.mark.parametrize(
    ("bound", "reason"),
    [
        ("MAX_ENTRIES", r"is refused: 1 files in it \(at most 0\); save it anew"),
        ("MAX_UNPACKED", r"is refused: [\d,]+ bytes that unpack to [\d,]+, a zip bomb by its size"),
        ("MAX_PART", r"is refused: word/document.xml unpacks to [\d,]+ bytes \(at most 0\); split it"),
        ("MAX_TEXT", r"holds more than 0 characters; split it into documents"),
    ],
)
def test_a_file_over_a_bound_is_refused(monkeypatch: pytest.MonkeyPatch, bound: str, reason: str) -> None:
    monkeypatch.setattr(docx, bound, 0)
    with pytest.raises(ReportError, match=f"^{reason}$"):
        read_docx(SOUND)


def test_an_entry_that_lies_about_its_size_is_not_sound() -> None:
    size = len(f"{HEAD}<w:p><w:r><w:t>正文。</w:t></w:r></w:p>{FOOT}".encode())
    lying = SOUND.replace(size.to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert lying != SOUND
    with pytest.raises(ReportError, match="is no sound Word file"):
        read_docx(lying)


def test_a_run_goes_on_after_a_bomb(tmp_path: Path) -> None:
    from ingest.discover import discover
    from ingest.items import Options
    from ingest.readers import read_source

    (tmp_path / "a.docx").write_bytes(packed(document=HEAD + " " * 5_000_000 + FOOT))
    (tmp_path / "b.docx").write_bytes(SOUND)
    items = [item for source in discover([str(tmp_path)]) for item in read_source(source, Options())]
    assert [type(item) for item in items] == [Rejection, Reading]
