"""How much is made or invested, and who says so."""

import pytest

from nlp.quantities import with_quantities
from nlp.reading import Found, Reading, Tie
from nlp.sentences import sentences
from nlp.speakers import with_speakers


def reading_of(text: str, *mentions: tuple[str, str]) -> Reading:
    """Return a reading of ``text`` with (words, type) mentions, each its own thing, found left to right."""
    reading, at = Reading(text), 0
    reading.sentences = sentences(text)
    for words, kind in mentions:
        start = text.index(words, at)
        at = start + len(words)
        reading.mentions.append(Found(start, at, kind, "test"))  # type: ignore[arg-type]
    reading.members = list(range(len(reading.mentions)))
    return reading


def tie(reading: Reading, kind: str, head: int, tail: int) -> Tie:
    first = min(reading.mentions[head].start, reading.mentions[tail].start)
    start, end = next((a, b) for a, b in reading.sentences if a <= first < b)
    return Tie(kind, head, tail, start, end, "test", 1.0)


@pytest.mark.parametrize(
    ("text", "product", "expected"),
    [
        ("湖光电子年产3,000吨铜箔。", "铜箔", {"capacity": "3000 吨/年（年产3,000吨）"}),
        ("湖光电子年产铜箔1.2万吨。", "铜箔", {"capacity": "12000 吨/年（年产铜箔1.2万吨）"}),
        ("2024年湖光电子铜箔产量达5万吨。", "铜箔", {"output": "50000 吨，2024年（产量达5万吨）"}),
        ("湖光电子的铜箔产能约8万吨/年,2026年扩产。", "铜箔", {"capacity": "80000 吨/年（产能约8万吨/年）"}),
        ("湖光电子有10GWh储能电池产能。", "储能电池", {"capacity": "10 GWh（10GWh储能电池产能）"}),
        ("湖光电子累计生产铜箔突破三千万吨。", "铜箔", {"output": "30000000 吨（突破三千万吨）"}),
        ("湖光电子生产铜箔,员工3000人。", "铜箔", {}),
        ("湖光电子生产铜箔,运来2吨煤。", "铜箔", {}),
    ],
)
def test_capacity_and_output_touch_their_product(text: str, product: str, expected: dict[str, str]):
    reading = reading_of(text, ("湖光电子", "FIRM"), (product, "PRODUCT"))
    assert dict(with_quantities(reading, [tie(reading, "PRODUCES", 0, 1)])[0].properties) == expected


@pytest.mark.parametrize(
    ("text", "mentions", "expected"),
    [
        (
            "湖光电子投资12.6亿元建设铜箔项目。",
            [("湖光电子", "FIRM"), ("12.6亿元", "MONEY"), ("铜箔项目", "EVENT")],
            "1260000000 元（12.6亿元）",
        ),
        (
            "湖光电子以2亿美金收购远山材料。",
            [("湖光电子", "FIRM"), ("2亿美金", "MONEY"), ("远山材料", "FIRM")],
            "200000000 美元（2亿美金）",
        ),
        (
            "湖光电子的铜箔项目,总投资30亿元。",
            [("湖光电子", "FIRM"), ("铜箔项目", "EVENT"), ("30亿元", "MONEY")],
            "3000000000 元（30亿元）",
        ),
        (
            "湖光电子2023年营收3亿元,建设铜箔项目。",
            [("湖光电子", "FIRM"), ("3亿元", "MONEY"), ("铜箔项目", "EVENT")],
            None,
        ),
        (
            "湖光电子出资1亿元设立子公司,实施铜箔项目。",
            [("湖光电子", "FIRM"), ("1亿元", "MONEY"), ("铜箔项目", "EVENT")],
            None,
        ),
    ],
)
def test_an_investment_has_its_own_money_and_no_other(text: str, mentions: list[tuple[str, str]], expected: str | None):
    reading = reading_of(text, *mentions)
    tail = max(i for i, (_, kind) in enumerate(mentions) if kind != "MONEY")
    found = dict(with_quantities(reading, [tie(reading, "INVESTS_IN", 0, tail)])[0].properties)
    assert found.get("investment") == expected


def test_two_who_invest_together_share_no_amount():
    text = "湖光电子与远山材料投资5亿元建设铜箔项目。"
    reading = reading_of(
        text, ("湖光电子", "FIRM"), ("远山材料", "FIRM"), ("5亿元", "MONEY"), ("铜箔项目", "EVENT")
    )  # fmt: skip
    ties = [tie(reading, "INVESTS_IN", 0, 3), tie(reading, "INVESTS_IN", 1, 3)]
    assert [t.properties for t in with_quantities(reading, ties)] == [(), ()]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("据远山材料介绍,湖光电子生产铜箔。", "远山材料"),
        ("远山材料表示,湖光电子生产铜箔。", "远山材料"),
        ("远山材料说:“去年很难。湖光电子生产铜箔。”", "远山材料"),
        ("“湖光电子生产铜箔。”远山材料总经理说。", "远山材料"),
        ("业内人士称,湖光电子生产铜箔。", "业内人士"),
        ("湖光电子生产铜箔,远山材料表示欢迎。", None),
        ("远山材料表示欢迎。湖光电子生产铜箔。", None),
        ("远山材料(以下简称远山),湖光电子生产铜箔。", None),
        ("据了解,湖光电子生产铜箔。", None),
    ],
)
def test_what_somebody_said_names_who_said_it(text: str, who: str | None):
    order = sorted(["远山材料", "湖光电子", "铜箔"], key=text.find)
    present = [w for w in order if w in text]
    reading = reading_of(text, *((w, "PRODUCT" if w == "铜箔" else "FIRM") for w in present))
    made = tie(reading, "PRODUCES", present.index("湖光电子"), present.index("铜箔"))
    said = dict(with_speakers(reading, [made])[0].properties)
    assert said.get("said_by") == who
