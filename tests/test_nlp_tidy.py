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
        ("5月4日16时43分许发生", [("5月4日16时4", "DATE")], ["5月4日16时43分"]),
        ("从17日夜间到21日有雨", [("17日夜", "DATE"), ("21日", "DATE")], ["17日夜间到21日"]),
        ("7月1日零时起", [("7月1日零", "DATE")], ["7月1日零时"]),
        ("发布2025年年度报告", [("2025年年度", "DATE")], ["2025年"]),
        ("9年前他来过,30日均价溢价", [("9年", "DATE"), ("30日", "DATE")], []),
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
        ("公司及艾诺博(成都)的财务", [("艾诺博(", "FIRM")], ["艾诺博(成都)"]),
        ("与华为(深圳)创新中心签署", [("华为", "FIRM"), ("(深圳)创新中心", "INSTITUTE")], ["华为(深圳)创新中心"]),
        ("他说“好", [("“", "FIRM")], []),
    ],
)
def test_names_have_whole_edges(text: str, marked: list[tuple[str, str]], expected: list[str]):
    assert tidied(text, *marked) == expected
