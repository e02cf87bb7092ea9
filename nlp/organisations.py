"""Authorities, associations and institutes: names that end in a head word."""

import re
from collections.abc import Iterator

from nlp.edges import left_edge
from nlp.organs import FOREIGN, FOREIGN_NAMED, MANY, NATIONAL, UNIVERSITIES
from nlp.reading import Found, PlaceHit, Reading

_CJK = "一-鿿"
_ASSOC = re.compile(
    r"(?:总商会|商会联合会|商会|行业协会|企业协会|协会|学会|促进会|联合会|联谊会|校友会|联席会(?!议)|同乡会|研究会|"
    r"基金会|工商联(?!合)|企业家俱乐部|联盟|慈善总会|共同体|合作组织)"
    rf"(?:[{_CJK}]{{2,8}}?(?:分会|专委会|专业委员会|产业委员会|工作委员会|市委员会|省委员会))?(?:筹备委员会|筹委会|筹备组|筹备处|\(筹\))?"
)
_BARE_ASSOC = re.compile(
    r"(?:商会|协会|学会|促进会|联合会|联谊会|校友会|研究会|基金会|联盟|共同体|企业协会|行业协会|总商会|合作组织)$"
)
_ASSOC_FALSE = re.compile(
    "^(?:在沪|各|行业协会|国际|中外|多个|五大|跨区域|生态|产业|产业共同|与会|各地|异地|异地在沪|外地|本地|多家|"
    "两家|行业|同业|大|小|相关|该|本|地方|兄弟|加强|命运|共建|"
    "利益)*(?:商会|协会|学会|联盟|共同体|联合会|行业协会|基金会)$"
)
_INSTITUTE = re.compile(
    r"(?:大学|学院|研究总院|研究院|研究所|研究中心|实验室|创新中心|技术中心|工程中心|转化中心|设计院|医院|中试平台|"
    r"服务平台|中试基地|科学院|科学中心|党校|工程技术研究中心|"
    r"计算中心|智库|职业技术学院|环科院|农科院|社科院|规划院|勘察院|计量院|检测中心|检验中心|孵化中心|实训基地|"
    r"先导院|调度中心|示范中心|应急中心|观测站|文化中心|中医药中心|博士后工作站)"
)
_INSTITUTE_NEXT = re.compile(
    rf"[{_CJK}]{{1,16}}?(?:学院|研究院|研究所|研究中心|实验室|创新中心|工程中心|分院|医院|工程系|科学系|分中心|中心(?!城|区|主任))"
)
_BRANCH = re.compile(rf"[{_CJK}]{{2,4}}分中心")
# What a place strives to be is no institute: 具有全球影响力的科技创新中心.
_STATUS = re.compile(
    "^(?:具有.*的)?(?:国际|全球|区域|产业|全国|国家|东部|西部|中部)*(?:科技|产业科技|科技产业)创新中心$"
)
_BARE_INSTITUTE = re.compile(
    "^(?:推荐|申报|省级|市级|省|市|国际|科技|融合|工程|技术|创新|\\d+年|XXX|大学|学院|研究院|研究所|医院|实验室|"
    "党校|科学院|设计院|智库|(?:国家)?(?:重点|级)?实验室|各|高等|知名|名牌|"
    "公立|三甲|产业)+$"
)
_INSTITUTE_FALSE = re.compile("(?:大学生|医院管理|大学城)")

