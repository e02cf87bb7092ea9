"""What can be a person's name, and how long it is where it stands."""

import re

from nlp.wordlist import words
from nlp.words import COMPOUND_SURNAMES, NOT_IN_GIVEN_NAMES, RARE_SURNAMES, SURNAMES

_LATIN = re.compile(
    r"[A-Z][a-zA-Z.'-]*(?:[ ][A-Z][a-zA-Z.'-]*){0,3}(?: ?[一-鿿](?![一-鿿])| [一-鿿](?=将|在|表|说|介))?"
)
_FOREIGN = re.compile(
    r"(?<![一-鿿“《])[一-鿿]{1,6}(?:[·•・](?![一-鿿]*(?:网|报|社|台|客户端|专场|大会|展|区|加点|干货|图解|金|"
    r"报告))[一-鿿]{1,8}?)"
    r"(?:[·•・][一-鿿]{1,8}?){0,2}(?=[^一-鿿·•・]|$|介绍|表示|指出|认为|强调|主持|出席|说|在|的|是|等|和|与|致|率|"
    r"率领|担任|访|将|于)"
)
_FOREIGN_AT = re.compile(
    r"[一-鿿]{1,6}(?:[·•・][一-鿿]{1,10}?){1,3}"
    r"(?=[^一-鿿·•・]|$|介绍|表示|指出|认为|强调|主持|出席|说|在|的|是|等|和|与|致|率|领|担任|访|将|于|及|签署|会见|就|对|今|昨|独家|专访)"
)
_CJK = re.compile("[一-鿿]")
# Words that may follow a name at once.
_FOLLOWER = re.compile(
    "举例|团队|列席|报道|提出|提议|接任|接替|秘书|带来|说|表示|介绍|指出|认为|坦言|透露|强调|告诉|在|为|是|率|带|"
    "主持|出席|参加|致|作|向|对|与|和|及|等|分别|也|还|则|就|曾|将|已|受|赴|到|来|接|当选|任|担|兼|连任|出任|"
    "提|谈|讲|代表|陪|一行|同志|先生|女士|老师|教授|博士|院士|回|从|以|用|把|给|建议|补充|解释|总结|呼吁|回忆|感慨|"
    "分享|签|宣|会|共|见|日前|近日|今|昨|\\d|的|所|个人|"
    "发|不|打趣|直言|笑|称|围绕|做|走|现场|深|上|专程|闻|看|问|算|最|听|两人|三人|被|由|持|拟|随|现|正|便|却|又|都|"
    "或|同|出|点|通|展|全|亲|当|首|联|称|牵头|去|去年|今年|带队|未|没|写|领|进|此|再|参|手|站|负责|拿|考|调|起|于|"
    "后|前|涉嫌|采取|变更|利用|享有|退出|卸任|因|成为|辞|签署|之一|旗下|通过|转战"
)
_CLEAR = re.compile("介绍|表示|指出|透露|认为|坦言|强调|主持|出席|建议|带队|则|说|致辞")
_BOUNDARY = re.compile(r"[^一-鿿]|$")
_WORDS = words(
    "公司 同志 先生 女士 单位 会议 工作 成员 代表 企业 集团 中心 主任 书记 委员 部长 局长 高级 任职 万元 管理 负责 "
    "方面 方式 方案 方向 时间 时候 江苏 江西 安徽 浙江 云南 贵州 "
    "陕西 常务 常委 常年 于是 于此 和平 和谐 高度 高校 高新 高端 安全 安排 金融 金额 万家 万户 何时 何以 何人 许多 "
    "许可 程度 程序 成为 成立 成都 全国 全省 明确 明年 任何 任命 "
    "应当 应该 应用 项目 钱款 强化 强调 相关 相应 国家 国有 国内 国际 都是 包括 包含 文化 文件 文旅 马上 车辆 车间 "
    "石化 水利 水务 江西省 安徽省 党委 党组 黄金 白酒 沪上 宁波 金华 温州 "
    "常州 徐州 苏州 杭州 湖州 台州 柳州 郑州 广州 兰州 贵州省 武汉 甘肃 宁夏 向上 向前 施工 施行 舒适 简称 简介 "
    "时任 时代 元旦 双方 支持 连续 连任 从事 从而 查看 计划 封闭 路演 "
    "游客 战略 战斗 盛会 危险 顾问 毛利 申报 申请 关于 关键 童年 康养 康复 乐观 古代 谢谢 林业 牧业 农业 农村 农民 "
    "司长 厂长 易于 水平 汤池 雷达 牛奶 熊猫 龙头 盘活 满足 单价 宣布 宣传 "
    "门店 平台 平均 平安 路径 来自 来源 国资 国企 相继 初步 全面 全部 全体 区域 明显 海外 海关 海洋 成员单位 花费 "
    "南方 原因 原料 云计算 位于 双向 支付 查阅 利用 利益 包揽 高达 强势 全新 明星"
)
# Words that not even a title makes a name: 习近平总书记|高度重视.
_NEVER = words(
    "高度 相继 高质 全力 利用 关怀 历史 职工 国工 乌方 中方 俄方 美方 日方 韩方 法方 德方 英方 哈方 吉方 塔方 缅方 "
    "蒙方 柬方 越方 泰方 埃方 巴方 印方 双边 全程 明确 从加 和普 国一 和有 和无 和食 和所 和米 国共 国家 "
    "战略 相关 乐国 都一 都在"
)

