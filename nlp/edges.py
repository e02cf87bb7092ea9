"""Where a name begins: from its head word leftwards to the last word that cannot be inside a name."""

import re

from nlp.wordlist import words

_KEEP = words(
    "系统 系列 关系 体系 水系 机构与企业家 筹备会 推介会 推介活动 投资说明会 投资贸易 投资洽谈 签约仪式 投资峰会 "
    "投资大会 建设工程 建设项目 投资项目 供应链 企业家 企业联合会 企业协会 企业商会 企业管理 企业服务 企业发展 "
    "中小企业 企业管家 总公司 促进会 促进中心 促进局 提升工程 提升行动 聚焦离子 助力车 对接 对话 对外 对口 经济 "
    "经信 经贸 经营 经开 经合 自治 自贸 自由 自然 自动 自主 自行 自来水 自控 自强 和平 共和国 呼和浩特 和田 和县 "
    "和谐 以色列 全国 "
    "全球 全面 全体 全省 全市 全球 安全 本田 日本 资本 成本 本土 当代 当地 当涂 任务 给排水 给水 各界 在线 向阳 "
    "参与 将军 等级 高等 中等 等离子 普及 受体 "
    "基因 因子 说明会 全息 全屋 全生物 过程 过滤 并购 合并 都市 成都 首都 都江堰 都匀 于都 于洪 就业 成就 还原 "
    "以上 名称 其他 中华 在沪 在京 在渝 在粤 "
    "在沪企业 数据 证据 依据 据点 机械与 科学与 经济与 技术与 管理与 灾害与 能源与 环境与 信息与 材料与 资源与 "
    "物理与 工程与 石油与 与会者  联合会 联合国 联合体 联合大学 联合投资 联合发展 联合创新 转向器 转向系统 向莆 "
    "联合实验室 合作组织 社会组织 发起人 支持中心 推动器 组织部 建设银行 投资 至诚 到家 为民 民生 长治 "
    "信息 对撞 是非 作为 与会 中共 会同县 当阳 从化 从江 太和 泰和 仁和 颐和 三和 中和 永和 宏和 义和 和记 云和 "
    "采购联合会 全国重点实验室 国家重点实验室 重点实验室 企业联合会 企业家协会 企业家联盟 企业改革 "
    "平和 和硕 元和 同和 万和 和黄 和利时 "
    "自驾 自媒体 无人 驻外 外经 外办 外事 合作交流 人才交流 社会工作部 经济带 经济圈 经济区 服务 支持服务 将来 "
    "出让 让胡路 与共 由拳 因特尔 说明 明日 组织奖 "
    "成立大会 表彰大会 签约仪式 揭牌仪式 授牌仪式 启动仪式 开幕式 闭幕式 供需对接 产业对接 考察团 邀请赛 受让 受理 "
    "承办方 主办方 召集人 牵头人 "
    "协同发展 参加者 对标 对策 对照 对称 对映 以太网 以旧换新 以工代赈 已二 给予 被动 非被动 称重 电子称 把手 就医 "
    "就地 至善 至正 了望"
)
_BREAK = words(
    "表示 介绍 指出 走访 考察 参加 出席 参与 联合 组织 举办 举行 召开 主办 承办 协办 牵头 签署 签订 签约 邀请 陪同 "
    "带领 率领 担任 当选 兼任 推举 促成 加入 "
    "成立 设立 发起 依托 会同 携手 通过 包括 以及 根据 关于 围绕 来自 位于 前往 走进 推动 支持 委托 授权 作为 成为 "
    "属于 列为 聘请 聘任 引进 收购 入股 持有 "
    "拥有 表决 分别 共同 日前 近日 目前 今天 昨天 昨日 上午 下午 晚上 晚间 期间 同时 此前 此次 本次 首次 其中 随后 "
    "会后 据悉 主持 随着 下设 旗下 隶属 "
    "表彰 获得 荣获 获评 协助 配合 对接会上 批准 获批 筹建 筹备成立 组建 共建 合建 新建了 落户 入驻 进驻 访问 "
    "拜访 拜会 看望 调研 接待 欢迎 感谢 "
    "建议 认为 强调 透露 坦言 希望 要求 开展 开通 启动 发布 公布 印发 出台 进入 抵达 任职于 就职于 毕业于 隶属于 "
    "服务于 供职于 借助 利用 使用 采用 向前 "
    "如果 因为 由于 但是 不过 然而 所以 因此 或者 还是 还有 以来 之后 之前 以后 以前 时候 起来 下来 出来 过来 之一 "
    "一家 一个 这家 该家 多家 几家 数家 "
    "公司 子公司 股东 会长单位 理事单位 会员单位 副会长单位 发行人 投建 拜会 增补 接纳 同意 企业 厂商 客户 牵线 "
    "供应商 关联方 贷款 全资 下属 所属 之一 本地企业 卖给 供应 采购 购买 加快 构建 聚焦 培育 壮大 打造 促进 强化 "
    "深化 积极 大力 持续 进一步 全力 深入 着力 做强 做大 做优 提升 助力 服务于 正在 已经 曾经 将会 计划 准备 打算 "
    "有意 拟与 拟向 拟在 现任 历任 曾任 原任 时任 免去 任命 提名 选举 当天 当日 今年 去年 明年 本报 本网 设有 本地 "
    "发挥 大科学装置 所需 后者 前者 位居 说话 主要 重点 上市 花落 系统集成商"
)
_SINGLE = (
    "的在由与和及对向从自到于是为将被把让请据等了着过并而又也还都就以受赴给邀该"
    "因至已曾称其这那每我你他她它们当任或如则令使替经距获拟系"
)
_HARD = r"(?<![\dA-Za-z])\d{1,2}\.(?!\d)|[,。;:!?、\n\"“”‘’《》<>()\[\]|/\s●▲■◆★·…—~=+*#【】「」『』①-⑳]"
_CJK = "一-鿿"
_BEYOND = 6


