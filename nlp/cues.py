"""Words by which a sentence says that something is lacking or strong, and what takes it back.

Closed lists of language, not data. Each cue says where the phrase stands that it speaks of: right before it, before
it with what is counted in between (产量居全国第一), or within its own words (全国最大的…基地).
"""

import re
from dataclasses import dataclass
from typing import Literal

Polarity = Literal["lack", "strength"]
Side = Literal["touching", "before", "within"]

_SCOPE = "(?:全国|全球|世界|国内|国际|亚洲)"
_HOW = "(?:均|都|双双|连续\\d+年|继续|长期|已|已经|持续|一直|分别|稳步|再次|首次|总体|综合)*"


@dataclass(frozen=True, slots=True)
class Cue:
    """One way of saying it; ``x`` in the pattern, where it has one, holds the phrase spoken of."""

    name: str
    polarity: Polarity
    side: Side
    pattern: re.Pattern[str]


CUES: tuple[Cue, ...] = (
    Cue("short", "lack", "touching", re.compile(
        "(?:短板|弱项|薄弱环节|断点|堵点|断链|(?:国内|技术|市场)?空白|缺口|[“\"]?卡脖子[”\"]?)"
        "(?:弱项|难题|问题|环节|技术)?"
    )),
    Cue("mend", "lack", "touching", re.compile("补短板|补齐短板|补链强链")),
    Cue("weak", "lack", "touching", re.compile(
        "(?:发展|基础|能力|链条|配套|供给|产能|体系)?(?:还|仍|仍然|较为?|比较|相对|明显|依然|十分|普遍|最为?)*"
        "(?:薄弱|缺失|滞后|偏弱|空白|匮乏|欠缺|短缺|供给不足|供应不足|配套不足|产能不足|能力不足)"
    )),
    Cue("import", "lack", "before", re.compile(
        "(?:依赖|依靠|靠)(?:国外|海外)?进口|依赖(?:国外|海外)|受制于人|对外依存度|"
        "被(?:国外|外国|海外|外资|日本|美国|欧美|美日)[^,。;]{0,6}垄断|只能从[^,。;]{0,12}(?:采购|进口)"
    )),
    Cue("gap", "lack", "before", re.compile(
        "(?:与|较|同|和)[^,。;]{2,16}?(?:相比)?,?(?:还有|仍有|仍存在|存在|尚有)(?:较大|明显|不小|一定)?(?:的)?差距"
    )),
    Cue("none", "lack", "touching", re.compile(
        "[,、]?[^,。;]{0,6}(?:尚无|还没有|至今没有|没有)(?:一家|企业|厂家|本地)[^,。;]{0,6}(?:量产|生产|配套|企业|厂家)?"
    )),
    Cue("lacking", "lack", "within", re.compile(
        "(?<![不可没])(?:缺少|缺乏|紧缺|奇缺)(?P<x>[^,。;]{2,14}?)(?:环节|企业|配套|产能|生产能力|项目|龙头|$|[,。;])"
    )),
    Cue("rank", "strength", "before", re.compile(
        f"{_HOW}(?:位居|位列|稳居|跃居|高居|居于|居|排名?|保持|名列|处于|跻身|领跑|蝉联|稳坐|达到|是){_SCOPE}"
        "[^,。;]{0,6}?(?:第一|首位|榜首|前列|第[一二三]位?|领先|第一方阵|头把交椅)"
    )),
    Cue("top", "strength", "before", re.compile(
        "(?:规模|产量|产能|销量|出口量?|出口额|份额|数量|总量|产值|装机容量|装机规模|保有量|占有率)(?:均|都|已)*"
        "(?:全国|全球|世界|国内)(?:第一|最大|最多|首位|前列|第[二三])"
    )),
    Cue("nth", "strength", "within", re.compile(
        "(?:全国|全球|世界|亚洲|国内)第[一二三]大(?P<x>[^,。;]{2,16}?)"
        "(?:生产国|制造国|出口国|消费国|市场|基地|产区|产地|集群|枢纽|大国)"
    )),
    Cue("main", "strength", "within", re.compile(
        "(?:是|成为|建成|形成)了?(?:全国|全球|世界|国内|我国|亚洲|全省)?(?:的)?(?:重要|主要|知名|著名|核心)的?(?P<x>[^,。;]{2,20}?)"
        "(?:生产|制造|加工|出口|研发|产业|供应)*(?:基地|产地|产区|重镇|集聚地|集聚区)(?!之一的目标|项目)"
    )),
    Cue("whole", "strength", "within", re.compile(
        "(?:形成|建成|建立|拥有|具备|构建)(?:起|了|起了)?[^,。;]{0,8}?(?:完整|完备|齐全|较为完善|全球领先)的?(?P<x>[^,。;]{2,20}?)"
        "(?:全)?(?:产业链|产业体系|产业生态|供应链|链条|体系)"
    )),
    Cue("rising", "strength", "touching", re.compile(
        "(?:产业集群|制造业集群|集群)(?:加速|快速|不断|持续|正在|强势|蓬勃)*(?:崛起|成势|壮大|形成|成形|集聚成势)"
    )),
    Cue("share", "strength", "before", re.compile(
        "占(?:据|到|了|有)?(?:全国|全球|世界|国内)[^,。;\\d]{0,14}?(?:近|约|超|超过|达到?|逾|的)*"
        "(?P<much>\\d+(?:\\.\\d+)?%|一半|半|[二三四五六七八九]成|[二三四五]分之[一二三四]|\\d/\\d)"
    )),
    Cue("largest", "strength", "within", re.compile(
        "(?:全国|全球|世界|国内|我国|中国|亚洲)(?:规模|产能|产量|数量|品种|配套)*最(?:大|多|全|齐全|完整|完备|强|集中)的?"
        "(?P<x>[^,。;]{2,24}?)(?:生产|制造|加工|出口|研发|产业|供应|流通|交易)*"
        "(?:基地|产地|产区|集群|集聚区|集聚地|生产国|制造国|出口国|产业体系|供应体系|制造体系)(?!项目|之一?争)"
    )),
    Cue("cluster", "strength", "within", re.compile(
        "(?:形成|拥有|建成|培育出|培育|崛起|集聚|汇聚|聚集)了?(?P<x>[^。;]{2,40}?)(?:[百千万]亿元?级?)?"
        "(?:产业集群|制造业集群|先进制造业集群|集群|集聚区)(?!发展|建设|培育|成员|促进|联盟)"
    )),
    Cue("firms", "strength", "within", re.compile(
        "(?:集聚|汇聚|聚集|落户|云集|吸引)了?(?P<x>[^。;]{2,30}?)(?:产业链?|领域)?(?:相关|上下游|重点|规上|核心|骨干|优质)*"
        "企业(?:超|近|约|已|达到?|共|突破)*[\\d百千万]+(?:多|余)?[家户]"
    )),
    Cue("many", "strength", "within", re.compile(
        "(?:集聚|汇聚|聚集|落户|云集|拥有)了?(?:超|近|约|上)?[\\d百千万]+(?:多|余)?[家户](?P<x>[^,。;]{2,20}?)企业"
    )),
    Cue("advantage", "strength", "touching", re.compile(
        "(?:比较|先发|独特|突出|明显|传统|规模|技术|全产业链|链条|先天|集群|配套|基础|制造|产业|特色)*"
        "优势(?:产业|明显|突出|显著)?(?!互补|叠加|企业|产能|资源|学科|项目|产品|主要|体现|在于|是|不是|包括)"
    )),
    Cue("solid", "strength", "touching", re.compile(
        "(?:产业|制造|研发|产业链|技术|工业|的)*(?:基础|实力|底蕴|根基)(?:较为?|十分|非常|最)?(?:雄厚|扎实|较好|坚实)"
    )),
    Cue("leading", "strength", "before", re.compile(
        f"{_SCOPE}(?:规模|水平|技术|范围内?)*(?:遥遥|率先)?(?:领先|领跑)(?!的?(?:企业|公司|厂商|集团|品牌|供应商|服务商|媒体))"
    )),
    Cue("title", "strength", "within", re.compile(
        "(?:被誉为|素有|有着|享有|堪称|享誉|称为)[^,。;]{0,8}?(?P<x>[^,。;“”\"]{2,10})(?:之都|之乡|重镇|名城|谷)"
    )),
)  # fmt: skip

