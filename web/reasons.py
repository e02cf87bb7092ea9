"""The engine's reasons in English: it words them in Chinese (graph/gaps), a pattern each; names in them stay.

A reason that no pattern knows stays as it is; a test goes through every reason that the shipped graph gives.
"""

import re
from functools import lru_cache

_ROLE = {
    "龙头": "leader", "骨干": "major", "专精": "specialised", "配套": "supporting", "新锐": "emerging",
    "资料所述": "stated in documents",
}  # fmt: skip
_ROLE_AT_END = re.compile(rf"\(({'|'.join(_ROLE)})\)$")
# Patterns that hold a whole reason; longer ones first where one begins like another.
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"(\d+) 家，其中龙头 (\d+) 家", r"\1 firms, \2 of them leaders"),
    (r"(\d+) 家，优势指数 ([\d.]+)", r"\1 firms, advantage index \2"),
    ("只见骨干 1 家，单一来源", "one major firm seen: a single source"),
    (r"(\d+) 家，其中有骨干", r"\1 firms, a major one among them"),
    (r"(\d+) 家，但合计分量只有 ([\d.]+)", r"\1 firms, yet a total weight of only \2"),
    ("只见 1 家", "one firm seen"),
    (r"本地此链只见 (\d+) 家企业与文献，不足 (\d+)，暂不能判断",
     r"only \1 firms and documents on this chain here, under \2: no judgement yet"),
    (r"资料中未见本地企业；此链依本地规模应见约 (\d+) 家",
     r"no firm here was seen in the documents; by its size about \1 firms of the chain were to be expected"),
    (r"资料中未见本地企业", "no firm here was seen in the documents"),
    (r"核心环节，只见(.+)一家", r"a core link with \1 alone"),
    (r"核心环节，只见(.+)等 (\d+) 家，分量尚轻", r"a core link with \1 and others, \2 firms of little weight"),
    (r"(.+)要用它，只见(.+)一家", r"\1 needs it, with \2 alone"),
    (r"(.+)要用它，资料中未见本地企业", r"\1 needs it, no firm here was seen in the documents"),
    (r"紧接本地强项(.+)，可顺势延伸", r"next to what is strong here, \1: the chain can go on"),
    (r"(.+)在本地具备，此环只见(.+)一家", r"\1 is here, this link with \2 alone"),
    (r"(.+)在本地具备，此环未见", r"\1 is here, this link was not seen"),
    ("资料少，不作建议", "few documents: no advice"),
    ("已强", "strong already"),
    (r"本地列为重点，而此链环节多半未见", "a priority here, yet most links of the chain are not observed"),
    ("已具备", "present already"),
    (r"上下游在本地也少见，暂不建议", "its neighbours are rare here, too: no advice for now"),
    (r"(.+)的(.+)企业（(龙头|骨干|专精|配套|新锐|资料所述)）", r"\2, \1 (\3)"),
    (r"与本地企业有往来：(.+)", r"in touch with firms here: \1"),
    (r"在本地已有布点：(.+)", r"has a site here: \1"),
    (r"已在本省以外布点：(.+)等 (\d+) 地", r"has sites outside its province: \1 and others, \2 places"),
    (r"已在本省以外布点：(.+)", r"has sites outside its province: \1"),
    (r"同省，相距约 ([\d,，]+) 公里", r"same province, about \1 km away"),
    (r"所在省与本地相邻，相距约 ([\d,，]+) 公里", r"in a neighbouring province, about \1 km away"),
    (r"(同省|所在省与本地相邻)，相距不到 10 公里", "less than 10 km away"),
    ("同省", "same province"),
    (r"所在省与本地相邻", "in a neighbouring province"),
    (r"相距约 ([\d,，]+) 公里", r"about \1 km away"),
    ("相距不到 10 公里", "less than 10 km away"),
    ("本地驻外办事处与候选企业有往来", "a liaison office from here is in touch with the candidate"),
    ("经本地企业或共同加入的协会、活动", "through firms here, or an association or event of both"),
    ("候选企业所在地的办事处与本地办事处见过面", "the liaison offices of both places have met"),
    ("本地设在候选企业所在地的办事处", "the liaison office from here where the candidate is"),
    ("候选企业所在地设在本地的办事处", "the liaison office of the candidate's region here"),
    ("两地办事处同驻一城", "the liaison offices of both places are in one city"),
    (r"未收录：没有「(.+)」任何环节的企业资料，不能判断", r"not recorded: no firm of any link of \1, no judgement"),
)  # fmt: skip


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), english) for pattern, english in _PATTERNS)


def in_english(text: str) -> str:
    """A reason of the engine in English, any other text as it is."""
    plain = text.replace("(", "（").replace(")", "）")
    for pattern, english in _compiled():
        if found := pattern.fullmatch(plain):
            return _ROLE_AT_END.sub(lambda m: f"({_ROLE[m[1]]})", found.expand(english))
    return text
