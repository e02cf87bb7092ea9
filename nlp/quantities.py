"""How much: capacity and output of what is made, and the money of an investment, as the sentence of a tie states them.

A value reads ``100000 吨/年，2024年（年产10万吨）``: the number in full, its unit, the year where the text states one,
and the words of the text. Precision first: an amount belongs to a tie only where it touches its product, or stands
between the verb of investing and what is invested in.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from nlp.reading import Found, Reading, Tie

_FACTOR = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUM = (
    r"(?:\d[\d,]{0,15}(?:\.\d{1,6})?\s?[余多]?\s?(?:[十百千]{0,2}[万亿]{1,2})?|"
    "[一二三四五六七八九两][十百千]{0,2}[万亿])"
)
_UNIT = (
    "(?:万吨|吨|公斤|千克|GWh|MWh|GW|MW|兆瓦时|吉瓦时|兆瓦|吉瓦|千瓦时|千瓦|台套|台|套|辆|只|片|颗|块|枚|件|支|条|架|艘|"
    "平方米|立方米|平方公里|公里|米|桶|升|盒|瓶|箱|双|羽|头|株|粒)"
)
_ABOUT = (
    "(?:约为|约|近|超过|超|逾|突破|达到|达|为|是|有|已|将|可|共|:|增至|增加到|增长到|扩至|扩大到|提升至|提高到|最终|预计|"
    "不低于|不超过){0,4}"
)
_AMOUNT = rf"(?P<how>{_ABOUT})(?P<number>{_NUM})\s?(?P<unit>{_UNIT})(?P<rate>/[年月天日])?(?![一-鿿]?(?:级|以上规模))"
_WHEN = r"(?:(?:19|20)\d{2}年(?:度|全年)?)?"

_MADE_BEFORE = re.compile(rf"(?P<per>[年月日])产(?!业)(?:能|量)?{_AMOUNT}(?:\([^()\n]{{1,12}}\))?(?:的)?$")
_AMOUNT_BEFORE = re.compile(rf"{_AMOUNT}(?:\([^()\n]{{1,12}}\))?(?:的)?$")
_CAPACITY_BEHIND = re.compile(r"^的?(?P<per>年|月|日)?(?:新增|设计|总)?(?:产能|生产能力)")
_AFTER = re.compile(
    rf"^的?{_WHEN}(?:新增|设计|总|现有|累计|合计|全年){{0,2}}(?P<per>[年月日])?(?P<what>产能|生产能力|产量)(?:规模)?{_WHEN}{_AMOUNT}"
)
_PER_BEFORE = re.compile(r"(?P<per>[年月日])产$")
_PLAIN_AFTER = re.compile(rf"^{_AMOUNT}")
_MADE_SO_MUCH = re.compile(r"(?:累计|全年|共|已)(?:生产|产出|开采|冶炼)$")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_CLAUSE = re.compile("[;。\n]")
_COMMA = re.compile("[,;:。()\n]")

_MONEY = re.compile(
    rf"(?P<first>人民币|美元|港币)?(?P<number>{_NUM})\s?[余多]?\s?(?P<unit>元人民币|人民币|美元|美金|欧元|港元|港币|日元|英镑|韩元|元)"
)
_CURRENCY = {"元人民币": "元", "人民币": "元", "美金": "美元", "港币": "港元"}
_INVESTED = re.compile(
    r"(?:投资|投入|出资|增资|追加|斥资|砸下?|耗资|认购|注资)(?:额|金额|总额|规模)?"
    r"(?:约|近|超过|超|逾|达|为|人民币|不超过|不低于|总计|合计|共计|高达|了|至少|[\d.]+年内){0,3}$"
)
_BY_MONEY = re.compile(r"(?:以|作价|斥|耗)(?:约|近|超|逾|不超过|自有资金|现金|人民币|每股|总价|合计){0,3}$")
_TAKES = re.compile(
    r"(?:的?(?:价格|对价|现金|自有资金)){0,2}(?:,)?(?:收购|购买|入股|受让|认购|增资|投资|竞得|拍得|摘得)"
)
_TOTAL = re.compile(
    r"[”」)]?(?:项目)?[,(]?(?:(?:该)?项目|其中|计划|预计|拟){0,2}(?:总|计划总|预计总|拟)?投资(?:总额|金额|规模|额)?"
    r"(?:约|近|超过|超|逾|达|为|是|人民币|不超过|不低于|预计|合计|高达|:){0,3}$"
)
_LEADING = re.compile("^[有是将可共的已:]+")
_FOUNDED = re.compile("设立|新设|成立|组建")
_REACH = 60


def with_quantities(reading: Reading, ties: Iterable[Tie]) -> list[Tie]:
    """Return the ties, those of making and investing with what the text says of how much."""
    every = list(ties)
    joint = Counter((tie.type, reading.members[tie.tail], tie.start) for tie in every if tie.type == "INVESTS_IN")
    out = []
    for tie in every:
        found: dict[str, str] = {}
        if tie.type == "PRODUCES":
            found = _made(reading, tie)
        elif tie.type == "INVESTS_IN" and joint[tie.type, reading.members[tie.tail], tie.start] == 1:
            found = _invested(reading, tie)
        out.append(replace(tie, properties=(*tie.properties, *found.items())) if found else tie)
    return out


def _made(reading: Reading, tie: Tie) -> dict[str, str]:
    """Return capacity or output that touches the product."""
    text, product = reading.text, reading.mentions[tie.tail]
    before, after = text[max(tie.start, product.start - 40) : product.start], text[product.end : tie.end][:50]
    year = _year(text, product.start, tie.start, tie.end)
    if match := _MADE_BEFORE.search(before):
        return _value("capacity", match, match.group("per"), match.group(), year)
    if (match := _AMOUNT_BEFORE.search(before)) and (behind := _CAPACITY_BEHIND.match(after)):
        return _value(
            "capacity", match, behind["per"], match.group() + reading.surface(tie.tail) + behind.group(), year
        )
    if match := _AFTER.match(after):
        kind = "output" if match["what"] == "产量" else "capacity"
        stated = _YEAR.search(match.group())
        return _value(kind, match, match["per"], match.group().lstrip("的"), stated.group() if stated else year)
    if match := _PLAIN_AFTER.match(after):
        if per := _PER_BEFORE.search(before):
            return _value("capacity", match, per["per"], per.group() + reading.surface(tie.tail) + match.group(), year)
        if _MADE_SO_MUCH.search(before):
            return _value("output", match, None, match.group(), year)
    return {}


def _value(kind: str, match: re.Match[str], per: str | None, words: str, year: str) -> dict[str, str]:
    number = _number(match["number"])
    if number is None:
        return {}
    unit = match["unit"]
    if unit.startswith("万"):
        number, unit = number * 10**4, unit[1:]
    rate = match["rate"] or (f"/{per}" if per else "")
    return {kind: _written(number, f"{unit}{rate}", year, words)}


def _invested(reading: Reading, tie: Tie) -> dict[str, str]:
    """Return the one amount between the verb of investing and what it goes to, or the total said right after it."""
    text, head, tail = reading.text, reading.mentions[tie.head], reading.mentions[tie.tail]
    amounts = {
        (m.start, m.end) for m in reading.mentions if m.type == "MONEY" and tie.start <= m.start and m.end <= tie.end
    }
    found = [span for span in sorted(amounts) if _is_invested(reading, head, tail, *span)]
    if len(found) != 1:
        return {}
    start, end = found[0]
    match = _MONEY.search(text, start, end)
    number = _number(match["number"]) if match else None
    if match is None or number is None:
        return {}
    unit = _CURRENCY.get(match["unit"], match["unit"])
    return {"investment": _written(number, unit, _year(text, start, tie.start, tie.end), text[start:end])}


def _is_invested(reading: Reading, head: Found, tail: Found, start: int, end: int) -> bool:
    text = reading.text
    if _CLAUSE.search(text, min(head.start, start), max(tail.end, start)) or start - max(head.end, tail.end) > _REACH:
        return False
    if head.end <= start < tail.start:
        others = (m for m in reading.mentions if m.type in ("FIRM", "EVENT") and end <= m.start < tail.start)
        gap = text[end : tail.start].lstrip(",")
        if any(others) or "," in gap or (tail.type == "EVENT" and _FOUNDED.search(gap)):
            return False  # the amount goes to what stands before the tail
        return bool(
            _INVESTED.search(text, max(head.end, start - 16), start)
            or (_BY_MONEY.search(text, max(head.end, start - 12), start) and _TAKES.match(text, end))
            or _TAKES.match(text, end)
        )
    if start >= tail.end:
        return bool(_TOTAL.fullmatch(text, tail.end, start) or _added(text, tail, start))
    return False


def _added(text: str, tail: Found, start: int) -> bool:
    """对镇江芯衡增资|1.5亿元."""
    return bool(
        re.fullmatch("(?:\\(.{2,20}\\))?(?:增资|注资|追加投资)(?:约|近|超|不超过|人民币){0,2}", text[tail.end : start])
    )


def _year(text: str, start: int, begin: int, stop: int) -> str:
    """Return the year stated between the commas around ``start``, if there is one only; 2026年投产 after it is none."""
    cuts = [m.end() for m in _COMMA.finditer(text, begin, start)]
    end = _COMMA.search(text, start, stop)
    years = set(_YEAR.findall(text[cuts[-1] if cuts else begin : end.start() if end else stop]))
    return years.pop() if len(years) == 1 else ""


def _number(words: str) -> Decimal | None:
    """Return the value of 3,000, 12.6亿 or 三千万; None for what is no number."""
    plain = re.sub(r"[,\s余多]", "", words)
    value, factor = plain.rstrip("十百千万亿"), Decimal(1)
    for sign in plain[len(value) :]:
        factor *= _FACTOR[sign]
    if value in _DIGITS:
        return _DIGITS[value] * factor
    try:
        return Decimal(value) * factor
    except InvalidOperation:
        return None


def _written(number: Decimal, unit: str, year: str, words: str) -> str:
    plain = f"{number.normalize():f}"
    return f"{plain} {unit}{f'，{year}年' if year else ''}（{_LEADING.sub('', words.strip())}）"
