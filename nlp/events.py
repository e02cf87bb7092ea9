"""Events: meetings, fairs and campaigns by their head word, and named projects."""

import re
from collections.abc import Iterator

from nlp.edges import left_edge
from nlp.reading import Found, Reading

_MEETING = (
    "(?:第[一二三四五六七八九十]+次)(?:全体会议|会议|会员大会|筹备会议?|会长办公会)|"
    "联席会议(?:第[一二三四五六七八九十]+次全体会议)?|成立大会|会员大会|会员代表大会|代表大会|发展大会|产业大会|"
    "生态大会|链群大会|"
    "座谈会|恳谈会|推介会|对接会|洽谈会|交流会|协调会|供需见面会|见面会|说明会|发布会|研讨会|论证会|比选会|品鉴会|"
    "恳亲会|工作会议|经济工作会议|"
    "筹备会议|筹备会|年会|办公会|理事会(?=在|上|召开|审议)|大会|高峰论坛|论坛|峰会|博览会|展览会|交易会|展销周|"
    "对接周|服务月|宣传月|活动周|招聘月|对接日|供需日|路演日|路演|圆桌会议|圆桌会|圆桌|沙龙|"
    "联谊会(?=[,。;改])|早餐会|签约仪式|揭牌仪式|启动仪式|开工仪式|授牌仪式|捐赠仪式|开幕式|推介活动|对接活动|"
    "专项行动|专项活动|系列活动|(?<=”)[一-鿿]{0,3}活动|嘉年华|恳谈(?!会)|座谈(?=[,。、;中会])|大赛|巡展|集市|"
    "(?<=”)工程|全会|博览会|进博会|联学会|联组学习|供需日|产业对话|专场"
)
_HEAD = re.compile(rf"(?:{_MEETING})")
_BARE = re.compile(
    "座谈会|恳谈会|推介会|对接会|洽谈会|交流会|见面会|研讨会|论坛|大会|年会|博览会|全会|开幕式|成立大会|签约仪式|"
    "交流座谈会|揭牌仪式|授牌仪式|早餐会|会长办公会|第一次筹备会|筹备会"
)
_HELD = re.compile(
    r"(?:举办|召开|举行|主办|承办|协办|出席|参加|亮相|开展|启动|组织)(?:了|的|一场|首场|"
    r"首届)?(?P<name>[^,。;:!?\n《》]{2,40}?(?P<head>会议|会|节|周|展|日|月|营|赛|行动|仪式|活动|论坛|沙龙|对话|"
    r"圆桌|专场|路演|培训班|讲座|之旅|走进[一-鿿]{2,4}))"
    r"(?=[,。;、!”\n上]|并|第|$|,|的|后|期间|在)"
)
_NO_EVENT = re.compile(
    "(?:商会|协会|学会|联合会|促进会|机会|社会|委员会|理事会|董事会|股东会|工作会|国会|党会|三会|每周|今日|近日|"
    "当日|当月|每月|参会|与会|工商联|发展|进展|拓展|交易日|工作日|基金会|双周|两周)$"
)
_PARTY = re.compile(
    "(?:党的)?(?:[一二三四五六七八九十]{1,3}届[一二三四五六七]中全会|[十二三四五六七八九]{2,3}大(?=以来|精神|报告|"
    "[,。、召开])|[一二三四五六七]中全会)|全国两会"
)
_PROJECT = re.compile(
    r"(?:(?:一期|二期|三期|四期)?(?:生产|建设|研发|制造|投资|深加工|改造|扩建|采购|总承包){0,4}(?:项目|产线|生产线|"
    r"装配线|测试基地|制造基地|生产基地|深加工基地|总部基地|运营总部)(?:一期|二期|三期)?|(?<=[一-鿿])(?:一期|二期))"
)
_PROJECT_CLUE = re.compile("年产|[一-鿿]{2,}(?:项目|基地|产线|生产线|装配线|二期|一期|总部)$")
_NO_PROJECT = re.compile(
    "(?:中标|认缴|房地产|产业化|服务|保障性租赁住房|招商引资|开工|在手|标的|募投|类|新开工|签约|投资|重大|重点|"
    "一批|个|该|合作|招商|建设|工程|新建|这些|多个|产业|优质|各|在建|相关|此|本|所有|大|好|"
    "外资|等|新|目|制造业)(?:项目|基地|生产线|产线)$"
)
_BAD_START = re.compile(
    "^(?:上述|若|本届|该届|历届|预中标|经营活动|[\\d.]+$|会上|上|次|场|届|召开|的|了|中国共产党|参会|与会|"
    "第?\\d*个|现场|线上|其间|以)"
)
_VERBS_IN_TITLE = re.compile("支持服务")


def find_events(reading: Reading) -> Iterator[Found]:
    """Yield EVENT candidates: full titles swallow what is inside them."""
    text = reading.text
    for match in _HEAD.finditer(text):
        start = _title_start(text, match.start())
        name = text[start : match.end()]
        if match.start() - start >= 2 and not _BAD_START.match(name):
            yield Found(start, match.end(), "EVENT", "event-title", 5)
        elif (
            match.group() in ("座谈", "恳谈", "路演", "工程", "集市", "圆桌", "专场", "联组学习", "产业对话")
            or "活动" in match.group()
        ):
            continue
        if _BARE.match(match.group()):
            yield Found(match.start(), match.end(), "EVENT", "event-head")
    yield from _held(text)
    for match in _PARTY.finditer(text):
        yield Found(match.start(), match.end(), "EVENT", "event-party", 2)
    for match in _PROJECT.finditer(text):
        start = left_edge(text, match.start(), reach=24, quotes=True)
        name = text[start : match.end()]
        if match.start() - start >= 3 and not _NO_PROJECT.search(name) and _PROJECT_CLUE.search(name):
            yield Found(start, match.end(), "EVENT", "event-project", 1)


def _held(text: str) -> Iterator[Found]:
    """What is held, organised or attended, and ends like an event."""
    for match in _HELD.finditer(text):
        start = left_edge(text, match.end("head"), reach=match.end("head") - match.start("name"), quotes=True)
        name = text[start : match.end("head")]
        if len(name) >= 4 and not _BAD_START.match(name) and not _NO_EVENT.search(name):
            yield Found(start, match.end("head"), "EVENT", "event-held", 2)


def _title_start(text: str, head: int) -> int:
    start = left_edge(text, head, reach=40, quotes=True)
    # A title may hold verbs of its own when a quoted motto opens it: “…”12省…支持服务在沪企业参与…座谈会.
    opening = re.compile(r"“[^“”\n。,]{2,30}”[^“”\n。,;]{2,70}$").search(text, max(0, head - 110), head)
    if opening and opening.start() < start:
        middle = text[opening.start() : head]
        if _VERBS_IN_TITLE.search(middle) or not re.search("[,。]|的|召开|举办|举行|表示|说|召集|主办|承办", middle):
            return opening.start()
    # An opening quote that closes only after the head belongs to the sentence, not to the title.
    return start
