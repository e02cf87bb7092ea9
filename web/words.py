"""The words of the pages: Chinese names of what the graph calls in English, and full-width marks."""

import re
from collections.abc import Iterable, Mapping

from graph.gaps.candidates import ROLE_NAME
from graph.gaps.render import KIND_NAME, RELATION_NAME, STAGE_NAME
from graph.gaps.status import STATUS_NAME
from graph.projection.collective import COLLECTIVE_METHOD
from graph.projection.model import Passage, Relationship
from web.reasons import in_english
from web.say import _
from web.state import USUAL, language

STATUS_CLASS: Mapping[str, str] = {
    "strong": "strong", "present": "have", "weak": "weak", "not_observed": "none", "unknown": "none",
}  # fmt: skip
ACTION_CLASS: Mapping[str, str] = {"补链": "bu", "延链": "yan", "强链": "qiang", "建链": "jian"}
LABEL_NAME: Mapping[str, str] = {
    "Firm": "企业", "Office": "驻外机构", "Authority": "机关", "Association": "协会", "Institute": "院校院所",
    "Person": "人物", "Event": "活动", "Policy": "文件", "Industry": "行业", "Product": "产品", "Place": "地点",
    "Region": "地区", "RegionGroup": "区域", "Chain": "产业链", "Link": "环节", "Document": "资料", "Passage": "原句",
}  # fmt: skip
REVERSE_NAME: Mapping[str, str] = {
    "MAKES": "从事者", "PRODUCES": "生产者", "OPERATES_IN": "从事者", "SUPPLIES": "供货方", "INVESTS_IN": "投资方",
    "SUBSIDIARY_OF": "下属", "COOPERATES_WITH": "合作", "LOCATED_IN": "此地有", "MEMBER_OF": "成员",
    "ORGANIZES": "组织方", "PARTICIPATES_IN": "参加者", "REPRESENTS": "代表机构", "HOLDS_POSITION": "任职者",
    "UPSTREAM_OF": "上游", "PART_OF": "下含", "IS_LINK": "又指", "IN": "下含", "FEEDS": "由其供给",
    "BELONGS_TO": "环节", "PRIORITISES": "列为重点的地区", "LACKS": "据资料缺此者", "EXCELS_IN": "据资料强于此者",
}  # fmt: skip
MODALITY_NAME: Mapping[str, str] = {"planned": "拟议", "ended": "已止"}
OWNERSHIP_NAME: Mapping[str, str] = {
    "private": "民营", "central_soe": "央企", "local_soe": "地方国企", "foreign": "外资", "joint_venture": "合资",
    "collective": "集体",
}  # fmt: skip
CRITICALITY_NAME: Mapping[str, str] = {"core": "核心", "important": "重要", "general": "一般"}
LEVEL_NAME: Mapping[str, str] = {"province": "省级", "prefecture": "地级", "district": "区级", "county": "县级"}
MATCH_NAME: Mapping[str, str] = {
    "the name itself": "正是此名", "a longer name that contains it": "名称含此", "a near spelling": "写法相近",
}  # fmt: skip
MENTION_CLASS: Mapping[str, str] = {
    "OFFICE": "office", "FIRM": "firm", "PERSON": "person", "TITLE": "title", "GOV": "org", "ASSOC": "org",
    "INSTITUTE": "org", "EVENT": "event", "PLACE": "region", "INDUSTRY": "trade", "PRODUCT": "trade", "DOC": "ink",
    "MONEY": "ink", "DATE": "ink",
}  # fmt: skip
TYPE_NAME: Mapping[str, str] = {
    "OFFICE": "驻外机构", "FIRM": "企业", "GOV": "机关", "ASSOC": "协会", "INSTITUTE": "院校院所", "PERSON": "人物",
    "TITLE": "职务", "PLACE": "地区", "EVENT": "活动", "INDUSTRY": "行业", "PRODUCT": "产品", "DOC": "文件",
    "MONEY": "金额", "DATE": "日期",
}  # fmt: skip
"""The fourteen types of mentions, in the order of their checkboxes."""
FAULT_NAME: Mapping[str, str] = {
    "relation": "关系不对", "name": "名称认错", "sentence": "句子没有这样说", "date": "日期不对", "other": "其他",
}  # fmt: skip
"""What a reader may find wrong with a fact."""
REFERENCE_NAME: Mapping[str, str] = {
    "firm_links.csv": "企业从事环节表", "firms.csv": "企业表", "regions.csv": "行政区划表",
    "link_flows.csv": "环节供给表", "chain_links.csv": "环节表", "chains.csv": "产业链表",
    "priority_chains.csv": "重点产业链表", "liaison_offices.csv": "驻外机构表", "region_groups.csv": "区域表",
}  # fmt: skip
_SOURCE_NAME: Mapping[str, str] = {"listed_companies_file": "上市公司名录", "knowledge": "编者所知"}

