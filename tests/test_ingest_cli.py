import json
import subprocess
import sys
import types
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.ledger.ledger import Ledger
from graph.ledger.records import Extraction, text_sha256
from graph.store.workspace import Workspace
from ingest import cli


class Extractor:
    def __init__(self, nlp):
        self.version = f"test-{nlp}"

    def extract(self, text):
        return Extraction(text_sha256(text), self.version)


@pytest.fixture
def projections(monkeypatch):
    """Without the pipeline and the build of a graph, which have tests of their own; counts projections."""
    calls = []
    pipeline = types.ModuleType("nlp.pipeline")
    pipeline.Extractor = Extractor
    pipeline.make_nlp = lambda reference: reference.hash
    monkeypatch.setitem(sys.modules, "nlp.pipeline", pipeline)
    monkeypatch.setattr(Workspace, "project", lambda self, progress=None: calls.append(self.path))
    return calls


@pytest.fixture
def article(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.txt"
    path.write_text("甲。", encoding="utf-8")
    return path


def invoke(*arguments, command=cli.ingest):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_a_missing_store_is_made_and_projected_once(article, projections):
    result = invoke(article, "--published", "2024-10-29")
    assert result.exit_code == 0, result.output
    assert "Read 1 documents in" in result.output
    assert "1 stored, 0 same, 0 duplicate, 0 replaced, 0 rejected." in result.output
    assert [path.name for path in projections] == ["belt.yangtze"]
    with Ledger.open("belt.yangtze/ledger.sqlite", create=False) as ledger:
        assert [document.first.published for document in ledger.documents()] == ["2024-10-29"]


def test_no_project_only_fills_the_ledger(article, projections, tmp_path):
    assert invoke(article, "--no-project", "--store", tmp_path / "other.yangtze").exit_code == 0
    assert projections == []
    assert (tmp_path / "other.yangtze" / "ledger.sqlite").is_file()


def test_a_rejection_is_said_with_its_place_and_exits_with_1(article, projections):
    (article.parent / "b.pdf").write_bytes(b"%PDF")
    result = invoke("a.txt", "b.pdf")
    assert result.exit_code == 1
    assert "  b.pdf: is no sound PDF file (broken or cut off); fetch it again, or print it to PDF anew" in result.output
    assert len(projections) == 1


def test_the_summary_is_json_on_demand(article, projections):
    summary = json.loads(invoke(article, "--format", "json").stdout)
    assert summary.pop("seconds") >= 0
    assert summary == {
        "read": 1, "stored": 1, "same": 0, "duplicate": 0, "replaced": 0, "rejected": 0,
        "undated": 1, "remarks": 0, "interrupted": False, "stopped": None,
        "issues_file": str(Path("belt.yangtze", "issues.jsonl")),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.txt"], "There is no file or folder 'gone.txt'; check the path"),
        (["*.rtf"], "No file matches '*.rtf'."),
        (["a.txt", "--published", "gestern"], "'gestern' is no date; write 2024-10-29, 2024-10 or 2024."),
        (["a.txt", "--field", "body"], "'body' must be NAME=COLUMN with NAME one of id, text, html, title,"),
        (["a.txt", "--field", "texte=body"], "'texte=body' must be NAME=COLUMN"),
        (["a.txt", "b.txt", "--url", "https://a.b/1"], "--title and --url say something about one document"),
        (["a.txt", "--reference", "nowhere"], "Directory 'nowhere' does not exist."),
        ([], "Missing argument 'PATH...'."),
    ],
)
def test_wrong_usage_exits_with_2_and_makes_no_store(article, arguments, message):
    (article.parent / "b.txt").write_text("乙。", encoding="utf-8")
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert not (article.parent / "belt.yangtze").exists()


