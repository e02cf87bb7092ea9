"""The words that company names are made of, beside their brand: legal forms, trades, branches, offices."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEGAL_FORMS = (
    "有限责任公司", "股份有限公司", "集团有限公司", "控股有限公司", "有限公司", "股份公司", "集团公司", "总公司",
    "合伙企业有限合伙", "合伙企业普通合伙", "合伙企业", "普通合伙", "有限合伙",
)  # fmt: skip

# One line of business a word; longer ones are read before shorter ones, from the end of the name backwards.
TRADES = _words("""
    科技 技术 新技术 高科技 高新技术 高新 高科 科学 科创 电子 微电子 电子科技 光电 光电子 半导体 集成电路 芯片
    电路 信息 信息技术 信息科技 软件 网络 数码 数据 大数据 数字 智能 智能科技 人工智能 物联网 互联网 云计算 通信
    通讯 电信 移动通信 光通信 系统 自动化 机器人 智能装备 智能制造 材料 新材料 新型材料 复合材料 电子材料
    金属材料 高分子材料 材料科技 纤维 化纤 化工 石化 石油化工 石油 化学 精细化工 气体 特种气体 塑料 塑胶 橡胶
    轮胎 玻璃 陶瓷 水泥 建材 涂料 薄膜 医药 药业 制药 药品 生物 生物科技 生物技术 生物医药 生物制药 基因 医疗
    医疗器械 医疗科技 器械 健康 疫苗 中药 诊断 能源 新能源 清洁能源 电力 光伏 太阳能 风电 风能 储能 氢能 核电
    电池 动力 动力电池 锂电 锂业 锂能 燃气 水务 环保 环境 节能 汽车 汽车科技 汽车部件 零部件 汽车零部件 部件
    车辆 车业 客车 摩托车 机车 轨道交通 轨道 航空 航天 航发 航空科技 航空航天 飞机 直升机 无人机 卫星 船舶 造船
    重工 海工 海洋 机械 精密机械 工程机械 精密 精工 精机 机电 机床 机器 重机 电机 电气 电器 电缆 线缆 电工 电梯
    家电 空调 变压器 压缩机 轴承 齿轮 液压 泵业 阀门 模具 工具 仪器 仪表 仪器仪表 科学仪器 装备 设备 设备制造
    高端装备 装备制造 制造 工业 重型装备 传动 控制 传感 传感器 传感技术 激光 光学 光电科技 显示 显示科技
    显示技术 照明 钢铁 特钢 特材 不锈钢 钢管 铝业 铜业 锌业 钨业 钛业 铅锌 矿业 稀土 黄金 合金 冶金 金属 有色
    有色金属 磁材 磁业 食品 乳业 酒业 白酒 啤酒 饮料 农业 种业 粮油 饲料 畜牧 茶业 纺织 服饰 服装 家纺 丝绸 家居
    家具 纸业 包装 印刷 文化 传媒 出版 教育 旅游 酒店 实业 产业 发展 开发 投资 控股 创新 创投 资本 资产 资源
    基金 银行 证券 保险 信托 期货 金融 租赁 贸易 商贸 商业 百货 零售 供应链 物流 快递 运输 航运 港口 港务 机场
    高速 公路 路桥 交通 建设 工程 建筑 建工 设计 检测 检验 认证 咨询 服务 科技服务 用品 制品 日用 化妆品 玩具
    体育 电影 游戏 置业 地产 房地产 物业 城投 城建 交投 国投 国资 产投 金控 能投 文旅 农商 公交 地铁 集团 国际
    股份 企业 研究 研发 高端 创新科技 管理 商务 电商 电子商务
""")

BRANCHES = (
    "分公司", "(?<!电)子公司", "分行", "支行", "分厂", "营业部", "办事处", "代表处", "联络处", "事业部", "项目部",
    "分院", "分所", "分店", "门店",
)  # fmt: skip

# Names of places that are as often the brand of a firm (东方财富 is of Shanghai, not of the city in Hainan).
BRAND_LIKE_PLACES = _words("""
    东方 大同 长安 和平 新华 大理 平安 吉安 永安 海安 安吉 兴业 宝山 新泰 永康 泰和 万安 长丰 江南 黄山 西湖
    太湖 长江 阿里 凤凰 永兴 南华 安福 宁德 白银 无为 明光 崇义 安宁 永新 兴国 兴文 安化 大通 天长 江山 龙泉
    海盐 宁海 金湖 三门 天台 仙居 嘉善 长兴 德清 金山 昌江 南山 东山 天山 华容 大悟 长阳 太和 万源
""")

ENGLISH_FORMS = _words("""
    co company ltd limited inc incorporated corp corporation plc llc lp gmbh ag sa bv nv pte group holding
    holdings
""")

# Before and behind the short names of listed firms: risk, first day, ex-dividend; unprofitable, weighted votes.
LISTING_MARKS_BEFORE = ("*st", "s*st", "sst", "st", "xd", "xr", "dr")
LISTING_MARKS_BEHIND = ("-uw", "-u", "-w", "-b", "-sw", "-s", "退")