GLUE = re.compile(
    "(?:[、和与及的等在中上存有以还]|以及|产业链?|供应链|行业|领域|环节|方面|供给|供应|制造|装备|技术|关键|核心|重点|配套|系统|"
    '规模化|链条|主要|部分|一些|诸多|多项|一批|多个|高端|基础|发展|国内|仍|[“"]|设施|建设|材料|零部件|产品|这一|生产|研发|设备)*'
)
"""What may stand between the phrase and a cue that touches it."""

COORDINATED = re.compile("(?:[、/]|和|与|及|以及)")

COUNTED = re.compile(
    r"(?:国际|全球|[与和、]|出口|进口|产|销|货|值|量|额|规模|数量|总|市场|份额|均|也|更|已|亦|其|同比|环比|增长|增速|超过?|达|约|近|"
    r"[\d.%亿万千百元倍个家座台辆件吨]|多项|技术|指标|装机|容量|占比|实力|能力|水平)*"
)
"""What may stand behind a comma between a phrase and what is counted of it."""

IN_A_ROW = re.compile(
    r"(?:[等的在中为]|领域|行业|产业链?|在内|形成|\d+个|[一二三四五六七八九十两]大?个?|多个?|[百千万]亿元?级|世界级|国家级?|上下游|先进|"
    '制造业?|相关|主体|重点|规上|核心|骨干|优质|特色|优势|[“”"])*'
)
"""What may stand between the last phrase of a row and the noun that gathers them (集群, 企业)."""