def test_a_reference_folder_is_kept_and_a_broken_one_is_said(article, projections, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "chains.csv").write_text("chain_id,chain_name_zh\nx1,试验链\n", encoding="utf-8")
    result = invoke(article, "--reference", own)
    assert result.exit_code == 0, result.output
    with Ledger.open("belt.yangtze/ledger.sqlite", create=False) as ledger:
        assert [name for name, _ in ledger.layers()] == ["own"]
    (own / "chains.csv").unlink()
    result = invoke(article, "--reference", own)
    assert result.exit_code == 1
    assert "holds none of the tables" in result.output


def test_a_store_that_is_a_file_is_said(article, projections):
    result = invoke(article, "--store", article)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")


def test_help_shows_examples_and_imports_neither_spacy_nor_trafilatura():
    script = (
        "import sys\nfrom ingest.cli import ingest\n"
        "try: ingest(['--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('spacy', 'trafilatura', 'lxml') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "  yangtze ingest rows.jsonl --field text=body --field published=date\n" in run.stdout
    assert run.stdout.endswith("[]\n")


def test_the_demo_reads_the_shipped_article_with_its_date_and_asks(tmp_path, projections, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = []
    monkeypatch.setattr(cli, "print_demo_answer", asked.append)
    result = invoke(command=cli.demo)
    assert result.exit_code == 0, result.output
    assert len(projections) == len(asked) == 1
    with Ledger.open("belt.yangtze/ledger.sqlite", create=False) as ledger:
        (document,) = ledger.documents()
    assert document.first.title == "长江经济带12省驻沪办支持服务在沪企业座谈会在上海举办"
    assert (document.first.published, document.first.publisher) == ("2024-10-29", "新江苏·中国江苏网")


def test_the_real_pipeline_reads_what_comes_in_and_finds_it_known_the_next_time(article):
    article.write_text("10月29日，江苏省驻沪办在上海举办座谈会。", encoding="utf-8")
    assert json.loads(invoke("a.txt", "--no-project", "--format", "json").stdout)["stored"] == 1
    assert json.loads(invoke("a.txt", "--no-project", "--format", "json").stdout)["same"] == 1
    with Ledger.open("belt.yangtze/ledger.sqlite", create=False) as ledger:
        (document,) = ledger.documents()
    assert "江苏省驻沪办" in [mention.text for mention in document.extraction.mentions]


def test_a_run_leaves_structured_logs(tmp_path):
    import json
    import subprocess
    import sys

    (tmp_path / "a.txt").write_text("江苏省驻沪办主任黄运海说。", "utf-8")
    (tmp_path / "b.txt").write_text("", "utf-8")
    log = tmp_path / "log.jsonl"
    command = [sys.executable, "-m", "yangtze", "--log", str(log), "ingest", "a.txt", "b.txt", "--no-project"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 1
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [e["event"] for e in events] == ["run begins", "rejection", "run ends"]
    assert (events[1]["level"], events[1]["place"], events[1]["reason"]) == ("warning", "b.txt", "the text is empty")
    assert (events[2]["read"], events[2]["stored"], events[2]["rejected"]) == (2, 1, 1)


def test_a_forgotten_text_is_rejected_and_the_run_goes_on(tmp_path, monkeypatch):
    from click.testing import CliRunner

    import yangtze

    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("江苏省驻沪办主任黄运海说。", "utf-8")
    (tmp_path / "b.txt").write_text("安徽省驻沪办主任王小明说。", "utf-8")
    run = CliRunner().invoke
    assert run(yangtze.cli, ["ingest", "a.txt", "--no-project", "--url", "https://example.org/1"]).exit_code == 0
    assert run(yangtze.cli, ["forget", "https://example.org/1", "--reason", "应要求", "--no-project"]).exit_code == 0
    again = run(yangtze.cli, ["ingest", "a.txt", "b.txt", "--no-project"])
    assert again.exit_code == 1
    assert "Read 2 documents" in again.output
    assert "1 stored" in again.output
    assert "was forgotten: 应要求" in again.output
