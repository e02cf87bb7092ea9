"""Documents: titles in 《》, plans and laws named without marks, and agreements called by their usual names."""

import re
from collections.abc import Iterator

from nlp.reading import Found

_CJK = "一-鿿"
_DOC = re.compile(r"《[^《》\n]{1,80}(?:《[^《》\n]{1,60}》[^《》\n]{0,60})?》(?:案例集)?")
# Newspapers, magazines, programmes, films and games in title marks are sources or works, no documents.
MEDIA = re.compile(
    "(?:(?<![公通简年季月财预])报|周刊|杂志|新闻联播|新闻网|新闻|访谈|专访|调研行|新春走基层|军歌|之歌|序曲)》$"
    "|^《(?:权威访谈|高端访谈|榜样|焦点访谈|财富|福布斯|经济学人|自然|科学|细胞|柳叶刀)"
)
_WORK_BEFORE = re.compile(
    '(?:节目|栏目|系列报道|电影|影片|大片|动画|剧集|电视剧|舞剧|话剧|歌剧|京剧|戏剧|热播剧|短剧|大片|著作|歌曲|游戏|纪录片|专题片|杂志|期刊|小说|晚会)[“"]?$'
)
_WORK_AFTER = re.compile(
    "栏目|节目|首映|海外票房|引发“追更|等[一-鿿\\d]{0,6}部|轴|专题节目|专题片|第[一二三四五六七八九十\\d]+季|票房|(?:今天|今晚|明天)?(?:\\([^()\n]{1,14}\\))?(?:播出|开播|上映)|"
    "(?:项目)(?:的)?(?:预?中标|招标)|PPP项目|杂志|记者|[\\d日月]{2,6}讯|等?(?:影片|动画|电影|剧集)|评选|报道|游戏|系列报道"
)
_LISTED = re.compile(r"^(?:、?《[^《》\n]{1,40}》)+")
_PLAIN_DOC = re.compile(
    r"(?:战略合作框架协议|全面战略合作协议|战略合作协议|合作框架协议|合作备忘录|谅解备忘录|三方合作协议|股权转让协议|"
    r"股份转让协议|投资协议|框架协议|股权收购协议|增资协议|"
    r"合作协议|入园协议|委托招商协议|(?<!谅解)(?<!合作)备忘录|合作意向书|(?<!合作)意向书|中标通知书|行政处罚决定书|警示函|认购协议|"
    rf"“?十[三四五六]五”?规划纲要(?:草案)?|“?十[三四五六]五”?(?:[{_CJK}]{{2,4}})?规划|政府工作报告)"
)
# Known everywhere by these names.
_NAMED = re.compile(
    "全球治理倡议|全球发展倡议|全球安全倡议|全球文明倡议|一个中国原则|“?一带一路”?(?=倡议|合作|共建|建设|框架)|“?两新”?政策|"
    "(?<=“)(?:国补|两新|一带一路|澳车北上|粤车南下|港车北上)(?=”)|“两重”建设项目清单|(?:新一轮)?以旧换新政策|供给侧(?:结构性)?改革|"
    "乡村振兴战略|自贸试验区提升战略|区域全面经济伙伴关系协定|RCEP|CPTPP|"
    "(?:生态环境法|民)法?典(?=首个|[》,。、同施规第])|(?<![一-鿿])法典|"
    "(?:国家重点研发|863|973|火炬|星火)计划(?![一-鿿]{0,6}项目)|习近平(?:经济|法治|生态文明|强军|外交|文化)思想|"
    "(?<=[据反违犯照我国和及、])(?:刑法|刑事诉讼法|公司法|证券法(?!律)|反垄断法|反不正当竞争法|劳动法|"
    "劳动合同法|商标法|专利法|环境保护法|企业破产法|招标投标法|消费者权益保护法)|"
    "(?<![《一-鿿])?(?:民营经济促进法|外商投资法|长江保护法|数据安全法|个人信息保护法|海南自由贸易港法)(?!》)"
)
_TITLE_HEAD = (
    "行动方案|实施方案|工作方案|试点方案|总体方案|改革方案|整治方案|行动计划|三年行动|实施计划|发展规划|专项规划|总体规划|实施意见|指导意见|若干意见|"
    "的意见|管理办法|实施办法|暂行办法|实施细则|条例|促进法|保护法|若干措施|[十百\\d]+[条项](?:政策)?(?:措施|举措|意见)|"
    "负面清单|项目清单|目录|名单|榜单|白皮书|蓝皮书|宣言|重点工作安排|预算草案|执行预案|发行(?:股票)?方案|"
    "预算案|交易预案|报告书|指引|公约|纲要|质量标准|国家标准|一揽子政策|补贴政策|奖励政策|"
    "战略(?!合作|性|支点|投资|定位|布局|转型)"
)
_ISSUED = re.compile(
    rf"(?:印发|发布|出台|公布|推出|制定|编制|实施|启动|披露|审议通过|颁布|通过|落实|入选|签署|下发|刊发)"
    rf"(?:了|实施|新版|最新的?|一系列|《|并实施|的)?[“”]?(?P<name>[{_CJK}0-9A-Za-z、“”]{{2,40}}?(?:{_TITLE_HEAD}))"
    rf"(?=[,。;、!\n”]|$|并|,|的|中|等|提出|明确|发布|将|自|为|在|已|称|显示|[0-9]|和(?!国)|首个)"
)
# 2025中国企业500强榜单发布: a title that begins its sentence.
_COUNTED = re.compile("一[份则项部]|\\d+[个份项]|首[份个部](?=[^批])|新(?:版|的)")
_OPENING = re.compile(
    rf"(?:^|(?<=[\n。]))(?P<name>[{_CJK}0-9A-Za-z、“”]{{4,36}}?(?:{_TITLE_HEAD}))(?=(?:今天|昨天|近日|正式|\([^()\n]*\),?)*(?:发布|出台|印发|公布|施行))"
)
_SIGNED = re.compile(
    rf"(?:签订|签署|签下|续签|达成)(?:了|一份|正式|[一二三\d]年)*(?P<name>[{_CJK}]{{2,8}}?(?:协议|备忘录|意向书))(?=[,。;、!\n()》]|$|将|后|,|的总)"
)
_NO_AGREEMENT = re.compile(
    "^(?:相关|有关|正式|一系列|多项|多份|上述|该|此|本|具体|补充|书面|重大|多个|新的?|若干|了|各类|一份|长期|[一二三四五六七八九十\\d]+[份项个])*(?:协议|合同|备忘录|意向书|合作协议|框架协议)$|[与和对向给在的]"
)
_NO_TITLE = re.compile(
    "^(?:了|一份|一则|相关|有关|具体|该|这|此|上述|各项|一系列|系列|多项|一批|首批|配套|更多|全面|本|个性化|年度|多个|两个|三个|差异化|"
    "[一二三四五六七八九十\\d]+[项条个份])*(?:"
    f"{_TITLE_HEAD})$|^(?:公司|企业|新)|[,。;]|(?<!关)于|其|关联交易"
)


