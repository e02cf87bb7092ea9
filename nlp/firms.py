"""Firms: names of the reference, names with a legal suffix, and trade names that end like a firm's."""

import re
from collections.abc import Iterator

from nlp.edges import left_edge
from nlp.lexicon import Lexicon
from nlp.reading import Found, Reading

_CJK = "一-鿿"
_LEGAL = re.compile(
    r"(?:集团)?(?:股份)?(?:有限责任公司|有限公司|股份公司|总公司|分公司|合作社|合伙企业(?:\(有限合伙\))?)(?:[一-鿿]{2,4}分公司)?"
)
_COMPANY = re.compile(r"(?:公司|集团(?:\([^()\n]{2,6}\))?|\(集团\)|控股)(?!军|队|化|有限|股份|总部|旗下?发|股东)")
_TRADE = re.compile(
    "(?:重工|精密|传动|药业|制药|股份|汽车|证券|银行|航空|物流|科技|电子|生物|智能|能源|材料|新材|新材料|化工|建工|特钢|钢铁|铜业|锂业|铝业|矿业|水泥|玻纤|纸业|"
    "酒业|茶业|食品|乳业|牧业|农业|种业|置业|地产|资本|创投|基金|投资|半导体|微电子|光电|光学|激光|机器人|机床|电气|电缆|电力|电机|轴承|传感|储能|动力|电池|光伏|氢能|"
    "医疗|器械|燃气|环保|水务|造船|船舶|船业|港机|铸锻|车桥|底盘|纺织|服饰|服装|家居|电器|通信|信息|软件|网络|数据|云|终端|通达|实业|商贸|贸易|租赁|保险|信托|期货|文旅|传媒|"
    "建设|建材|装备|设备|机械|工业|硅业|磁材|稀土|钨业|钛业|锻造|铸造|电机厂|机械厂|(?<=[一-鿿]{2})厂)"
)
_FIRM_CLUE_AFTER = re.compile(
    r"(?:\(?(?:[036]\d{5}|[03]\d{4})?\)?)(?:董事长|总经理|总裁|副总裁|副总经理|创始人|联合创始人|CEO|首席|厂长|法定代表人|实际控制人|负责人|技术总监|采购总监|技术负责人|董事|公告|旗下|控股子公司|与会|等企业|拟|宣布|签署|签约|"
    r"生产|交付|供应|供货|收购|投资|投产|落户|入驻|中标|获得|参股|持股|发布)"
)
_FIRM_CLUE_BEFORE = re.compile("(?:收购|走访|考察|落户|会员单位|客户|供应商|子公司|入股|参股|增资|厂商|企业|老板|来自|控股|由|向|与|和|给)$")
_NO_NAME = re.compile("^(?:公司|本公司|集团|该公司|目标公司|标的公司|甲方|乙方|丙方|上市公司|合资公司|项目公司|发行人|母公司|子公司|全资子公司|控股子公司|本次|有限公司|股份公司|协议|本协议|合同|项目|标的|分公司|总公司)$")
_NO_CORE = re.compile("(?:全资|控股|参股)?(?:子|分|总|母|孙|本|该|我|贵|两家|多家|一家|各|上市|合资|项目|目标|标的|股份|有限|外资|民营|国有|央企|大型|龙头|科技|保险|证券|基金|物流|航空|中小|双方|中国|国内|外国|跨国)$")


def find_firms(reading: Reading, lexicon: Lexicon) -> Iterator[Found]:
    """Yield FIRM candidates."""
    text = reading.text
    for start, end, ids in lexicon.firms.find(text):
        if _whole(text, start, end):
            yield Found(start, end, "FIRM", "firm-reference", 1, ids)
    yield from _by_head(reading, _LEGAL, "firm-legal", 3, 2)
    yield from _by_head(reading, _COMPANY, "firm-head", 1, 2)
    yield from _trade_names(reading)


def _whole(text: str, start: int, end: int) -> bool:
    """A Latin name must not be a piece of a longer word."""
    if not text[start:end].isascii():
        return True
    around = text[start - 1 : start] + text[end : end + 1]
    return not any(c.isascii() and c.isalnum() for c in around)


def _by_head(reading: Reading, head: re.Pattern[str], method: str, rank: int, least: int) -> Iterator[Found]:
    text = reading.text
    for match in head.finditer(text):
        start = left_edge(text, match.start(), reach=34)
        start = _trim(text, start, match.start(), reading)
        core = text[start : match.start()]
        if len(core) < least or _NO_CORE.search(core) or _NO_NAME.match(text[start : match.end()]):
            continue
        yield Found(start, match.end(), "FIRM", method, rank)


def _trim(text: str, start: int, head: int, reading: Reading) -> int:
    """Move the start onto a place name that a stray character or two precede (获上海…, 系安徽…)."""
    for hit in reading.places:
        if hit.start >= head:
            break
        if start < hit.start <= start + 1:
            return hit.start
    return start


def _trade_names(reading: Reading) -> Iterator[Found]:
    text = reading.text
    for match in _TRADE.finditer(text):
        start, end = left_edge(text, match.start(), reach=9), match.end()
        core = match.start() - start
        if not 2 <= core <= 6 or text[end : end + 1] in tuple("业产链集化园区学院所部局厅会商品公有"):
            continue
        after = bool(_FIRM_CLUE_AFTER.match(text, end))
        before = bool(_FIRM_CLUE_BEFORE.search(text, max(0, start - 4), start))
        if after and core <= 4 and (before or text[start - 1 : start] in ("", "\n", "。", ",", "、", ";", "”", "“", ":")):
            yield Found(start, end, "FIRM", "firm-trade-name", 0)
