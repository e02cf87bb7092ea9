"""Industries and products: names of chains and links, and phrases that end in 产业, 产业链, 集群."""

import re
from collections.abc import Iterator

from nlp.edges import left_edge
from nlp.lexicon import Lexicon
from nlp.reading import Found, Reading

_CJK = "一-鿿"
_GENERIC = re.compile("(?:全产业链|产业链供应链|产业链|产业集群|产业|行业|制造业|服务业|集群)")
_BARE = re.compile(
    "^(?:全|各|该|本|大|小|新|主导|优势|特色|传统|重点|支柱|相关|短板|区域|沿江|绿色|强化|跨区域|促进|推进|推动|"
    "现代|现代化|关键|首位|地方|两大|三大|四大|五大|六大|多个|一个|科技|创新|上下游|内|第一|第二|"
    "整个|各类|各个|完整|国家级|省级|市级|世界级|千亿级?|万亿级?|百亿级?|\\d+个?|领域|加强|升级|融合|沿线|当地|"
    "本地|我国|全省|全市|我省|我市|我们|区域性|国内|全球|地区|细分|多|补|强|延|建|产业|"
    "跨区域产业链供应链|短板产业补链|省际|产业链|合作|协同|沪|上海|长三角|发展|实现|驱动|政企|资金链|人才链|"
    "创新链)*(?:全产业链|产业链供应链|产业链|产业集群|产业|行业|制造业集群|集群|链)$"
)
_INDUSTRY_NEXT = re.compile("(?:全)?(?:产业链|产业集群|产业|行业|集群|业务|领域|赛道|板块|环节|制造业|业)(?![园区基])")
_PRODUCT_NEXT = re.compile("产品|订单|生产线|产线|产量|销量|出口|样品|技术|等产品|零部件|材料")
_PRODUCT_BEFORE = re.compile(
    "(?:生产|研发|量产|制造|供应|采购|交付|出口|销售|研制|推出|发布|使用|做|用于|封装|运输|装上|提供|辆|台|套|吨|"
    "块|枚|颗|架|艘|只|部|件)的?$"
)
_INDUSTRY_SHAPE = re.compile(
    "(?:制造|设计|封测|测试|代工|服务|加工|运营|经济|业|链|集群|物流|科技|医药|健康|能源|装备|信息|通信|文旅|康养|"
    "贸易|金融|建筑|冶金|回收|检测|认证)$"
)
_LEADING_VERB = re.compile(
    "推进|实施|加速|完成|引领|一批|带动|发展|赋能|促进|推动|加快|构建|[千百万]亿级|新增|壮大|特色|优势|主导|重点|"
    "支柱|全省|全市|本地|当地|传统(?!产业)|推|补齐|延伸|做强|提升"
)
_PART_OF_WORD = re.compile("股份|集团|公司|银行|证券|大学|学院|研究|协会|商会|大会|论坛|博览|展")


def find_trades(reading: Reading, lexicon: Lexicon) -> Iterator[Found]:
    """Yield INDUSTRY and PRODUCT candidates; ``keys`` are link ids and ``chain:`` ids."""
    text = reading.text
    for start, end, keys in lexicon.trades.find(text):
        if not _whole(text, start, end) or _PART_OF_WORD.match(text, end):
            continue
        suffix = _INDUSTRY_NEXT.match(text, end)
        if suffix:
            plain = suffix.group() in ("业务", "领域", "赛道", "板块", "环节", "行业")
            yield Found(start, end if plain else suffix.end(), "INDUSTRY", "trade-lexicon", 0, keys)
        else:
            yield Found(start, end, _use(text, start, end, lexicon), "trade-lexicon", -1, keys)  # type: ignore[arg-type]
    for match in _GENERIC.finditer(text):
        start = _phrase_start(reading, match.start())
        name = text[start : match.end()]
        if (
            2 <= match.start() - start <= 10
            and not _BARE.match(name)
            and text[match.end() : match.end() + 1] not in ("园", "协", "化", "带", "研", "基")
        ):
            yield Found(start, match.end(), "INDUSTRY", "trade-phrase", -1)


def _use(text: str, start: int, end: int, lexicon: Lexicon) -> str:
    if _PRODUCT_NEXT.match(text, end) or _PRODUCT_BEFORE.search(text, max(0, start - 4), start):
        return "PRODUCT"
    name = text[start:end]
    return "INDUSTRY" if name in lexicon.trade_chains or _INDUSTRY_SHAPE.search(name) else "PRODUCT"


def _whole(text: str, start: int, end: int) -> bool:
    name = text[start:end]
    if not (name[0].isascii() or name[-1].isascii()):
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def _phrase_start(reading: Reading, head: int) -> int:
    """Free modifiers are split off: 江苏|造船产业."""
    start = left_edge(reading.text, head, reach=12)
    for match in _LEADING_VERB.finditer(reading.text, start, head):
        start = match.end()
    for hit in reading.hits(start, head):
        if hit.end <= head:
            start = hit.end
    return start
