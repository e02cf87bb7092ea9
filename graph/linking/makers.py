"""Does a sentence say that a firm makes a thing, or that it buys, uses or invests in it?"""

import re

Span = tuple[int, int]

# What a share price did, and which theme it was counted in, says nothing about what a firm makes.
MARKET_TALK = re.compile("涨停|跌停|[涨跌]超|[涨跌]幅|[领跟][涨跌]|概念股|板块")
_USES = re.compile(
    "采购|购买|购置|购入|选购|订购|招标|外购|进口|采用|使用|运用|利用|应用于|选用|引入|搭载|配备|装备了|用于|投用|启用|"
    "买自|订自|需求方|客户|用户|买方|需方|委托|代工厂商|收储|承运|运输了|租用|贷款|授信|融资|承销|保险|调研|考察|走访"
)
_MAKES = re.compile(
    "生产|制造|研制|研发|开发|量产|投产|产能|年产|供应|供货|供给|交付|出口|销售|主营|推出|产品|中标|制作|打造|建造|承建|"
    "自主|自研|专注|深耕|从事|提供|厂商|制造商|供应商|生产商|龙头|企业|拳头|出货|下线|新建|扩产|扩建|布局|收入|业务|签"
)
_BOUGHT_BY = re.compile("^[^，,。；;]{0,8}(?:的)?(?:客户|用户|买方|采购方|需求方)(?:为|是|包括|有|:|：)")
_SOLD_TO = re.compile("(?:供应给?|供货给?|供给|销往|卖给|交付给?|出售给|供|配套给?|提供给?|为|向)[^，,。；;]{0,6}$")
_BUYER_AFTER = re.compile("^[^，,。；;]{0,10}(?:采购|购买|购置|购入|订购|进口|外购|下单|招标)")


def says_it_makes(text: str, firm: Span, phrase: Span) -> bool:
    """Whether what stands around a firm and a phrase, spans of one sentence, does not make the firm a user.

    A relation between the two is given; this is the second look at it. Buying, using, carrying, financing or visiting
    in the words between them speaks against, unless a word of making stands nearer to the phrase.
    """
    if firm[0] >= phrase[0]:
        between = text[phrase[1] : firm[0]]
        if _BOUGHT_BY.search(between) or _SOLD_TO.search(between):
            return False
        return not _BUYER_AFTER.search(text[firm[1] : firm[1] + 16])
    between = text[firm[1] : phrase[0]]
    used = max((match.end() for match in _USES.finditer(between)), default=-1)
    made = max((match.end() for match in _MAKES.finditer(between)), default=-1)
    return made >= used
