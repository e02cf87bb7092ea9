import json
import time

import pytest

from ingest.items import Meta, Options, Reading, Rejection, Remark
from ingest.markdown import first_heading, plain_markdown
from ingest.readers import MAX_FILE_BYTES, read_path

SENTENCE = "上海港湾集团在上海举办座谈会。"

PAGE = """<!doctype html><html><head><title>座谈会在上海举办</title>
<meta property="og:site_name" content="新江苏">
<meta property="article:published_time" content="2024-10-29T09:00:00+08:00">
</head><body><nav><a href="/">首页</a><a href="/news">新闻频道</a></nav>
<article><h1>座谈会在上海举办</h1>
<p>由江苏省驻沪办牵头组织的座谈会十月二十九日在上海举办，各省驻沪机构齐聚一堂，共商产业链协同发展。</p>
<p>江西省驻沪办主任肖承贵表示，要进一步强化区域协同发展，在高水平协同联动上下功夫，携手共进。</p>
<p>湖南省驻沪办一级巡视员羊贵平说，全力支持上海企业参与长江经济带发展战略的沪办举措。</p></article>
<footer>版权所有 京ICP备00000000号 联系我们</footer></body></html>"""


def read(path, options=None):
    return list(read_path(path, options))


def only_document(path, options=None):
    (item,) = read(path, options)
    assert isinstance(item, Reading), item
    return item.document


