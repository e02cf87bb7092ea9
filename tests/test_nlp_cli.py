"""yangtze extract."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.ledger.records import text_sha256
from nlp.cli import extract

TEXT = "江苏省驻沪办主任黄运海说。"


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def test_one_json_line_a_document_with_offsets_into_the_decoded_text(runner: CliRunner, tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    result = runner.invoke(extract, ["--format", "jsonl", str(path)])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "id": str(path),
        "text_sha256": text_sha256(TEXT),
        "mentions": [
            {"start": 0, "end": 6, "text": "江苏省驻沪办", "type": "OFFICE", "entity": 0},
            {"start": 6, "end": 8, "text": "主任", "type": "TITLE", "entity": 1},
            {"start": 8, "end": 11, "text": "黄运海", "type": "PERSON", "entity": 2},
        ],
        "relations": [
            {
                "title": "主任",
                "type": "HOLDS_POSITION",
                "head": 2,
                "tail": 0,
                "start": 0,
                "end": 13,
                "modality": "asserted",
            }
        ],
    }


def test_the_listing_shows_facts_with_their_sentences(runner: CliRunner):
    result = runner.invoke(extract, ["-"], input=TEXT)
    assert result.exit_code == 0
    assert "黄运海 —HOLDS_POSITION 主任→ 江苏省驻沪办\n    江苏省驻沪办主任黄运海说。" in result.stdout


def test_a_jsonl_file_holds_one_document_a_line(runner: CliRunner, tmp_path: Path):
    path = tmp_path / "news.jsonl"
    rows = [{"id": "one", "text": TEXT}, {"text": "安徽省驻沪办来了。"}]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    result = runner.invoke(extract, ["--format", "jsonl", str(path)])
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["one", f"{path}:2"]


def test_what_cannot_be_read_is_said_and_the_rest_goes_on(runner: CliRunner, tmp_path: Path):
    good, empty, broken = tmp_path / "good.txt", tmp_path / "empty.txt", tmp_path / "broken.jsonl"
    good.write_text(TEXT, "utf-8")
    empty.write_text(" \n", "utf-8")
    broken.write_text('{"text": "安徽"}\n{"text"\n', "utf-8")
    missing = tmp_path / "missing.txt"
    paths = [str(p) for p in (missing, empty, broken, good)]
    result = runner.invoke(extract, ["--format", "jsonl", *paths])
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [f"{broken}:1", str(good)]
    assert result.stderr.splitlines() == [
        f"{missing}: There is no such file.",
        f"{empty}: The text is empty; there is nothing to read.",
        f"{broken}: Line 2 is not JSON.",
    ]


def test_help_shows_an_example(runner: CliRunner):
    assert "yangtze extract article.txt" in runner.invoke(extract, ["--help"]).output


def test_explain_names_the_rule_or_model_behind_each_mention(runner: CliRunner):
    result = runner.invoke(extract, ["--explain", "-"], input=TEXT)
    assert result.exit_code == 0
    assert "OFFICE    江苏省驻沪办" in result.stdout
    assert "office-grammar" in result.stdout
    assert "the grammar of liaison offices" in result.stdout
    assert "黄运海 —HOLDS_POSITION→ 江苏省驻沪办  asserted" in result.stdout


def test_the_page_marks_mentions_and_escapes_the_text(runner: CliRunner, tmp_path: Path):
    page = tmp_path / "marks.html"
    result = runner.invoke(extract, ["--html", str(page), "-"], input=TEXT + '<script>alert("1")</script>')
    assert result.exit_code == 0
    content = page.read_text("utf-8")
    assert '<mark class="OFFICE" data-type="OFFICE"' in content
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" in content
    assert "<script>" not in content


def test_a_page_that_cannot_be_written_is_said(runner: CliRunner, tmp_path: Path):
    result = runner.invoke(extract, ["--html", str(tmp_path / "no" / "page.html"), "-"], input=TEXT)
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