# Verbs that may stand in the name of a firm (建设银行) but not in that of an event, where a quoted phrase may.
_EVENT_BREAK = words(
    "建设 投资 新建 合办 筹备 推介 恰逢 做好 亮相 一次 首次 新签 扩建 提出 签约 办好 一年 每年 每期 都叫 部长 开幕 "
    "引进的 省驻 市驻 企业联 召集 迎来 聚焦"
)


# A wire puts prices into names: 中国电建(4.900,0.00,0.00%)集团.
_QUOTE = rf"\([-\d.]{{1,9}},[-\d.,% ]{{3,24}}\)(?=集团|股份|(?!控股子)[{_CJK}]{{2,20}}有限)"


def _pattern(quotes: bool) -> re.Pattern[str]:
    keep = "|".join(sorted(map(re.escape, _KEEP), key=len, reverse=True))
    breaks = _BREAK | _EVENT_BREAK if quotes else _BREAK
    stop = "|".join(sorted(map(re.escape, breaks), key=len, reverse=True))
    quoted = r"“[^“”\n。]{1,24}”|" if quotes else ""
    return re.compile(
        rf"({quoted}\((?!记者|通讯员)[{_CJK}A-Za-z、]{{1,12}}\)|{_QUOTE}|{keep})|({_HARD}|{stop}|[{_SINGLE}])"
    )


_PLAIN, _QUOTED = _pattern(False), _pattern(True)


def clause_edge(text: str, head: int, *, reach: int = 28) -> int:
    """Return where the words before ``head`` begin when only punctuation and verbs of two characters divide them."""
    floor = max(0, head - reach)
    edge = floor
    for match in _PLAIN.finditer(text, floor, head):
        if match.group(2) and (len(match.group(2)) > 1 or match.group(2) not in _SINGLE):
            edge = match.end()
    return edge


def left_edge(text: str, head: int, *, reach: int = 28, quotes: bool = False) -> int:
    """Return where the name whose head word starts at ``head`` begins, at most ``reach`` characters before.

    With ``quotes`` a quoted phrase (“锡引湾区”) may be part of the name.
    """
    floor = max(0, head - reach)
    edge = floor
    # A little beyond the head word, so that 企业联合会 keeps its 企业 although the name's head is 联合会.
    for match in (_QUOTED if quotes else _PLAIN).finditer(text, floor, head if quotes else head + _BEYOND):
        if match.start() >= head:
            break
        if match.end() > head and match.group()[0] in "(“":
            return left_edge(text, head, reach=head - match.start() - 1, quotes=quotes)
        if match.group(2) and match.end() <= head:
            edge = match.end()
    return edge