_ORGAN = (
    "人民政府新闻办|政府新闻办|人民政府(?!采购网)|政府(?!采购)|党委|党工委|工委|省委|市委|区委|县委|州委|管委会|管理委员会|人大常委会|人大(?!代表)|政协|纪委监委|纪委|监委|"
    "公安机关|公共资源交易(?:服务)?中心|建设工程交易服务中心|土地储备中心|征收中心|"
    "城市建设管理服务中心|基础设施建设发展中心|国资委|发展改革委|发改委|经信委|信息委|商务委|建委|住建委|卫健委|"
    "科委|教委|交通委|经信局|海关|中级人民法院|人民法院|法院|人民检察院|检察院|组织部|宣传部|统战部|办公厅|办公室|"
    "合作交流办|金融办|外办|投资促进中心|投资创业中心|党政代表团|代表团|"
    "委员会|(?<![格布结大开全定时邮变])局(?![地部势面限])|(?<![餐客大])厅|市委办"
)
_LOCAL = re.compile(rf"[{_CJK}]{{0,12}}?(?:{_ORGAN})")
_NEXT = re.compile(
    rf"(?:(?:[{_CJK}、]{{2,9}}?(?:局|办公室|办公厅|党组|合作交流办|金融办|工委|党委|委员会))|常委会|组织部|宣传部|"
    rf"统战部|办公厅|办公室|新闻办|金融办|监委|政法委|网信办|行政执法[总大支]?队|[一-鿿]{2, 8}?管理处|第[一二三四]分院|"
    rf"党组(?!书记|成员|副书记))(?![{_CJK}]?会议)"
)
_BARE_ORGAN = "发展改革委|发改委|国资委|经信委|经信局|住建局|商务局|科技局|公安局|纪委监委|金融办|政协|人大常委会"
_BARE = re.compile(
    rf"(?:(?<=[^{_CJK}])|(?<=[由与和向及、在经受从])|^)(?:省|市|区|县|州)(?:人民政府|政府|委(?![员派托会])(?:组织部|"
    rf"宣传部|统战部|办公室)?|(?:{_BARE_ORGAN}|[{_CJK}]{{2,8}}?(?:局|厅)))"
)
# What is counted, striven for or done to an institute or a league stands before its name, not in it.
_LEAD = re.compile(
    r"^(?:\d+[个家所座]|[一二三四五六七八九十两数多几]+[个家所座]|全[国球省市](?:首|唯一)[个家所座]|首[个家所座批]|"
    r"(?:探索|加快|推进|推动|完善|打造|集聚|汇聚|确保|布局|优化|筹建|领域|挂牌|揭牌|升级|做强|建好|牵手)(?:建设|组建|成立)?|"
    r"投资建设|规划建设|参与建设|重点建设|开发|要铸牢|共同|"
    r"(?:建设|组建)(?=[国省长]))+"
)
# 中国物流|与采购联合会: a name that begins with a country or a place may hold 与 or 和.
_WHOLE_WORDS = re.compile("(?:厅|局|委|会|办|部|院|司|集团|公司|大学|学院|中心|政府|协会|商会|省|市|区|县)$")
_JOINED = re.compile(
    "(?<=科学|机械|经济|技术|管理|灾害|能源|环境|信息|材料|资源|光学|石油|化学|医学)与|"
    "(?<=住房|规划|文化|资源|发展|林业|工业|教育|粮食|民族|商务|卫生|国防)和"
)
_BROKEN = re.compile(
    "[的了等,。;:!?“”《》\\n ]|[在由与和被把向从为是将让](?!平|信息|改革|口)|表示|举办|召开|驻|介绍|联合|走访|召集|"
    "公司|企业|有限"
)


def find_organisations(reading: Reading) -> Iterator[Found]:
    """Yield ASSOC, INSTITUTE and GOV candidates."""
    yield from _associations(reading)
    yield from _institutes(reading)
    yield from _authorities(reading)


def _start(reading: Reading, head: int, quotes: bool = False) -> int:
    """Left edge of a name, moved onto a place name that only one stray character precedes."""
    edge = _over_and(reading, left_edge(reading.text, head, quotes=quotes))
    for hit in reading.hits(edge + 1, min(edge + 2, head)):
        if reading.text[edge] not in "全中驻原在沪京":
            return hit.start
    return edge + len(lead.group()) if (lead := _LEAD.match(reading.text[edge:head])) else edge


def _over_and(reading: Reading, edge: int) -> int:
    """Move the edge behind 与 or 和 to the country or place that the name begins with."""
    text = reading.text
    if text[edge - 1 : edge] not in ("与", "和"):
        return edge
    before = left_edge(text, edge - 1, reach=12)
    for hit in reversed(reading.hits(before, edge - 2)):
        words = text[hit.end : edge - 1]
        if 2 <= len(words) <= 6 and not _WHOLE_WORDS.search(words):
            return hit.start
    return edge


