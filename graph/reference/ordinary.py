"""Words that are somebody's alias on paper and ordinary language in a text.

An alias that matches them is worse than none. Most were aliases in the tables this project began with;
the lists keep them from coming back, in our tables and in a user's.
"""

_CHINESE = """
应急 电能 高光 大立 云动 中科 长寿 金贵 易购 百灵 双环 智慧能源 初速度 领航者 好人家 新动力 盛泽
国家 中国 集团 公司 股份 科技 电子 材料 能源 智能 创新 未来 环球 龙头 先锋 领先 卓越
本公司 该公司 上市公司 子公司 母公司 华东 华中 华南 华北 西南 西北 东北 东方 南方 北方
"""

_ENGLISH = """
access alloy armour assure azure belief best bros bull camel cosmos cubic david dazzle elite first
flag flat forward friend fusion galaxy genie genuine giant gold hand handler heading hello highly
holly ideal inform jack kinetic kingdom lead legend lily lion lucky mango mercury miracle mustang
neo nice orient panda plus prosper push quick railway silent site smart spring sprint starry step
synergy talent titan token tony triumph truly twins victor weaver well wells winning wonders yoke
zenith cmd crt csi est etf fdm gem htc ipo led mes pcb plc sdk tmt
"""

CHINESE = frozenset(_CHINESE.split())
# Abbreviations too have a commoner meaning (SDK, CSI, GEM). Compared without regard to case.
ENGLISH = frozenset(_ENGLISH.split())
