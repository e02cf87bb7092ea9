"""Bodies of the state of which there is one in the country, with the short names that papers use.

General knowledge of the State Council's departments; a name here means one body in any text.
"""

from functools import cache

from graph.names.normal import name_key

# The full name first.
_BODIES = """
中共中央政治局 中央政治局
中共中央 党中央 中央委员会
国务院
全国人民代表大会常务委员会 全国人大常委会
全国人民代表大会 全国人大
中国人民政治协商会议全国委员会 全国政协
中央军事委员会 中央军委
中共中央办公厅 中央办公厅 中办
国务院办公厅 国办
外交部
国防部
国家发展和改革委员会 国家发展改革委 国家发改委 发改委
教育部
科学技术部 科技部
工业和信息化部 工信部
国家民族事务委员会 国家民委
公安部
国家安全部
民政部
司法部
财政部
人力资源和社会保障部 人力资源社会保障部 人社部
自然资源部
生态环境部
住房和城乡建设部 住房城乡建设部 住建部
交通运输部
水利部
农业农村部
商务部
文化和旅游部 文旅部
国家卫生健康委员会 国家卫生健康委 国家卫健委
退役军人事务部
应急管理部
中国人民银行 央行 人民银行
审计署
国务院国有资产监督管理委员会 国务院国资委
海关总署
国家税务总局 税务总局
国家市场监督管理总局 市场监管总局 国家市场监管总局
国家金融监督管理总局 金融监管总局
中国证券监督管理委员会 中国证监会 证监会
国家广播电视总局 广电总局
国家体育总局 体育总局
国家统计局
国家知识产权局
国家医疗保障局 国家医保局
国家能源局
国家数据局
国家药品监督管理局 国家药监局
国家邮政局
国家铁路局
中国民用航空局 民航局 中国民航局
国家林业和草原局 国家林草局
国家粮食和物资储备局 国家粮食和储备局
国家文物局
国家外汇管理局 国家外汇局
国家互联网信息办公室 国家网信办
最高人民法院 最高法
最高人民检察院 最高检
中华全国总工会 全国总工会
中国气象局
中央气象台
新华社 新华通讯社
"""


@cache
def national_bodies() -> dict[str, str]:
    """Name key of every name to the name key of the body's full name."""
    bodies: dict[str, str] = {}
    for line in _BODIES.split("\n"):
        names = line.split()
        bodies.update({name_key(name): name_key(names[0]) for name in names})
    return bodies
