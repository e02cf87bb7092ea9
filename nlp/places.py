"""Places: administrative names, basins and countries, and the parks, roads and sites named after them."""

import re
from collections.abc import Iterator

from nlp.lexicon import Lexicon
from nlp.reading import Found, PlaceHit, Reading
from nlp.wordlist import words

_CJK = "一-鿿"
_SITE_HEADS = (
    "经济技术开发区|高新技术产业开发区|高新技术开发区|经济开发区|高新区|经开区|开发区|工业园区|工业园|产业园区|"
    "产业园|科技园区|科技园|科学城|科创城|"
    "自由贸易试验区|自贸试验区|自贸区|综合保税区|保税区|示范区|片区|新区|集聚区|港区|园区|新城|商务区|软件园|"
    "创新园|物流园|机场|港|码头|高速公路|高铁站|"
    "国际会展中心|会展中心|展览中心|体育中心|政务中心|博物馆|"
    "街道|大道|中路|东路|西路|南路|北路|镇|乡|村|广场|大厦|水库|大桥"
)
_WIDE_HEADS = (
    "高新区|经开区|开发区|工业园区|工业园|科学城|新区|片区|自贸区|保税区|经济技术开发区|高新技术产业开发区|"
    "自贸试验区|港区|示范区|科技园"
)

_AFTER_PLACE = re.compile(
    rf"[{_CJK}A-Za-z0-9]{{0,6}}?(?:{_SITE_HEADS})(?![{_CJK}]{{0,1}}(?:委|会|局|公司|"
    rf"集团|投资))"
)
_KNOWN_SITES = re.compile(
    "张江(?:科学城|高科技园区)?|虹桥(?:商务区)?|临港(?:新片区)?|漕河泾(?:开发区)?|外高桥|两江新区|天府新区|"
    "滨海新区|雄安新区|赣江新区|贵安新区|"
    "江北新区|舟山群岛新区|光谷|东湖高新区|苏州工业园区|中关村|(?<=[^一-鿿])(?:国家)?(?:高新区|经开区)(?![管委])|"
    "浦东|上海临港|前滩|陆家嘴|徐汇滨江|"
    "西部陆海新通道|进博会场馆"
)
_NOT_AFTER = re.compile(
    "港股|港元|港币|湖南|河南|山东|湖北|河北|山西|矿业|路线|路径|路演|村民|镇长|乡亲|乡村|山区|基地项目|河流|湖区|"
    "路桥|道路|港口"
)
_TITLE = re.compile("《[^《》\\n]{1,80}》")
_NOT_CHINA = re.compile("家|防|式|人(?![民寿保大财])|区|队|原则|特色|梦|共产党|话|画|风|制造(?!业)|智造|红|速度|方案")
_OF_CHINA = re.compile("数字$|美丽$|健康$|平安$|一个$|考古$|法治$|在华$")
# Names of counties that two words make where they meet: 投资|兴业, 世界|首位, 弘扬|中华.
_CROSSED = words(
    "赣西南 兰山东 大通道 投资中 投资兴 融资中 外资中 资中国 资中心 世界首 界首个 界首次 以上城 "
    "上城市 以上高 海上高 上高速 上高质 上高度 扬中华 弘扬中 城市中 市中心 市中标 北海关 南海关 "
    "东海关 从江苏 通江苏 望江苏 林城市 森林城 园林城 怒江中 基金华 基金安 小金融 中小金 小金属 "
    "黄金平 资金平 租金平 金平均 金平台 金平衡 金安排 金安全 资金安 重大理 大理论 大理念 大理想 "
    "示范县 江海宁 推广水 广水肥 广水稻 平安宁 衡水平 均衡水 新乡村 创新乡 新建湖 能建湖 建湖州 "
    "建湖南 马关系 中马关 高铁山 铁山东 越城市 卓越城 股东湖 股东宝 索县域 和县域 系和县 提高港 "
    "希望江 平湖南 巴中国 黄金川 面临海 防洪城 酒城中 长安福 里云和 送达川 跨越西 穿越西 越西藏 "
    "证金牛 航天长 当天长 天长三 天长征 天台风 平米易 方米易 权威信 威信息 海南湖 沿江城 沿江山 "
    "沿河道 沿河水 江城际 梳理县 振兴县 指南明 形成县 完成县 安顺畅 安顺利 娱乐平 大丰收 大丰富 "
    "新化学 沿海城 东西南 东西部 "
    "隆重庆 重大庆 大庆典 线上海 掌上海 界上海 万载重 火朝天 壁江山 成县县 荣昌盛 共兴文 兴文明 "
    "篇章贡 章贡献 奢望城 望城里 日照长 日照时 白玉兰 当日本 登上城 上城墙 出海口 老城区 全市中 市中小 "
)
_BROKEN = re.compile(
    "[的在与和及、了是有为将从对到以由或等个家条项已正把被让向同]|推动|建设|开展|打造|加快|支持|形成|成为|聚焦|"
    "布局|推进|首个|多个|一批|成立|举办"
)