_WIDE = {",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "?": "？", "!": "！"}
_CJK = "\u3400-\u9fff、。《》「」（）"
_NARROW = re.compile(rf"(?<=[{_CJK}])[,:;()?!] ?|[,:;()?!](?=[{_CJK}])")
_ADDRESS = re.compile(r"https?://[^\s;；]+")
_ENGLISH = re.compile(r"\s+(?=[A-Za-z])")
_EXCERPT = 120


def wide(text: str) -> str:
    """Our own Chinese with full-width marks, the engine's reasons in the page's language; quotes never come here."""
    if language() != USUAL:
        text = in_english(text)
    # Twice: of two marks in a row the second stands beside Chinese only when the first is widened.
    for _round in range(2):
        text = _NARROW.sub(lambda m: _WIDE[m[0].strip()], text)
    return text


def relation_name(fact: Relationship, here: str) -> str:
    """What a fact says of its other end, seen from one end; with its title or role."""
    name = (RELATION_NAME if fact.head == here else REVERSE_NAME).get(fact.type, fact.type)
    role = fact.properties.get("role")
    detail = fact.properties.get("title") or (_(ROLE_NAME[role]) if role else "")
    return f"{_(name)}（{wide(detail)}）" if detail else _(name)


def other_end(fact: Relationship, here: str) -> str:
    """Id of the end that is not ``here``."""
    return fact.tail if fact.head == here else fact.head


def certainty(fact: Relationship) -> tuple[str, bool]:
    """How a fact is known, and whether that is a reservation: 所述, 据句意推断, 拟议, 参照表."""
    if fact.properties.get("method", "").startswith(COLLECTIVE_METHOD):
        return _("据句意推断"), True
    if modality := MODALITY_NAME.get(fact.properties.get("modality", "")):
        return _(modality), True
    if from_documents(fact):
        return _("所述"), False
    return (_("参照表，已核"), False) if fact.properties.get("verified") else (_("参照表，未核"), True)


def from_documents(fact: Relationship) -> bool:
    """Whether a document says it, not only a reference row."""
    return bool(fact.documents)


def grade(fact: Relationship) -> tuple[str, str]:
    """How sure a fact is as 高, 中 or 低, with the class of its glyph; a row that nobody checked is 中 at best."""
    confidence = fact.properties.get("confidence")
    if confidence is None:
        return _("不详"), "none"
    if not from_documents(fact) and not fact.properties.get("verified"):
        confidence = min(confidence, 0.75)
    if confidence >= 0.8:
        return _("高"), "strong"
    return (_("中"), "have") if confidence >= 0.55 else (_("低"), "weak")


def document_name(id_: str, title: str | None) -> str:
    """A document's title; a reference file's name in Chinese."""
    if id_.startswith("reference:"):
        layer, _slash, file = id_.removeprefix("reference:").rpartition("/")
        name = _(REFERENCE_NAME.get(file, file))
        return name if layer in ("", "shipped") else f"{name}（{layer}）"
    return title or _("无题")


def row_source(passage: Passage) -> str:
    """What a reference row names as its source, "" for none."""
    return (
        _(_SOURCE_NAME[passage.source])
        if passage.source and passage.source in _SOURCE_NAME
        else wide(passage.source or "")
    )


def source_name(passage: Passage) -> str:
    """Where a passage stands, in words."""
    if passage.start is None:
        source = row_source(passage)
        said = _("参照表，已核") if passage.verified else _("参照表，未核")
        return f"{said}：{source}" if source else said
    page = _("第 %(n)s 页", n=passage.page) if passage.page else ""
    return "，".join(filter(None, (passage.source or _("来源不详"), passage.published or _("日期不详"), page)))


def address_of(text: str | None) -> str | None:
    """The first web address in what a row names as its source."""
    found = _ADDRESS.search(text or "")
    return found[0] if found else None


def excerpt(text: str, names: Iterable[str] = ()) -> list[tuple[str, bool]]:
    """A quote in pieces, True where one of the names stands; a long one is cut around the first name."""
    text = " ".join(text.split())
    found = sorted({n for n in names if len(n) > 1 and n in text}, key=lambda n: (-len(n), n))
    if len(text) > _EXCERPT:
        first = min((text.index(n) for n in found), default=0)
        start = 0 if first < _EXCERPT - 30 else first - 30
        cut = text[start : start + _EXCERPT]
        text = f"{'……' if start else ''}{cut}{'……' if start + _EXCERPT < len(text) else ''}"
    if not found:
        return [(text, False)]
    parts = re.split(f"({'|'.join(map(re.escape, found))})", text)
    return [(part, part in found) for part in parts if part]


def matched(why: str) -> str:
    """Why a name was found, in Chinese: of a reason in both languages the first part."""
    return _(MATCH_NAME[why]) if why in MATCH_NAME else _ENGLISH.split(why)[0]


def short(text: str, longest: int = 26) -> str:
    """The beginning of a name that would fill the line."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


FILTERS = {
    "wide": wide, "short": short, "excerpt": excerpt, "relation_name": relation_name, "other_end": other_end,
    "certainty": certainty, "from_documents": from_documents, "grade": grade, "source_name": source_name,
    "address_of": address_of, "matched": matched, "row_source": row_source,
}  # fmt: skip
NAMES = {
    "STATUS_NAME": STATUS_NAME, "STATUS_CLASS": STATUS_CLASS, "ACTION_CLASS": ACTION_CLASS, "LABEL_NAME": LABEL_NAME,
    "RELATION_NAME": RELATION_NAME, "REVERSE_NAME": REVERSE_NAME, "ROLE_NAME": ROLE_NAME, "KIND_NAME": KIND_NAME,
    "STAGE_NAME": STAGE_NAME, "LEVEL_NAME": LEVEL_NAME,
    "OWNERSHIP_NAME": OWNERSHIP_NAME, "CRITICALITY_NAME": CRITICALITY_NAME, "document_name": document_name,
}  # fmt: skip
