"""Whether a firm's short name is one that its registered name yields: 深圳科信 of 深圳市科信通信技术股份有限公司."""

import re
from functools import lru_cache

from graph.names.normal import name_key
from graph.names.parts import is_place, split_name

# A firm's arm for one of these is another firm than the one that bears the name alone.
_ARMS = re.compile("投资|承销|保荐|贸易|销售|物业|置业|地产|物流|财务|租赁|基金|证券|保险|医院|国际|进出口|资产管理")
_GENERIC = re.compile("科技|技术|股份|集团|控股|实业|发展|信息|企业|产业|工业|公司")
_QUOTE = re.compile(r"[(（][^()（）]*\d+\.\d+[^()（）]*[)）]")  # a share price put into the name
_LONGEST = 8


@lru_cache(maxsize=65536)
def abbreviates(short: str, full: str) -> bool:
    """Whether ``short`` keeps the order of the characters of a registered name, and its brand.

    The name of an arm (投资, 贸易 …), a branch, or a place in brackets that the short name leaves out is not
    abbreviated by the name of the parent.
    """
    parts, key = split_name(_QUOTE.sub("", full)), name_key(short)
    if not parts.registered or parts.branch or not 2 <= len(key) <= _LONGEST or split_name(short).registered:
        return False
    if key.endswith("集团") and "集团" not in full:  # 万达集团 is the parent of 大连万达商业有限公司
        return False
    if is_place(key) or any(inner not in key for inner in parts.inner):
        return False
    if any(arm not in key for arm in _ARMS.findall(parts.trade)):
        return False
    kept = parts.brand[:2] if parts.brand else parts.place[:2]
    if len(kept) < 2 or kept not in key or (not parts.brand and parts.trade[:1] not in key):
        return False
    whole = f"{parts.place}{parts.core}{''.join(parts.marks)}集团"
    if key in whole and not (parts.place and key.startswith(parts.place[:2])):
        # The name stands whole in the longer one: what follows is either generic, or makes it the name of an arm
        # (百威英博啤酒有限公司) unless the longer one is a company of its own by shares.
        rest = _GENERIC.sub("", whole[whole.index(key) + len(key) :])
        return not rest or parts.form.startswith("股份")
    return _in_order(key, whole)


def _in_order(short: str, full: str) -> bool:
    rest = iter(full)
    return all(character in rest for character in short)
