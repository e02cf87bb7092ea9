"""Job titles: base words with their modifiers, and coordinated titles as one span."""

import re

_CJK = "一-鿿"
_BASE = (
    "董事局主席|董事会主席|董事会秘书|副董事长|董事长|执行董事|独立董事|非执行董事|董事|监事会主席|监事长|监事|总经理|总裁|总监|总经济师|总工程师|总会计师|总设计师|首席执行官|首席技术官|"
    "首席代表|首席科学家|首席分析师|首席专家|首席运营官|首席财务官|CEO|CTO|CFO|COO|创始人|创办人|合伙人|实际控制人|实控人|法定代表人|董秘|厂长|店长|行长|"
    "总书记|书记|主任委员|主任医师|主任|委员|常委|省长|市长|区长|县长|镇长|乡长|州长|村长|部长|司长|局长|厅长|处长|科长|署长|院长|所长|校长|馆长|台长|社长|"
    "巡视员|调研员|主席|会长|理事长|秘书长|理事|组长|链长|团长|队长|站长|干部|专员|市长助理|总经理助理|院士|教授|研究员|工程师|讲师|博士后|博士生导师|"
    "总统|总理|首相|国务委员|大使|代表(?=[一-鿿]{2,3}[,。;说表:在、)(])|经理|负责人|分析师|部门经理|发言人|主编|党组成员|成员|联络员|顾问"
)
_MODIFIER = (
    "党组|党委|党支部|党总支|党工委|机关党委|纪委|工会|管委会|名誉|荣誉|常务|执行|首席|联合|轮值|专职|高级|资深|独立|非执行|一级|二级|三级|四级|原|前|现任|时任|候任|当值|全球|副|总|代|助理|特聘|"
    "研发|采购|销售|技术|市场|运营|财务|行政|人事|招商|研究|筹备组|筹委会|中心|办公室|工程|国家|研究专员"
)
_DEPARTMENT = rf"[{_CJK}]{{2,7}}?(?:部|处|室|科|组|中心|局|司|委)"
_ONE = rf"(?:(?:{_MODIFIER})*(?:{_BASE}))"
_ONE_WITH_DEPARTMENT = rf"(?:(?:{_DEPARTMENT})?{_ONE})"
TITLE = re.compile(rf"{_ONE}(?:(?:、|兼|及|和|/){_ONE_WITH_DEPARTMENT})*")
_DEPARTMENT_BEFORE = re.compile(rf"(?:{_DEPARTMENT})$")
NOT_A_TITLE = re.compile("单位|会议|办公|制|级单位|联席|团|岗|培训|论坛|峰会|专访|信箱|助理(?!.{1,4}[,。])|持股|会(?!长)|签|任职资格")


def widen(text: str, start: int, floor: int) -> int:
    """Take the department before a title into it (投资促进部|部长), no further left than ``floor``."""
    if start - floor > 10 or start <= floor:
        return start
    gap = text[floor:start]
    return floor if _DEPARTMENT_BEFORE.fullmatch(gap) else start