OTHER_THING = re.compile("种质|遗传|外资|投资|GDP|用电|人口")
"""What is counted is this and not the phrase before it."""

TOPIC = re.compile(
    r"(?:其中|目前|如今|今天的?|当前|今年|去年|近年来|眼下|此外|同时|而|但|在|于|从|作为|随着|数据显示|\d{4}年|以来)*"
)
"""Before a place that its clause is about."""

UNDONE = re.compile(
    "(?:填补|补齐|弥补|补上|攻克|突破|破解|解决|打破|打通|消除|结束|告别|摆脱|改变|扭转|破除|疏通)了|"
    "已(?:经)?(?:全面|基本|逐步)?(?:填补|补齐|弥补|攻克|突破|打破|打通|解决|摆脱)|"
    "不再|没有短板|无短板|不存在|并非|曾经?|过去|当时|以前|从前|一度|(?:打破|摆脱|改变|告别|结束|减少|降低)"
)
"""Before a lack: it is over, or never was."""

FILLED = re.compile("(?:填补|弥补|补上|打破)(?:[^,。;]{0,24})$")
HOPED = re.compile("有望|将|拟|计划|力争|有助于|可以?|能够?|旨在|争取")
"""填补空白 without one of these says that it was done."""

MENDED = re.compile(
    "(?:加快|进一步|基本|全面|逐步|正在|得到|已经?|持续|被)*(?:补齐|攻克|破解|消除|填补|打破|打通|解决|突破)"
)
"""After a lack: it is over."""

GOAL = re.compile(
    "打造|建设|力争|争创|争取|努力|目标|旨在|推动|推进|促进|加快|加速(?!崛起|成势|壮大|形成(?=$))|将|拟|计划|规划|到20\\d\\d年|锚定|瞄准|希望|有望|预计|"
    "培育(?!了|出|形成)|构建|支持|鼓励|争当|致力|成为|迈向|向着?|如果|若|要|应|需"
)
"""Before a strength: a wish, no finding."""

NEGATED = re.compile("不|曾|一度|过去|没有|并无|缺乏|缺少|失去|丧失|难以|未能|尚未|削弱|打破")

SELF = re.compile("公司|本集团|我们|该品牌|企业|子公司|该项目|本项目|产品|本行|团队|品牌|股份|俱乐部|银行|院士")
"""Whose own strength it is, before the cue: no region's."""

SOMEBODYS = re.compile("(?!(?:生产|制造|研发|出口|当地|本地|建造|重要|主要|特色|现有))[一-鿿]{2,4}的")
"""Between a place and a phrase: a name, though no list has it (上海某某的机器人)."""

COUNTRY = re.compile(
    "(?:我国|中国|我们国家)(?!第|首|最|规模最|单体|电信|移动|联通|石油|石化|科学院|银行|平安|人寿|中[车铁])|全国(?=各地|范围内?的?)|国内(?=的?产业|供应链)"
)

FAIR = re.compile("[^,。;]{0,4}(?:参展|参会|参赛|参加|亮相|报名)")
"""After a strength: firms that met there are none of the place."""

HERE = re.compile("全省|全市|我省|我市|本省|本市|当地|这里|该市|该省|全县|全区|我区|我县")

SPEAKER = re.compile(
    "(?:据|根据)(?P<source>[^,。;]{2,20}?)(?:介绍|透露|表示|统计|显示|数据|消息|了解|分析|报道)|"
    "(?:^|[,。;:“”\n])(?P<who>[^,。;:“”\n]{2,40}?)(?:在[^,。;:“”]{2,24}(?:上|中|时))?"
    "(?:表示|指出|认为|强调|建议|介绍|坦言|透露|称|说)(?:道|,|:)"
)
