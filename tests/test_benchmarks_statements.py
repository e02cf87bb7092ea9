"""The judged sentences of what documents say outright: ids, offsets and labels, never text; and how they are scored."""

import json
from collections import Counter

from benchmarks.statements import JUDGED, PARTS, judged


def rows() -> list[dict]:
    return [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]


def test_enough_sentences_are_judged_a_third_is_kept_apart_and_no_text_is_committed() -> None:
    found = rows()
    assert len({(r["source"], r["document"], r["start"]) for r in found}) == len(found) >= 150
    parts = Counter(r["part"] for r in found)
    assert set(parts) == set(PARTS)
    assert 0.3 < parts["apart"] / (parts["tune"] + parts["apart"]) < 0.4
    documents = {part: {(r["source"], r["document"]) for r in found if r["part"] == part} for part in PARTS}
    assert not documents["blind-2"] & (documents["tune"] | documents["apart"])
    assert sum(not r["said"] for r in found) >= 40
    for row in found:
        assert set(row) == {"part", "source", "document", "start", "end", "said"}
        for said in row["said"]:
            assert set(said) == {"polarity", "start", "end", "place", "links"}
            assert row["start"] <= said["start"] < said["end"] <= row["end"]


def test_a_right_and_a_wrong_label_are_told_apart() -> None:
    text = "2031年，江苏造船产量居全国第一。"
    start = text.index("造船")
    said = {"polarity": "strength", "start": start, "end": start + 2, "place": "320000", "links": ["shipbuilding*"]}
    row = {"part": "tune", "source": "invented", "document": "i1", "start": 0, "end": len(text), "said": [said]}
    right = judged([row], [(("invented", "i1"), text)])["tune"]
    assert (right.claims, right.right, right.found, right.said) == (1, 1, 1, 1)
    for wrong in ({"polarity": "lack"}, {"place": "330000"}, {"start": 0, "end": 2}):
        count = judged([row | {"said": [said | wrong]}], [(("invented", "i1"), text)])["tune"]
        assert (count.claims, count.right, count.found) == (1, 0, 0)
