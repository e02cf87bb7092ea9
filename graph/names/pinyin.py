"""Names as a keyboard without Chinese types them: pinyin without tones, and the initials (上海概伦 → ``shgl``).

The dictionary is loaded when the first such question comes, and whole columns of names are turned in one pass.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache

_LINE = "\n"

# Readings that names of firms and places have; the dictionary lists another one first.
_IN_NAMES = {
    "长": "chang", "行": "hang", "重": "zhong", "乐": "le", "盛": "sheng", "都": "du", "和": "he", "厦": "xia",
    "大": "da", "单": "dan", "曾": "zeng", "会": "hui", "藏": "cang", "宿": "su", "蔚": "wei", "车": "che",
    "石": "shi", "地": "di", "万": "wan", "南": "nan", "合": "he", "朝": "chao", "传": "chuan", "调": "diao",
    "奇": "qi", "参": "can", "尔": "er", "信": "xin", "说": "shuo", "还": "huan", "便": "bian", "晟": "sheng",
    "陆": "lu", "贾": "jia", "解": "jie", "什": "shi", "沈": "shen", "俞": "yu", "秘": "mi", "宁": "ning",
    "汤": "tang", "泽": "ze", "兴": "xing", "发": "fa", "无": "wu", "阿": "a", "红": "hong", "率": "lv",
    "强": "qiang", "贝": "bei", "卡": "ka", "朴": "pu", "洗": "xi", "柏": "bai",
}  # fmt: skip
_PHRASES = {
    "重庆": "chongqing", "六安": "luan", "台州": "taizhou", "亳州": "bozhou", "铅山": "yanshan", "厦门": "xiamen",
    "长安": "changan", "成长": "chengzhang", "音乐": "yinyue", "交行": "jiaohang", "步行": "buxing", "飞行": "feixing",
    "行知": "xingzhi", "银行": "yinhang", "西藏": "xizang", "朝阳": "chaoyang", "大厦": "dasha", "广厦": "guangsha",
    "丽水": "lishui", "蚌埠": "bengbu", "行星": "xingxing", "智行": "zhixing", "出行": "chuxing", "调味": "tiaowei",
}  # fmt: skip
_NEAR_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@cache
def readings(character: str) -> tuple[str, ...]:
    """Every reading of a character without tones, the commonest first; empty for what is not Chinese."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 — 0.2 s that most questions do not need

    listed = PINYIN_DICT.get(ord(character), "")
    plain = [_toneless(r) for r in listed.split(",") if r]
    return tuple(dict.fromkeys(([_IN_NAMES[character]] if character in _IN_NAMES else []) + plain))


def _toneless(reading: str) -> str:
    parts = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in parts if not unicodedata.combining(c))


@cache
def _syllable(character: str) -> str:
    return next(iter(readings(character)), character)


def to_pinyin(keys: Sequence[str]) -> list[str]:
    """The pinyin of each key; letters and digits stay."""
    return _turned(keys, initials=False)


def to_initials(keys: Sequence[str]) -> list[str]:
    """The initials of each key's characters; letters and digits stay."""
    return _turned(keys, initials=True)


def _turned(keys: Sequence[str], *, initials: bool) -> list[str]:
    text = _LINE.join(keys)
    table = {ord(c): (_syllable(c)[:1] if initials else _syllable(c)) for c in set(text)}
    for phrase, sound in _PHRASES.items():
        if phrase in text:
            text = text.replace(phrase, _initials_of(phrase, sound) if initials else sound)
    return text.translate(table).split(_LINE) if keys else []


def _initials_of(phrase: str, sound: str) -> str:
    """Split the sound of a phrase where its last character's reading begins."""
    last = next(r for r in sorted(readings(phrase[-1]), key=len, reverse=True) if sound.endswith(r))
    return sound[0] + last[0]


@cache
def _blurred(character: str) -> frozenset[str]:
    """Readings in which what many speakers do not tell apart is one: zh and z, n and l, ang and an."""
    found = set()
    for reading in readings(character)[:1]:
        blurred = reading
        for one, other in _NEAR_SOUNDS:
            blurred = blurred.replace(one, other)
        found.add(("n" + blurred[1:]) if blurred.startswith("l") else blurred)
    return frozenset(found)


def sounds_alike(one: str, other: str) -> bool:
    """Whether two characters share a reading, tones and common confusions aside."""
    return bool(_blurred(one) & _blurred(other))
