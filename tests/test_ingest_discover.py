import os

import pytest

from graph.errors import DocumentError
from ingest.discover import discover


@pytest.fixture
def folder(tmp_path):
    for name in (
        "b.txt",
        "a.txt",
        "a.json",
        "sub/c.md",
        "sub/c.md.json",
        "d.jsonl",
        "lone.json",
        "style.css",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    for skipped in (".hidden/x.txt", "belt.yangtze/issues.jsonl", "store/ledger.sqlite", ".b.txt.swp"):
        (tmp_path / skipped).parent.mkdir(exist_ok=True)
        (tmp_path / skipped).write_text("x", encoding="utf-8")
    (tmp_path / "store/issues.jsonl").write_text("{}", encoding="utf-8")
    return tmp_path


def names(paths, root):
    return [os.path.relpath(source.name, root).replace(os.sep, "/") for source in discover(paths)]


def test_a_folder_is_read_in_order_without_sidecars_hidden_files_and_workspaces(folder):
    assert names([str(folder)], folder) == ["a.txt", "b.txt", "d.jsonl", "lone.json", "style.css", "sub/c.md"]


def test_globs_are_expanded_where_no_shell_does_it(folder):
    assert names([str(folder / "*.txt")], folder) == ["a.txt", "b.txt"]
    assert names([str(folder / "**" / "*.md")], folder) == ["sub/c.md"]
    assert names([str(folder / "*.json")], folder) == ["lone.json"]


def test_a_file_named_twice_is_read_once_in_the_order_named(folder):
    assert names([str(folder / "b.txt"), str(folder / "*.txt")], folder) == ["b.txt", "a.txt"]


def test_a_file_whose_name_looks_like_a_glob_is_a_file(folder):
    (folder / "[1].txt").write_text("x", encoding="utf-8")
    assert names([str(folder / "[1].txt")], folder) == ["[1].txt"]


def test_a_path_that_is_missing_is_said(folder):
    with pytest.raises(DocumentError, match=r"There is no file or folder 'gone\.txt'; check the path"):
        discover([str(folder), "gone.txt"])
    with pytest.raises(DocumentError, match=r"No file matches '.*\*\.rtf'"):
        discover([str(folder / "*.rtf")])


def test_standard_input_is_a_source():
    assert [(source.name, source.path, source.suffix) for source in discover(["-"])] == [("-", None, ".txt")]
