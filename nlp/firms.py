"""Firms: names of the reference, names with a legal suffix, and trade names that end like a firm's."""

import re
from collections.abc import Iterator

from nlp.edges import clause_edge, left_edge
from nlp.lexicon import Lexicon
from nlp.reading import Found, Reading
from nlp.wordlist import words

_CJK = "一-鿿"
_LEGAL = re.compile(
    r"(?:集团)?(?:股份)?(?:有限责任公司|有限公司|股份公司|总公司|分公司|合作社|"
    r"合伙企业(?:\(有限合伙\))?)(?:[一-鿿]{2,4}分公司)?"
)
_COMPANY = re.compile(r"(?:公司|集团(?:\([^()\n]{2,6}\))?|\(集团\)|控股)(?!军|队|化|有限|股份|总部|旗下?发|股东)")
_TRADE = re.compile(
    "(?:重工|精密|传动|药业|制药|股份|汽车|证券|银行|航空|物流|科技|电子|生物|智能|新材料|新材|化工|建工|特钢|钢铁|"
    "铜业|锂业|铝业|矿业|玻纤|纸业|酒业|茶业|乳业|牧业|种业|置业|地产|资本|创投|产投|"
    "半导体|微电子|光电|光学|激光|机器人|机床|电气|电缆|电机|轴承|传感|储能|动力|光伏|氢能|医疗|器械|燃气|环保|"
    "水务|船舶|船务|船业|港机|铸锻|车桥|底盘|纺织|服饰|家居|电器|软件|终端|实业|商贸|"
    "信托|期货|文旅|传媒|影业|硅业|磁材|钨业|钛业|锻造|电机厂|机械厂|泵业|膜业|锂能|重机|化成|化学|基板|橡胶|食品|"
    "服装|"
    "(?P<weak>投资|建设|设备|材料|工业|厂|农业|网络|数据|租赁|保险|贸易|信息|通信|装备|能源|电力|基金|环境|液压|"
    "涂料|铸造|机械|电池|玻璃|陶瓷))"
)
_AFTER = re.compile(
    r"[,。;、:!?()\[\]\s”“》]|$|和|与|及|等|的|董事|总经理|总裁|副总|创始|联合创始|CEO|首席|厂长|法定|实际控制|"
    r"技术|采购|市场|公告|旗下|控股|与会|拟|将|已|宣布|签|也|则|仍|未|称|"
    r"生产|交付|供|收购|投资|投产|落户|入驻|中标|获|参股|持|发布|在|向|为|是|以|从|拿|带|介绍|退出|加入|去年|今年|"
    r"\d|使用|采购|提供|转让|出资|增资|这|做|把|成为|确认|补位|当场|连夜|点头|最终|总"
)
_COMMON_CORE = re.compile(
    "^(?:建|办|设|开|电|水|船|药|炼|选|发行|挂牌|转增|注册|看好|股本|持有|减持|增持|回购|质押|限售|流通|募集|实收|"
    "耐心|专注|合计|坚定|优先|社会|"
    "定向|非公开|可转换|数字|绿色|清洁|高端|智能|先进|现代|新型|传统|高新|生物|海洋|航空|新|大|小|高|前沿|关键|"
    "核心|重点|优质|特色|民用|工业|农业|城市|乡村|乡镇|国际|国内|全球|海外|本地|基础|通用|专用|绿电|"
    "海上|陆上|可再生|新兴|未来|战略|金融|科学|技术|文化|旅游|体育|教育|健康|医疗|医药|电子|信息|网络|数据|计算|"
    "人工|机器|汽车|电动|电力|能源|环保|节能|低碳|碳|化学|机械|自动|半导体|"
    "集成|精细|金属|有色|稀土|不锈|钢铁|水利|交通|铁路|公路|轨道|港口|物流|仓储|商业|社会|民生|公共|政府|政策|国有|"
    "民营|外商|外贸|对外|直接|间接|产业|企业|项目|合作|协同|创新|研发|生产|"
    "制造|加工|建筑|建设|装配|智慧|量子|氢|光伏|风力|核|储能|动力|锂电池?|固态|电动车|新能源|航天|卫星|北斗|低空|"
    "无人|船舶|家用|商用|消费|零售|互联网|物联网|移动|云|高性能|高纯|特种|"
    "超硬|复合|纳米|石墨烯|陶瓷|玻璃|塑料|橡胶|纺织|服装|食品|饮料|粮食|种植|养殖|畜牧|水产|林业|采矿|煤炭|石油|"
    "天然气|化工|医用|高值|创业|风险|私募|股权|天使|固定资产|基础设施|通信|工程|"
    "安全|电池|电机|电控|软件|硬件|应用|操作|工控|光学|激光|精密|微|车载|车用|轻工|重大|成套|专业|综合|一般|其他|"
    "相关|主要|各类|多种|大型|小型|中型|配套|上游|下游|中游|核心零部件|我国|中国|"
    "央|国|省|市|县|区|工行|建行|世界|亚洲|美国|德国|日本)+$"
)
_VERBS = re.compile(
    "关注|制约|辞去|确认|下属|维护|丰富|补充|充分|提高|所属|导致|扩充|认购|平台|房地产|全资|参股|项目|代理|关联|"
    "内部|本|该|上市|任何|帮助|要求|增强|提升|影响|离开|成立|合计|目标|标的|"
    "外资|内资|有|新|老|大|小|几|两|家|各|科技型|保险|基金|证券|担保|评估|咨询|物业|跨国|龙头|头部|知名|优质|重点|"
    "行业|国内|国外|互联网|券商|信托|租赁|贷款|投资|管理|运营|服务|销售|生产|制造|贸易|控股|持股"
)
_NATIONAL = words("证券 银行 航空 股份 信托 期货 汽车 特钢 钢铁 重工")
_LATIN_CORE = re.compile(r"[A-Za-z][A-Za-z0-9 .&-]+$")
_BELONGS = re.compile("(?:全资|控股|参股|下属|所属|关联|子|孙|母|分|投资方|交易对方)$")
_CJK_ONLY = re.compile(f"[{_CJK}]+$")
_NO_NAME = re.compile(
    "^(?:公司|本公司|集团|该公司|目标公司|标的公司|甲方|乙方|丙方|上市公司|合资公司|项目公司|发行人|母公司|子公司|"
    "全资子公司|控股子公司|本次|有限公司|股份公司|协议|本协议|合同|项目|标的|分公司|总公司)$"
)
_NO_CORE = re.compile(
    "^(?:[\\d.]*|[\\d.、]*(?:全资|控股|参股|二级|一级)?(?:子|分|总|母|孙|本|该|我|贵|两家|多家|一家|各|上市|合资|"
    "项目|目标|标的|股份|有限|外资|民营|国有|央企|大型|龙头|科技|保险|证券|基金|物流|航空|中小|双方|中国|国内|外国|"
    "跨国|电力|燃气|旅游|相对|绝对|实际|但不|不|共同|各家|物业|投资|管理|贸易|财务|食品|汽车|家|第三方|证券|航空|"
    "建筑|互联网|科技型|企业))$"
)


