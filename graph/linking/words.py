"""Words that say nothing about which link is meant: endings of trade, and trades too broad for one link."""

from functools import cache
from pathlib import Path

_ENDINGS = (
    "产业链", "产业集群", "产业", "行业", "项目", "生产线", "产线", "产品", "领域", "业务", "制造", "集群", "系列",
    "板块", "类", "销售", "研发", "生产", "分部", "市场", "订单",
)  # fmt: skip


@cache
def broad() -> frozenset[str]:
    """Trades and goods that name no single link (工业, 设备, 新能源), from ``broad.txt``."""
    return frozenset((Path(__file__).parent / "broad.txt").read_text("utf-8").split())


def stripped(key: str) -> list[str]:
    """The key itself, then without each closing 产业, 业务 and the like (光模块产品业务 → 光模块产品 → 光模块)."""
    keys = [key]
    while ending := next((e for e in _ENDINGS if keys[-1].endswith(e) and len(keys[-1]) > len(e) + 1), None):
        keys.append(keys[-1].removesuffix(ending))
    return keys


def says_too_little(key: str) -> bool:
    """Whether nothing is left but a trade too broad for one link (新能源产业, 技术服务), or a single character."""
    return any(k in broad() for k in stripped(key)) or len(key) <= 1
