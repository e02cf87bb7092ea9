import json
import tracemalloc

import pytest

from graph.errors import DocumentError
from ingest.items import Meta, Options, Reading, Rejection, Remark
from ingest.jsonl import MAX_LINE_BYTES
from ingest.pages import paragraphs
from ingest.readers import read_path


def write(path, *rows, encoding="utf-8"):
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_bytes("".join(line + "\n" for line in lines).encode(encoding))
    return path


def documents(path, options=None):
    items = list(read_path(path, options))
    assert all(isinstance(item, Reading) for item in items), items
    return [item.document for item in items]


def test_known_fields_need_no_option_and_a_null_date_is_unknown(tmp_path):
    path = write(
        tmp_path / "news.jsonl",
        {
            "id": "1",
            "title": "题",
            "text": "甲。",
            "published": "2024-10-29",
            "publisher": "社",
            "url": "https://a.b/1",
        },
        {"id": 2, "title": None, "text": "乙。", "published": None},
        {"text": "丙。", "url": "https://a.b/3"},
        {"text": "丁。"},
    )
    first, second, third, fourth = documents(path)
    assert (first.key, first.title, first.text) == ("社/1", "题", "甲。")
    assert (first.published, first.publisher, first.url) == ("2024-10-29", "社", "https://a.b/1")
    assert (second.key, second.title, second.published) == ("news/2", None, None)
    assert third.key == "https://a.b/3"
    assert fourth.key is None


def test_an_id_counts_within_its_publisher_whatever_the_file_is_called(tmp_path):
    row = {"id": "1", "text": "甲。"}
    options = Options(Meta(publisher="社"))
    one = documents(write(tmp_path / "a.jsonl", row), options)[0]
    other = documents(write(tmp_path / "b.jsonl", row), options)[0]
    assert one.key == other.key == "社/1"
    assert documents(write(tmp_path / "c.jsonl", row | {"url": "https://a.b/1"}))[0].key == "a.b/1"


def test_other_columns_are_named_by_field(tmp_path):
    path = write(tmp_path / "a.jsonl", {"nr": "1", "body": "甲。", "date": "2024年10月"})
    options = Options(fields={"id": "nr", "text": "body", "published": "date"})
    (document,) = documents(path, options)
    assert (document.key, document.text, document.published) == ("a/1", "甲。", "2024-10")


def test_every_paragraph_of_an_html_field_is_kept_in_order_on_a_line(tmp_path):
    html = (
        "<p><strong>某网消息</strong>（新闻）：第一段&amp;。</p><p>第一段&amp;。</p><p>短</p><p></p>"
        "<p>上<br>下</p><ul><li>项</li></ul>尾<script>x()</script>"
    )
    (document,) = documents(write(tmp_path / "a.jsonl", {"id": "1", "html": html}))
    assert document.text == "某网消息（新闻）：第一段&。\n第一段&。\n短\n上\n下\n项\n尾"


def test_line_wraps_of_the_source_do_not_split_chinese_words():
    assert paragraphs("<p>长江\n  经济带 GDP\n growth</p>") == "长江经济带 GDP growth"


def test_deep_nesting_loses_nothing():
    assert paragraphs("<div>" * 2000 + "底" + "</div>" * 2000 + "<p>尾</p>") == "底\n尾"
    with pytest.raises(DocumentError, match="nested too deeply"):
        paragraphs("<p>头</p>" + "<div>" * 3000 + "底")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "甲', "broken JSON: Unterminated string starting at (column 10)"),
        ('["甲"]', 'not a JSON object but a list; a line must be like {"id": …, "text": …}'),
        ("null", 'not a JSON object but null; a line must be like {"id": …, "text": …}'),
        ("[" * 100_000, "broken JSON: nested too deeply"),
        (
            '{"body": "甲。"}',
            "no text in field 'text' or 'html'; the line has 'body': name the right one with --field text=COLUMN",
        ),
        ('{"text": " "}', "the text is empty"),
        ('{"html": "<p> </p>"}', "the text is empty"),
    ],
)
def test_a_broken_line_is_rejected_by_number_and_the_rest_goes_on(tmp_path, line, reason):
    path = write(tmp_path / "a.jsonl", {"text": "甲。"}, line, "", {"text": "乙。"})
    items = [item for item in read_path(path) if not isinstance(item, Remark)]
    assert [type(item) for item in items] == [Reading, Rejection, Reading]
    assert (str(items[1].place), items[1].reason) == (f"{path}:2", reason)
    assert items[2].place.line == 4


def test_columns_that_are_not_read_are_remarked_once_with_their_number(tmp_path):
    path = write(tmp_path / "a.jsonl", *({"text": "甲。", "licence": "x"} for _ in range(3)))
    *readings, remark = read_path(path)
    assert len(readings) == 3
    assert remark.reason == "fields that are not read: 'licence' (3)"


def test_a_field_option_that_meets_no_column_is_remarked(tmp_path):
    path = write(tmp_path / "a.jsonl", {"text": "甲。"})
    _, remark = read_path(path, Options(fields={"published": "dat"}))
    assert remark.reason == "no line has the field 'dat' that --field published=dat names"


def test_a_value_of_the_wrong_kind_is_remarked_and_left_out(tmp_path):
    path = write(tmp_path / "a.jsonl", {"text": "甲。", "title": ["题"]})
    remark, reading = read_path(path)
    assert remark.reason == "field 'title' holds a list, not a string; it is left out"
    assert reading.document.title is None


def test_half_characters_are_replaced_and_remarked(tmp_path):
    path = write(tmp_path / "a.jsonl", '{"text": "甲\\ud800乙"}')
    remark, reading = read_path(path)
    assert "lone surrogates" in remark.reason
    assert reading.document.text == "甲\ufffd乙"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_lines_come_in_the_usual_encodings(tmp_path, encoding):
    path = write(tmp_path / "a.jsonl", {"id": "1", "text": "甲方与乙方。"}, {"text": "丙方。"}, encoding=encoding)
    assert [document.text for document in documents(path)] == ["甲方与乙方。", "丙方。"]


def test_utf16_is_refused_with_what_to_do(tmp_path):
    (item,) = read_path(write(tmp_path / "a.jsonl", {"text": "甲。"}, encoding="utf-16"))
    assert "save it as UTF-8" in item.reason


def test_a_line_of_50_mb_is_rejected_in_bounded_memory_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write('{"text": "甲。"}\n{"text": "'.encode())
        for _ in range(50):
            stream.write(b"a" * 1_000_000)
        stream.write('"}\n{"text": "乙。"}\n'.encode())
    tracemalloc.start()
    items = list(read_path(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(item) for item in items] == [Reading, Rejection, Reading]
    assert items[1].reason == "the line is longer than 20,000,000 bytes; split its text into documents"
    assert (items[1].place.line, items[2].place.line) == (2, 3)
    assert sum(item.place.size for item in items) == path.stat().st_size
    assert peak < 3 * MAX_LINE_BYTES