# 高能环境(SH 603588, *ST高升(000971.SZ): a short name and its code.
_CODE = re.compile(
    r"\((?:股票代码|证券代码)?[:\s]?(?:(?:SH|SZ|BJ|HK|NASDAQ|NYSE)[:\s]{0,2}(?:\d{4,6}|[A-Z]{1,5})|"
    r"\d{4,6}(?:\.(?:SH|SZ|HK|BJ)|(?=[,)]))|[A-Z]{1,5}\.(?:US|O|N)\b)"
)
# 毅昌科技公告称: who gives notice to the exchange.
_NOTICE = re.compile(
    rf"(?:^|(?<=[,。:;\n\s]))(?P<name>(?:\*?ST)?[{_CJK}]{{3,6}}?)(?=(?:[今近昨]日|今天|(?:\d{{1,2}}月)?\d{{1,2}}日)?(?:晚间|早间|午间|盘后|晚)?"
    r"(?:公告称|公告,|发布公告|发布晚间公告|披露公告|在互动平台|在投资者互动平台|在上证e互动|拟募资|拟定增))"
)
_NO_NOTICE = re.compile("公司|证券报|快讯|消息|[昨今明]日|近日|公告|交易所|晚间|早间|午间|股东|董事|上述|[的了]")
_LISTED = re.compile(rf"(?:\*?S?\*?ST)?[{_CJK}A-Za-z]{{2,8}}(?:-[A-Z]{{1,2}})?$")


