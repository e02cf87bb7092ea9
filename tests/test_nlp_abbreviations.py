"""Which short names a registered name yields, and which are another firm's."""

import pytest

from nlp.abbreviations import abbreviates


@pytest.mark.parametrize(
    ("short", "full", "expected"),
    [
        ("深圳科信", "深圳市科信通信技术股份有限公司", True),
        ("成都路桥", "成都市路桥工程股份有限公司", True),
        ("亨通光电", "江苏亨通光电股份(12.480,0.16,1.30%)有限公司", True),
        ("高能环境", "北京高能时代环境技术股份有限公司", True),
        ("特锐德", "青岛特锐德电气股份有限公司", True),
        ("火乐科技", "深圳市火乐科技发展有限公司", True),
        ("华汇实业", "成都高新区华汇实业有限公司", True),
        ("百威英博", "百威英博啤酒有限公司", False),  # an arm of the one that bears the name alone
        ("紫金矿业", "紫金矿业投资（上海）有限公司", False),
        ("长江证券", "长江证券承销保荐有限公司", False),
        ("恒大地产", "恒大地产集团昆明有限公司", False),
        ("万达集团", "大连万达商业有限公司", False),  # the parent
        ("科信深圳", "深圳市科信通信技术股份有限公司", False),
        ("深圳", "深圳市科信通信技术股份有限公司", False),
        ("深圳科信", "深圳科信", False),
        ("", "深圳市科信通信技术股份有限公司", False),
    ],
)
def test_abbreviates(short: str, full: str, expected: bool) -> None:
    assert abbreviates(short, full) is expected
