"""Edges of learned mentions."""

import pytest

from nlp.reading import Found
from nlp.tidy import tidy


def tidied(text: str, *marked: tuple[str, str]) -> list[str]:
    found = [
        Found(text.index(name), text.index(name) + len(name), kind, "encoder@x")  # type: ignore[arg-type]
        for name, kind in marked
    ]
    return [text[m.start : m.end] for m in tidy(text, found)]


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("建设“十四五”以来", [("“十四五", "DATE")], ["十四五"]),
        ("祝“五一”劳动节快乐", [("五一”劳动节", "DATE")], ["“五一”劳动节"]),
        ("截至5月8日12时,", [("5月8日12", "DATE")], ["5月8日12时"]),
        ("预计9日夜间至10日早晨登陆", [("9日夜间", "DATE"), ("10日", "DATE")], ["9日夜间至10日早晨"]),
        ("经云南磨憨口岸出境", [("云南磨憨", "PLACE")], ["云南磨憨口岸"]),
        ("纳西族同胞", [("纳西", "PLACE")], []),
        ("上海港湾集团总部位于上海", [("上海港湾集团总部", "FIRM")], ["上海港湾集团"]),
        (
            "《创建平台,积极参与倡议书》",
            [("《创建平台", "DOC"), ("参与倡议书》", "DOC")],
            ["《创建平台,积极参与倡议书》"],
        ),
        ("英国《金融时报》说", [("《金融时报》", "DOC")], []),
        ("见《环境公报》", [("《环境公报》", "DOC")], ["《环境公报》"]),
        ("他说“好", [("“", "FIRM")], []),
    ],
)
def test_names_have_whole_edges(text: str, marked: list[tuple[str, str]], expected: list[str]):
    assert tidied(text, *marked) == expected
