"""The trained encoder: its files, its decoding, and how it joins the rules."""

import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from nlp.encoder import SHIPPED, Encoder, ModelError, _batches
from nlp.learned import join
from nlp.lexicon import default_lexicon
from nlp.pipeline import Extractor, make_nlp
from nlp.reading import Found, Reading
from nlp.viterbi import Tagging, spans
from nlp.windows import LIMIT, TARGET, bio, windows

TEXT = "江苏省驻沪办主任黄运海说。"


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, folder / "model"))


def test_the_files_are_those_of_their_hashes_and_small_enough_to_ship():
    encoder = Encoder()
    assert set(encoder.settings["sha256"]) == {"encoder.onnx", "heads.npz"}
    assert encoder.run(TEXT, [(0, len(TEXT))], [])[0].emissions.shape == (len(TEXT), 29)
    assert (SHIPPED / "encoder.onnx").stat().st_size < 30_000_000
    assert sum(f.stat().st_size for f in SHIPPED.iterdir()) < 40_000_000
    assert (SHIPPED / "CARD.md").exists()


def test_a_phrase_has_a_vector_of_length_one_near_those_of_like_meaning():
    encoder = Encoder()
    phrases = ["锂离子电池", "动力锂电池", "生猪养殖", "", "锂电池隔膜" * 200]
    vectors = encoder.vectors(phrases)
    assert vectors.shape == (5, 512)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert vectors[0] @ encoder.vectors(phrases[:1])[0] > 0.99
    assert encoder.vectors([]).shape == (0, 512)


def test_a_model_without_vectors_says_so(monkeypatch: pytest.MonkeyPatch):
    encoder = Encoder()
    monkeypatch.setitem(vars(encoder), "_session", SimpleNamespace(get_outputs=list))
    with pytest.raises(ModelError, match="gives no vector"):
        encoder.vectors(["光伏组件"])


def test_windows_of_a_batch_are_of_like_lengths_and_none_is_left_out():
    windows = [(0, size) for size in (230, 5, 6, 231, 60, 200, 64, 480, 9)]
    batches = list(_batches(windows))
    assert sorted(number for batch in batches for number in batch) == list(range(9))
    for batch in batches:
        sizes = [windows[number][1] for number in batch]
        assert len(batch) == 1 or (max(sizes) * len(sizes) <= 480 and max(sizes) <= min(sizes) * 1.06 + 4)
    assert [7] in batches
    assert [0, 3] in batches


def test_a_changed_file_is_refused_with_what_to_do(tmp_path: Path):
    model = copied(tmp_path)
    with (model / "encoder.onnx").open("ab") as file:
        file.write(b"\0")
    extractor = Extractor(make_nlp(model=model))
    with pytest.raises(ModelError, match=r"its hash differs.*Reinstall yangtze-chains.*make_nlp\(model=None\)"):
        extractor.extract(TEXT)


def test_a_missing_model_is_refused_and_never_passed_over(tmp_path: Path):
    with pytest.raises(ModelError, match="The trained model is not at"):
        make_nlp(model=tmp_path)
    model = copied(tmp_path)
    (model / "encoder.onnx").unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        Extractor(make_nlp(model=model)).extract(TEXT)


def test_rules_alone_are_an_explicit_choice_with_a_version_of_their_own():
    rules, both = Extractor(make_nlp(model=None)), Extractor()
    assert both.version == f"{rules.version}+encoder@{Encoder().hash[:8]}"
    assert all("encoder" not in m.method for m in rules.extract(TEXT).mentions)


def test_a_mention_names_the_rule_and_the_model_that_found_it():
    methods = {m.text: m.method for m in Extractor().extract(TEXT).mentions}
    assert methods["江苏省驻沪办"].startswith("office-grammar")
    assert any("encoder@" in method for method in methods.values())


def test_onnxruntime_and_the_weights_wait_for_the_first_text():
    code = "import sys; from nlp.pipeline import Extractor; Extractor(); assert 'onnxruntime' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=SHIPPED.parent.parent)
    assert done.returncode == 0, done.stderr