def only_reason(path, options=None):
    (item,) = read(path, options)
    assert isinstance(item, Rejection), item
    return item.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_character_by_character_in_any_of_the_usual_encodings(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(f"  {SENTENCE}\r\n第二行\n".encode(encoding))
    assert only_document(path).text == f"  {SENTENCE}\r\n第二行\n"


def test_a_plain_file_without_a_word_about_it_has_no_key_and_no_date(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    document = only_document(path)
    assert (document.key, document.title, document.published, document.publisher) == (None, None, None, None)


def test_options_fill_what_a_plain_file_cannot_say(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    document = only_document(path, Options(Meta("题", "2024年10月29日", "新江苏", "https://example.org/1")))
    assert (document.title, document.published, document.publisher) == ("题", "2024-10-29", "新江苏")
    assert document.key == document.url == "https://example.org/1"


@pytest.mark.parametrize("sidecar", ["a.json", "a.txt.json"])
def test_a_sidecar_speaks_for_the_file_beside_it_and_wins_over_options(tmp_path, sidecar):
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    said = {"title": "题", "published": "2024-10", "published_note": "year inferred", "publisher": "新江苏"}
    (tmp_path / sidecar).write_text(json.dumps(said), encoding="utf-8")
    document = only_document(path, Options(Meta(publisher="别人", url="https://example.org/1")))
    assert (document.title, document.published, document.publisher) == ("题", "2024-10", "新江苏")
    assert document.url == "https://example.org/1"


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("{broken", "the sidecar is not read: "),
        ("[]", "the sidecar is not read: it must hold one JSON object"),
        ('{"title": "题", "date": "2024"}', "fields that are not read: date"),
        ('{"published": ["2024"]}', "fields that are not read: published"),
    ],
)
def test_a_sidecar_that_is_not_understood_is_remarked_and_the_document_read(tmp_path, sidecar, reason):
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    (tmp_path / "a.json").write_text(sidecar, encoding="utf-8")
    remark, reading = read(tmp_path / "a.txt")
    assert isinstance(remark, Remark)
    assert remark.reason.startswith(reason)
    assert reading.document.text == SENTENCE


def test_an_unknown_date_is_remarked_and_the_document_is_undated(tmp_path):
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    remark, reading = read(tmp_path / "a.txt", Options(Meta(published="去年秋天")))
    assert remark == Remark(reading.place, "the date '去年秋天' is not understood; the document counts as undated")
    assert reading.document.published is None


def test_markdown_loses_its_markup_and_keeps_its_words(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: '座谈会'\ndate: 2024-10-29\nsource: 新江苏\nurl: https://example.org/1\n"
        "tags: 产业链\n---\n"
        "# 座谈会在上海**举办**\n\n> 由[江苏省驻沪办](https://example.org)牵头。\n\n"
        "- *第一*点 `a_b_c`\n* 第二点\n\n![图](a.png)\n\n---\n"
        "| 环节 | 企业 |\n|---|---|\n| 硅片 | 沪硅产业 |\n<!-- 不见 -->\n2 * 3 * 4 = 24\n",
        encoding="utf-8",
    )
    remark, reading = read(path)
    assert remark.reason == "front matter that is not read: tags"
    document = reading.document
    assert document.text == (
        "座谈会在上海举办\n\n由江苏省驻沪办牵头。\n\n第一点 a_b_c\n第二点\n\n"
        "环节 | 企业\n\n硅片 | 沪硅产业\n\n2 * 3 * 4 = 24"
    )
    assert (document.title, document.published, document.publisher) == ("座谈会", "2024-10-29", "新江苏")
    assert document.key == "https://example.org/1"


def test_markdown_without_front_matter_is_titled_by_its_heading(tmp_path):
    (tmp_path / "a.md").write_text(f"---\n\n# 座谈会\n\n{SENTENCE}\n", encoding="utf-8")
    document = only_document(tmp_path / "a.md")
    assert (document.title, document.text) == ("座谈会", f"座谈会\n\n{SENTENCE}")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_gives_its_main_text_without_menu_and_footer(tmp_path, encoding):
    path = tmp_path / "a.html"
    charset = '<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    path.write_bytes(PAGE.replace("<head>", charset).encode(encoding))
    document = only_document(path)
    for wanted in ("由江苏省驻沪办牵头", "肖承贵表示", "羊贵平说"):
        assert wanted in document.text
    for boilerplate in ("首页", "新闻频道", "版权所有", "<p>"):
        assert boilerplate not in document.text
    assert (document.title, document.published, document.publisher) == (
        "座谈会在上海举办",
        "2024-10-29",
        "新江苏",
    )


def test_what_the_user_says_wins_over_what_a_page_suggests(tmp_path):
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    assert only_document(tmp_path / "a.html", Options(Meta(published="2024-10-30"))).published == "2024-10-30"


def test_a_page_of_a_few_words_is_stripped_of_tags(tmp_path):
    path = tmp_path / "a.htm"
    path.write_text("<html><body><nav>首页</nav><p>短讯。</p></body></html>", encoding="utf-8")
    assert only_document(path).text == "短讯。"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "the text is empty"),
        ("a.txt", " \n\u3000".encode(), "the text is empty"),
        ("a.html", b"<html><body></body></html>", "the text is empty"),
        ("a.txt", b"ab\0cd" * 3, "many zeros: this is a binary file"),
        ("a.txt", "一".encode() * 200 + b"\0", "NUL characters"),
        ("a.txt", bytes(range(1, 32)) * 9, "does not read as text"),
        ("a.txt", b"\x80abc", "save the file as UTF-8"),
        ("a.pdf", b"%PDF-1.7", "is no sound PDF file"),
        ("a.docx", b"PK", "is no sound Word file"),
        ("a.doc", b"\xd0\xcf", "open it in Word or WPS and save it as .docx"),
        ("a.xyz", b"text", "files of kind '.xyz' are not read; read are .txt, .md, .html, .pdf, .docx and .jsonl"),
        ("noname", b"text", "a file without a suffix is not read"),
    ],
)
def test_what_is_no_text_is_rejected_with_a_reason(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    assert reason in only_reason(tmp_path / name)


def test_a_file_over_the_limit_is_rejected_unread(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1)
    assert only_reason(path) == "is larger than 64,000,000 bytes; split it into documents"


def test_a_file_that_went_away_is_a_rejection(tmp_path):
    assert only_reason(tmp_path / "gone.txt") == "is not a file (or its folder may not be entered)"


@pytest.mark.parametrize("piece", ["[", "[a](", "<!--", " ", "#", "**a", "|-", "![", "> "])
def test_markdown_of_one_piece_repeated_takes_no_longer_than_words(piece):
    def work(times):
        # Processor time, and only its ratio: how fast or busy the machine is does not matter.
        began = time.process_time()
        plain_markdown("# 题 " + piece * times)
        plain_markdown(piece * times)
        return time.process_time() - began + 0.02

    assert work(100_000) / work(10_000) < 40  # linear is 10, quadratic 100


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("# 概况 ##\n正文", "概况\n正文"),
        ("# C#", "C#"),
        ("前<!-- 不见\n两行 -->后", "前后"),
        ("前<!-- 没有结束", "前<!-- 没有结束"),
        ("[甲][1]与<https://a.b>\n\n[1]: https://a.b", "甲与https://a.b"),
        ("- [x] 完成\n1. 第一", "完成\n1. 第一"),
        (r"5\*3 snake_case_name", "5*3 snake_case_name"),
        ("```\n代码\n```", "代码"),
    ],
)
def test_markdown_markup_by_kind(source, words):
    assert plain_markdown(source) == words


def test_a_heading_of_lower_level_is_no_title():
    assert first_heading("## 小节\n") is None