def find_places(reading: Reading, lexicon: Lexicon) -> Iterator[Found]:
    """Yield place candidates and leave the administrative hits in ``reading.places``."""
    text = reading.text
    named = (PlaceHit(start, end, keys) for start, end, keys in lexicon.places.find(text) if _free(text, start, end))
    hits = list(settle(list(named), lexicon))
    reading.places = hits
    titles = bytearray(len(text))
    for title in _TITLE.finditer(text):
        titles[title.start() : title.end()] = b"\1" * (title.end() - title.start())
    for first, last in _runs(hits):
        start, end = first.start, last.end
        if titles[start]:  # what a title names is a part of it
            continue
        codes = last.adcodes if first is last else _narrow(first, last)
        known = _KNOWN_SITES.match(text, end)
        site = known.end() if known and first.adcodes else _site(text, end)
        if site > end:
            yield Found(start, site, "PLACE", "place-site")
        yield Found(start, end, "PLACE", "place-name", -1, codes)
    for match in _KNOWN_SITES.finditer(text):
        yield Found(match.start(), match.end(), "PLACE", "place-known-site")


def settle(hits: list[PlaceHit], lexicon: Lexicon) -> Iterator[PlaceHit]:
    """Narrow each hit to what it means here: province before city before county, then what the text names beside it.

    A name that stays open (鼓楼区 with no city anywhere) keeps all its adcodes.
    """
    sure = {_stem(hit.adcodes[0]) for hit in hits if len(hit.adcodes) == 1}
    for hit in hits:
        if len(hit.adcodes) < 2:
            yield hit
            continue
        top = [code for code in hit.adcodes if lexicon.level(code) == lexicon.level(hit.adcodes[0])]
        near = [code for code in top if any(code.startswith(stem) for stem in sure)]
        closest = [code for code in near if any(len(stem) > 2 and code.startswith(stem) for stem in sure)]
        chosen = next((codes for codes in (top, near, closest) if len(codes) == 1), None)
        yield PlaceHit(hit.start, hit.end, tuple(chosen or top))


def _free(text: str, start: int, end: int) -> bool:
    """Refuse a short name that is plainly part of another word."""
    name, after, before = text[start:end], text[end : end + 1], text[start - 1 : start]
    if name == "中国":
        return not _NOT_CHINA.match(text, end) and not _OF_CHINA.search(text, max(0, start - 2), start)
    if after in ("队", "杯"):
        return False
    if {text[max(0, start - 1) : end], text[start : end + 1]} & _CROSSED:
        return False
    if len(name) > 2 or name[-1] in "市省区县":
        return True
    if after in ("江", "河"):
        return name in ("长江", "黄河")
    return before not in ("孙",)


def _runs(hits: list[PlaceHit]) -> Iterator[tuple[PlaceHit, PlaceHit]]:
    """Join 安徽 + 芜湖 where the second lies in the first; side by side (上海浙江) they stay two."""
    index = 0
    while index < len(hits):
        first = last = hits[index]
        while index + 1 < len(hits) and hits[index + 1].start == last.end and _inside(hits[index + 1], last):
            index += 1
            last = hits[index]
        yield first, last
        index += 1


def _inside(part: PlaceHit, whole: PlaceHit) -> bool:
    return any(p != w and p.startswith(_stem(w)) for w in whole.adcodes for p in part.adcodes)


def _stem(adcode: str) -> str:
    return adcode[:2] if adcode.endswith("0000") else adcode[:4] if adcode.endswith("00") else adcode


def _narrow(first: PlaceHit, last: PlaceHit) -> tuple[str, ...]:
    return tuple(c for c in last.adcodes if any(c.startswith(_stem(w)) for w in first.adcodes)) or last.adcodes


def _site(text: str, end: int) -> int:
    match = _AFTER_PLACE.match(text, end)
    if not match:
        return end
    tail = match.group()
    if _BROKEN.search(tail) or _NOT_AFTER.match(text, match.end() - 1):
        return end
    return match.end()