def test_windows_cover_every_sentence_and_stay_short_enough():
    sizes = [30, 150, 60, 1300, 5, 700]
    ends = list(itertools.accumulate(sizes))
    sentences = [(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    cut = list(windows(sentences, "字" * 700 + "，" + "字" * 2000))
    assert [a for a, _ in cut] == [0, *(b for _, b in cut[:-1])]
    assert cut[-1][1] == ends[-1]
    assert all(b - a <= LIMIT for a, b in cut)
    assert cut[0] == (0, 180)
    assert cut[0][1] < TARGET
    assert (240, 701) in cut


def test_the_best_tags_are_those_of_a_search_over_all_of_them():
    rng = np.random.default_rng(7)
    tagging = Tagging.make(*(rng.normal(size=s).astype(np.float32) for s in ((5, 5), 5, 5)))
    emissions = [rng.normal(scale=3, size=(size, 5)).astype(np.float32) for size in (1, 4, 5, 3)]
    emissions[2][2] = (30, 0, 0, 0, 0)  # a place where the text falls apart

    def total(tags: tuple[int, ...], scores: np.ndarray) -> float:
        steps = sum(tagging.transitions[a, b] for a, b in itertools.pairwise(tags))
        ends = tagging.start[tags[0]] + tagging.end[tags[-1]]
        return float(scores[range(len(tags)), tags].sum() + steps + ends)

    for scores, found in zip(emissions, tagging.decode(emissions), strict=True):
        best = max(itertools.product(range(5), repeat=len(scores)), key=lambda tags: total(tags, scores))
        assert tuple(found) == best


def test_tags_and_spans_are_two_forms_of_one_thing():
    marked = [(0, 2, 3), (2, 5, 3), (7, 8, 0)]
    assert spans(np.array(bio(9, marked))) == marked


def found(start: int, end: int, kind: str, method: str, rank: int = 0) -> Found:
    return Found(start, end, kind, method, rank)  # type: ignore[arg-type]


def test_a_rule_that_goes_first_wins_and_one_that_fills_stands_back():
    text = "江苏省驻沪办主任黄运海三月到访"
    reading = Reading(text, [(0, len(text))])
    reading.candidates = [found(0, 6, "OFFICE", "office-grammar", 4), found(11, 13, "DATE", "date")]
    learned = [found(0, 8, "OFFICE", "encoder@x", 50), found(10, 13, "DATE", "encoder@x", 50)]
    joined = join(reading, learned, default_lexicon(), {"rules": {"OFFICE": "first", "DATE": "fill"}})
    ranks = {(f.start, f.end, f.method): f.rank for f in joined}
    assert ranks[0, 6, "office-grammar"] > ranks[0, 8, "encoder@x"]
    assert ranks[11, 13, "date"] < ranks[10, 13, "encoder@x"]


def test_a_name_found_once_is_found_wherever_it_stands_and_made_whole():
    text = "皖科精密来了。皖科精密走了。安徽皖科精密集团在。"
    reading = Reading(text, [(0, len(text))])
    learned = [found(0, 4, "FIRM", "encoder@x", 50), found(7, 9, "FIRM", "encoder@x", 50)]
    learned.append(found(14, 22, "FIRM", "encoder@x", 50))
    joined = join(reading, learned, default_lexicon(), {"rules": {}})
    assert [(f.start, f.end, f.method) for f in joined if f.method == "same-name"] == [(7, 11, "same-name")]


def test_threads_are_one_unless_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(os.environ, "YANGTZE_THREADS", "2")
    assert Encoder().run(TEXT, [(0, len(TEXT))], [])[0].end == len(TEXT)


def test_the_settings_hold_no_text_of_anyone():
    settings = json.loads((SHIPPED / "model.json").read_text("utf-8"))
    assert set(settings) == {"characters", "heads", "relations", "modalities", "finre", "sha256", "policy"}