def find_documents(text: str) -> Iterator[Found]:
    """Yield titles in 《》, titles that a verb of issuing stands before, and agreements called by their usual names."""
    for match in _DOC.finditer(text):
        if not is_work(text, match.start(), match.end()):
            yield Found(match.start(), match.end(), "DOC", "title-marks", 9)
    for match in _PLAIN_DOC.finditer(text):
        yield Found(match.start(), match.end(), "DOC", "agreement-word")
    for match in _NAMED.finditer(text):
        yield Found(match.start(), match.end(), "DOC", "document-named", 1)
    for pattern in (_ISSUED, _OPENING):
        for match in pattern.finditer(text):
            start, end = _title(text, *match.span("name"))
            if end - start >= 6 and not _NO_TITLE.search(text[start:end]):
                yield Found(start, end, "DOC", "document-issued", 1)
    for match in _SIGNED.finditer(text):
        if not _NO_AGREEMENT.search(match["name"]):
            yield Found(*match.span("name"), "DOC", "document-signed", 1)


def is_work(text: str, start: int, end: int) -> bool:
    """Whether what stands in title marks is a medium, a programme or a work of art, not a document."""
    return bool(
        MEDIA.search(text[start:end])
        or _WORK_BEFORE.search(text, max(0, start - 6), start)
        or _WORK_AFTER.match(_LISTED.sub("", text[end : end + 160]))
    )


def _title(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out a quote that closes or opens outside the title."""
    if text[start:end].count("”") > text[start:end].count("“") and text[start - 1 : start] == "“":
        start -= 1
    while text[start:end].count("”") > text[start:end].count("“") and "”" in text[start:end]:
        start = text.index("”", start) + 1
    if text[start:end].count("“") > text[start:end].count("”"):
        start = text.rindex("“", start, end) + 1
    counted = _COUNTED.match(text, start, end)
    return (counted.end() if counted else start), end