_UNSURE = _WORDS | _NEVER


def foreign_names(text: str) -> list[tuple[int, int]]:
    """Return spans written with the dot of a foreign name (戴维·阿迪昂)."""
    return [match.span() for match in _FOREIGN.finditer(text)]


def name_at(text: str, at: int, *, sure: bool) -> int:
    """Return where the name that starts at ``at`` ends, or 0.

    ``sure`` says that a title stands beside it, so that rare surnames and unusual followers are accepted.
    """
    if foreign := (_FOREIGN_AT if sure else _FOREIGN).match(text, at):
        return foreign.end()
    if sure and (latin := _LATIN.match(text, at)) and latin.end() - at >= 4:
        return latin.end()
    compound = text[at : at + 2] in COMPOUND_SURNAMES
    surname = 2 if compound else 1
    if not compound and text[at : at + 1] not in SURNAMES | RARE_SURNAMES:
        return _unusual(text, at) if sure else 0
    if not compound and not sure and text[at] in RARE_SURNAMES:
        return 0
    ends = [at + surname + n for n in (2, 1) if _given(text, at + surname, n)]
    ends = [
        end for end in ends if text[at:end] not in _WORDS and text[at : at + 2] not in (_NEVER if sure else _UNSURE)
    ]
    for end in ends:
        if _BOUNDARY.match(text, end):
            return end
    followed = [
        end for end in ends if _FOLLOWER.match(text, end) and (sure or text[end] not in "的上下全不会出同手进点")
    ]
    if followed:
        return max(followed, key=lambda end: _fit(text, end, min(ends)))
    return (ends[0] if ends else 0) if sure else 0


def _fit(text: str, end: int, shortest: int) -> tuple[bool, int, int]:
    """A longer follower speaks for a name (鲍峥|日前), and a last character that could follow speaks against it."""
    match = _FOLLOWER.match(text, end)
    doubtful = end > shortest and bool(_FOLLOWER.match(text, shortest))
    return (not doubtful, match.end() - end if match else 0, end)


def _unusual(text: str, at: int) -> int:
    """A name of another people (才让东智介绍) beside a title: only where a clear verb closes it."""
    for length in (2, 3, 4):
        piece = text[at : at + length]
        if _FOLLOWER.match(piece) or _CLEAR.search(piece):
            return 0
        if all(_CJK.match(c) and c not in "的了在与说和、" for c in piece) and _CLEAR.match(text, at + length):
            return at + length
    return 0


def _given(text: str, at: int, length: int) -> bool:
    given = text[at : at + length]
    return len(given) == length and all(_CJK.match(c) and c not in NOT_IN_GIVEN_NAMES for c in given)


def split_names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut names written without a gap (张承辰夏晓晨) where each part begins with a surname."""
    if start >= end:
        return []
    for length in (3, 2, 4):
        cut = start + length
        compound = text[start : start + 2] in COMPOUND_SURNAMES
        fits = text[start] in SURNAMES and not compound if length < 4 else compound
        if cut <= end and (fits or (length == 3 and compound)):
            rest = split_names(text, cut, end)
            if cut == end or rest:
                return [(start, cut), *rest]
    return []