def find_firms(reading: Reading, lexicon: Lexicon) -> Iterator[Found]:
    """Yield FIRM candidates."""
    text = reading.text
    for start, end, ids in lexicon.firms.find(text):
        if _whole(text, start, end):
            yield Found(start, end, "FIRM", "firm-reference", 1, ids)
    yield from _by_head(reading, _LEGAL, "firm-legal", 3, 2)
    yield from _by_head(reading, _COMPANY, "firm-head", 1, 2)
    yield from _trade_names(reading, lexicon)
    yield from _of_exchanges(text, lexicon)


def _of_exchanges(text: str, lexicon: Lexicon) -> Iterator[Found]:
    for match in _CODE.finditer(text):
        start = left_edge(text, match.start(), reach=9)
        start -= text[start - 1 : start] == "*"
        name = _LISTED.fullmatch(text, start, match.start())
        if name and not _NO_NAME.match(name.group()):
            yield Found(start, match.start(), "FIRM", "firm-code", 2, _ids(lexicon, name.group()))
    for match in _NOTICE.finditer(text):
        if not _NO_NOTICE.search(match["name"]):
            yield Found(*match.span("name"), "FIRM", "firm-notice", 1, _ids(lexicon, match["name"]))


def _ids(lexicon: Lexicon, name: str) -> tuple[str, ...]:
    return lexicon.firms.keys.get(name, ())


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
        if method == "firm-legal":
            start = _from_place(text, start, match.start(), reading)
        core = text[start : match.start()]
        if len(core) < least or _NO_CORE.search(core) or _NO_NAME.match(text[start : match.end()]):
            continue
        if match.group() == "公司" and (_BELONGS.search(core) or not _names_a_company(reading, start, core)):
            continue
        yield Found(start, match.end(), "FIRM", method, rank)


def _names_a_company(reading: Reading, start: int, core: str) -> bool:
    """安徽公司, 皖江物流公司, OPPO公司: a place, a trade name or a Latin one stands before the bare word."""
    if reading.hits(start, start + 1):
        return True
    trade = next((m for m in _TRADE.finditer(core) if m.end() == len(core) and m.start() >= 2), None)
    return not _VERBS.search(core) and (trade is not None or bool(_LATIN_CORE.match(core)))


def _from_place(text: str, start: int, head: int, reading: Reading) -> int:
    """浙江天和建筑设计有限公司: a name that begins with a place may hold 和, 曾 or 为."""
    hits = [hit for hit in reading.hits(clause_edge(text, head), head) if hit.adcodes]
    first = next((hit for hit in hits if start > hit.start and text[hit.end : hit.end + 1] not in "的与和及、"), None)
    return first.start if first and start - first.start <= 8 and start > first.end else start


def _trim(text: str, start: int, head: int, reading: Reading) -> int:
    """Move the start onto a place name that a stray character or two precede (获上海…, 系安徽…)."""
    moved = reading.hits(start + 1, min(start + 2, head))
    return moved[0].start if moved else start


def _trade_names(reading: Reading, lexicon: Lexicon) -> Iterator[Found]:
    """湘擎重工, 涪陵银杉铝业: a place or nothing, two to five characters that are no common words, a trade."""
    text = reading.text
    starts = {hit.start: hit.end for hit in reading.places}
    for match in _TRADE.finditer(text):
        start, end = left_edge(text, match.start(), reach=12), match.end()
        core_start = starts.get(start, start)
        core = text[core_start : match.start()]
        core_start_fits = (
            2 <= len(core) <= 5
            or (not core and core_start > start and match.group() in _NATIONAL)
            or (len(core) == 1 and core_start > start)
        )
        weak = bool(match["weak"]) and (core_start == start or len(core) > 3)
        if weak or not core_start_fits or (core and not _CJK_ONLY.match(core)) or _COMMON_CORE.match(core):
            continue
        if text[start:end] in lexicon.trades.keys or core in lexicon.trades.keys or not _AFTER.match(text, end):
            continue
        yield Found(start, end, "FIRM", "firm-trade-name", 0)