def _associations(reading: Reading) -> Iterator[Found]:
    text = reading.text
    for match in _ASSOC.finditer(text):
        if text[match.end() : match.end() + 1] in ("生",):
            continue
        start = _start(reading, match.start())
        name = text[start : match.end()]
        if match.start() - start >= 2 and not _ASSOC_FALSE.match(name) and not name.endswith("命运共同体"):
            yield Found(start, match.end(), "ASSOC", "assoc-head", 3 if "筹" in match.group() else 2)
    for match in re.finditer("筹委会|筹备委员会", text):
        yield Found(match.start(), match.end(), "ASSOC", "assoc-short")
    for match in MANY.finditer(text):
        yield Found(match.start(), match.end(), "ASSOC", "assoc-named", 3)


def _institutes(reading: Reading) -> Iterator[Found]:
    text = reading.text
    for match in _INSTITUTE.finditer(text):
        if _INSTITUTE_FALSE.match(text, match.start()):
            continue
        start, end = _start(reading, match.start()), match.end()
        while match.group() in ("大学", "学院", "科学院", "研究院") and (more := _INSTITUTE_NEXT.match(text, end)):
            if _broken(more.group()):
                break
            end = more.end()
        end = more.end() if (more := _BRANCH.match(text, end)) and not _broken(more.group()) else end
        name = text[start:end]
        if (
            match.start() - start >= 2
            and not _BARE_INSTITUTE.match(name)
            and not _STATUS.match(name)
            and text[end : end + 2] != "项目"
        ):
            yield Found(start, end, "INSTITUTE", "institute-head", 2)
    for match in UNIVERSITIES.finditer(text):
        more = _INSTITUTE_NEXT.match(text, match.end())
        end = more.end() if more and not _broken(more.group()) else match.end()
        yield Found(match.start(), end, "INSTITUTE", "institute-named", 1)


def _authorities(reading: Reading) -> Iterator[Found]:
    text = reading.text
    for hit in reading.places:
        end = _organ_end(text, hit.end) or _foreign_end(text, hit)
        if end:
            start = hit.start - 2 if text[hit.start - 2 : hit.start] == "中共" else hit.start
            yield Found(_widen(reading, start), end, "GOV", "gov-grammar", 2)
    for match in re.finditer(
        rf"[{_CJK}]{{2,8}}(?:高新区|经开区|开发区|新区|园区|港区|自贸区|工业区|片区)管(?:委会|理委员会)", text
    ):
        start = _start(reading, match.end() - 3)
        more = _NEXT.match(text, match.end())
        end = more.end() if more and not _broken(more.group()) else match.end()
        yield Found(max(start, match.start()), end, "GOV", "gov-grammar", 2)
    for match in NATIONAL.finditer(text):
        part = match["part"] if match["part"] and not _broken(match["part"]) else ""
        end = match.end() if part else match.start("part") if match["part"] else match.end()
        if not _broken(text[match.start() : end]) and text[end : end + 1] not in ("门", "长"):
            yield Found(match.start(), end, "GOV", "gov-national", 2)
    for pattern, method in ((FOREIGN_NAMED, "gov-foreign"), (_BARE, "gov-bare")):
        for match in pattern.finditer(text):
            if not _broken(match.group()) and text[match.end() : match.end() + 1] not in ("门", "长"):
                yield Found(match.start(), match.end(), "GOV", method, 1)


def _broken(name: str) -> bool:
    """Whether a word stands in a name that ends it there; 住房和城乡建设 is whole."""
    return bool(_BROKEN.search(_JOINED.sub("", name)))


def _organ_end(text: str, at: int) -> int:
    # 上海市委: the head word's own 市 is the place's last character.
    match = re.compile("委(?![员派托会])").match(text, at) if text[at - 1 : at] in "省市区县州" else None
    match = match or _LOCAL.match(text, at)
    if not match or _broken(match.group()) or "驻" in match.group():
        return 0
    end = match.end()
    while (more := _NEXT.match(text, end)) and not _broken(more.group()):
        end = more.end()
    if "筹备" in text[at:end]:
        return 0
    return 0 if text[end : end + 1] in ("驻", "长") and text[end : end + 2] != "长江" else end


def _foreign_end(text: str, hit: PlaceHit) -> int:
    if hit.adcodes or text[hit.start : hit.end] in ("中国", "香港", "澳门", "台湾"):
        return 0
    match = FOREIGN.match(text, hit.end)
    return match.end() if match and not _broken(match.group()) and text[match.end()] not in "长门" else 0


def _widen(reading: Reading, start: int) -> int:
    for hit in reading.hits(start - 12, start):
        if hit.end == start and hit.adcodes:
            return hit.start
    return start
