"""Products that stand in no lexicon: the noun after a verb of making or supplying."""

import re
from collections.abc import Iterator

from nlp.edges import left_edge
from nlp.reading import Found

_MADE = re.compile(
    r"(?:主要产品[为有是]|产品(?:包括|有|为)|专业生产|主要生产|自主研发|自主生产|生产|研制|量产|主营|供应|采购|"
    r"交付|出口)(?:的|了|出)?"
    r"(?P<goods>[一-鿿A-Za-z0-9.\-]{2,12}?(?:、[一-鿿A-Za-z0-9.\-]{2,12}?){0,5})(?=[,。;)\n]|的|等|和|及|$)"
)
_NO_GOODS = re.compile(
    "^(?:经营|企业|基地|能力|规模|线|中心|过程|工艺|效率|制造|要素|成本|供应|销售|任务|计划|环节|活动|总值|安全|"
    "管理|车间|产品|许可|服务|项目|合同|协议|订单|力|商|链|方|部|总监|经理|额|量|地|"
    "关系|意向|流程|设施|系统|周期|总额|单位|需求|价格|业务|市场|公司|保障|贸易|退税|增长|占比|导向|加工区|国|"
    "许可证|条件|标准|现场|资料|招标|公告|金额|方式|团队|出来|以来|下降|上升)|"
    "(?:企业|基地|能力|规模|关系|量|额|商|链|增长|下降|建设|合作|体系|环境|方式|模式)$"
)


def find_goods(text: str) -> Iterator[Found]:
    """Yield PRODUCT candidates after verbs of making."""
    for match in _MADE.finditer(text):
        for piece in re.finditer("[^、]+", match["goods"]):
            start, end = match.start("goods") + piece.start(), match.start("goods") + piece.end()
            name = text[start:end]
            if len(name) >= 3 and not _NO_GOODS.search(name) and left_edge(text, end, reach=14) <= start:
                yield Found(start, end, "PRODUCT", "made-goods", -2)
