"""People: names beside titles, in bylines, before verbs of speech, and wherever they stand again."""

import re
from collections.abc import Iterator

from nlp.automaton import occurrences
from nlp.person_names import foreign_names, name_at, split_names
from nlp.reading import Found
from nlp.titles import NOT_A_TITLE, TITLE, widen
from nlp.words import COMPOUND_SURNAMES, RARE_SURNAMES, SURNAMES

_GAP = re.compile(r"[ \t]{0,2}(?:[:：]\s?)?(?:,(?=[一-鿿]{2,3}[,。;、]))?")
_IS = re.compile(r"(?:一人|一职|候选人)?,?(?:是|为|由|系|:|——|—)\s?")
_BYLINE = re.compile(
    r"(?:(?:^|\n)\s*[(（]?(?:文|图|文图|文/图|摄影|撰文|图文)\s?[/／:]\s?图?\s?|(?:本报|本网|见习|实习|客户端|"
    r"特约|通讯社)?(?:记者|通讯员)[/:]?|述职人:|联系人:?|承办人:|编辑:|责编:|作者:|通讯员:|签发人:|责任编辑:|校对:|"
    r"起草人:|汇报人:|主讲人:)\s?"
)
# (财联社记者 …), 本报记者 …: who wrote a piece is not in it.
REPORTER = re.compile(
    r"(?:\([^()\n]{0,10}|(?:社|网|报|台|报讯|电|见习|实习|本报|本网|客户端)\s?)(?:记者|通讯员)\s*"
    r"(?:[一-鿿]{2,4}[ 、/]{1,2}){0,4}$|(?:编辑|责编|校对):\s*$"
)
_NAMES = re.compile(r"[一-鿿]{2,9}(?:[ 、/][一-鿿]{2,9}){0,4}")
_SPEECH = re.compile(
    "(?:今日|今天|昨日|日前|近日|也|还|则|均|随后|同时|此前)?(?:表示|介绍说|介绍|指出|认为|坦言|透露|强调|告诉记者|直言|打趣|致辞|补充说|回忆说|回忆道|感慨|笑着说|"
    "主持(?:会议)?|说|率队|带队|一行|同志|先生|女士|签署|因涉嫌|持有|辞去|辞任|获委任|已提出辞|拟减持|带队|"
    "代表(?=[一-鿿]{2,8}发言))"
)
# Words for a part played, which a name follows at once.
_PART = re.compile(
    "(?:(?<!法)自然人|被告人|犯罪嫌疑人|辩护人|首富|股东(?=[一-鿿]{2,3}(?:拟|持有|减持|增持|[、与和及,]))|购买(?=[一-鿿]{2,3}持有))"
)
_POST = re.compile(
    r"(?:同志)?(?:不再)?(?:当选为?|被推举为|被推选为|被聘为|被任命为|被选为|担任|兼任|接替|接任|连任|续任|出任|"
    r"改任|升任|调任|转任|就任|卸任|任|获聘)"
)
_CHAINED = re.compile(r"(?:[、,]|(?:一职|候选人)?(?:由|为))[^,。;、\n]{2,30}$")
_BRACKET = re.compile(r"(?<=[一-鿿])\(([^()\n]{2,40})\)")
_ROW = re.compile(r"(?m)^(?P<name>[一-鿿]{2,4})[ \t]+[^ \t\n]{3,30}[ \t]+(?P<title>[一-鿿]{2,10})(?=$|[ \t(])")
_TAKES_OFFICE = re.compile(rf"{_POST.pattern}|为(?=[^,。;\n]{{0,20}}(?:长|任|书记|事|总裁)(?:[,。;\n(、]|$))|不再")
_GIVES_OFFICE = re.compile("免去|任命|聘请|选举|推举|卸任的|首任")
_CLAUSE_END = re.compile(r"[,。;\n]|$")
_FREE = re.compile(
    r"(?:^|[\n,。;:!?、“”\"(>《》●▲■ ]|由|选举|推举|聘请|任命|提名|免去|卸任的|邀请|和|与|及|首任|时任|现任|表彰|"
    r"推选|访|让|请|是|为|向|对)$"
)
_NAMED = re.compile("习近平|李强|[一-鿿]{3}$")
_PHOTOGRAPHED = re.compile(r"(?:照片|图片)(?:均|都)?由([一-鿿]{2,3}?)拍?摄")
_GROUPS = frozenset(("应当", "国有", "权益", "石化", "单位", "关系", "利益"))


def find_people(text: str, organisations: dict[int, int]) -> Iterator[Found]:
    """Yield PERSON and TITLE candidates; ``organisations`` maps the end of each to its start."""
    found = [*_beside_titles(text, organisations), *_bracketed(text, organisations), *_rows(text)]
    found += [
        *_appointed(text, {f.end: f.start for f in found if f.type == "PERSON"}),
        *_bylines(text),
        *_photographers(text),
        *_speakers(text),
    ]
    for match in _PART.finditer(text):
        if (stop := name_at(text, match.end(), sure=False)) and text[match.end() : stop] not in _GROUPS:
            found.append(Found(match.end(), stop, "PERSON", "person-part", 1))
    found += [Found(s, e, "PERSON", "person-foreign", 1) for s, e in foreign_names(text)]
    found += list(_listed(text, found))
    yield from found
    yield from _again(text, found)


def _title_spans(text: str, ends: dict[int, int]) -> Iterator[tuple[int, int]]:
    for match in TITLE.finditer(text):
        start, end = match.span()
        if NOT_A_TITLE.match(text, end):
            continue
        floor = next((e for e in range(start, start - 11, -1) if e in ends), start)
        inner = next((e for e in range(end - 1, start, -1) if e in ends and TITLE.fullmatch(text, e, end)), start)
        if text[floor : floor + 1] in (")", "”"):
            floor += 1
        yield (inner if inner > start else widen(text, start, floor)), end


def _beside_titles(text: str, ends: dict[int, int]) -> Iterator[Found]:
    spans = list(_title_spans(text, ends))
    for number, (start, end) in enumerate(spans):
        for at in {_after(text, end), _after_is(text, end)} - {0}:
            if at == end and _named_before(text, start):
                continue  # 习近平总书记|高度重视: the name stands before the title
            stop = name_at(text, at, sure=True)
            if stop:
                yield Found(start, end, "TITLE", "title-person", 3)
                yield Found(at, stop, "PERSON", "person-title", 3)
                break
        else:
            if person := _before(text, start) or _before(text, ends.get(start, 0)):
                yield Found(start, end, "TITLE", "person-title-after", 2)
                yield Found(*person, "PERSON", "person-title-after", 2)
            elif (
                number + 1 < len(spans)
                and (start in ends or text[end] in "由候")
                and _CHAINED.match(text, end, spans[number + 1][1])
            ):
                yield Found(start, end, "TITLE", "title-chain", 2)


def _named_before(text: str, start: int) -> bool:
    """Whether a full name touches the title from the left."""
    return any(
        start >= length
        and text[start - length] in SURNAMES
        and _NAMED.match(text[start - length : start])
        and _FREE.search(text, max(0, start - length - 4), start - length)
        for length in (3, 2)
    )


def _after(text: str, end: int) -> int:
    match = _GAP.match(text, end)
    return match.end() if match else 0


def _after_is(text: str, end: int) -> int:
    match = _IS.match(text, end)
    return match.end() if match else 0


def _before(text: str, start: int) -> tuple[int, int] | None:
    """李卫国,董事长 and 李卫国(董事长): a name at the left, closed by a comma or a bracket."""
    if text[start - 1 : start] not in (",", "(", " "):
        return None
    for length in (3, 2, 4):
        at = start - 1 - length
        if at >= 0 and name_at(text, at, sure=False) == start - 1 and _FREE.search(text, max(0, at - 4), at):
            return at, start - 1
    return None


def _bracketed(text: str, ends: dict[int, int]) -> Iterator[Found]:
    """段水生(攀西清源环保集团董事长): a name, then its office in brackets."""
    for match in _BRACKET.finditer(text):
        titles = [title for title in TITLE.finditer(text, match.start(1), match.end(1)) if title.end() == match.end(1)]
        name = _name_before(text, match.start()) if titles else None
        if name:
            start = titles[-1].start()
            floor = next((e for e in range(start, start - 11, -1) if e in ends), start)
            yield Found(*name, "PERSON", "person-bracket", 3)
            yield Found(widen(text, start, floor), match.end(1), "TITLE", "person-bracket", 2)


def _rows(text: str) -> Iterator[Found]:
    """A table pasted as text: name, unit and title apart by spaces."""
    for match in _ROW.finditer(text):
        title = TITLE.search(match["title"])
        if (
            name_at(text, match.start("name"), sure=False) == match.end("name")
            and title
            and title.end() == len(match["title"])
        ):
            yield Found(*match.span("name"), "PERSON", "table-row", 3)
            yield Found(*match.span("title"), "TITLE", "table-row", 3)


def _appointed(text: str, known: dict[int, int]) -> Iterator[Found]:
    """X任Y主任, X当选会长, 推举X为组长: the name before a verb of office, the title after it."""
    for match in _TAKES_OFFICE.finditer(text):
        at = match.start()
        name = (known[at], at) if at in known else _name_before(text, at, free=match.group() not in ("为", "任"))
        title = _title_in_clause(text, match.end()) if name else None
        if name and title:
            yield Found(*name, "PERSON", "person-appointed", 3)
            if not name_at(text, title[1], sure=False):
                yield Found(*title, "TITLE", "title-appointed", 2)
    for match in _GIVES_OFFICE.finditer(text):
        stop = name_at(text, match.end(), sure=True)
        title = _title_in_clause(text, stop) if stop else None
        if title:
            yield Found(match.end(), stop, "PERSON", "person-appointed", 2)
            yield Found(*title, "TITLE", "title-appointed", 2)


def _title_in_clause(text: str, at: int) -> tuple[int, int] | None:
    stop = _CLAUSE_END.search(text, at)
    titles = TITLE.finditer(text, at, stop.start() if stop else len(text))
    return next((title.span() for title in titles if not NOT_A_TITLE.match(text, title.end())), None)


def _name_before(text: str, end: int, *, free: bool = False) -> tuple[int, int] | None:
    for length in (3, 2, 4):
        at = end - length
        if at < 0 or not (text[at] in SURNAMES | RARE_SURNAMES or text[at : at + 2] in COMPOUND_SURNAMES):
            continue
        stop = name_at(text, at, sure=text[at] not in RARE_SURNAMES)
        if stop == end and (free or _FREE.search(text, max(0, at - 4), at)):
            return at, end
    return None


def _bylines(text: str) -> Iterator[Found]:
    for match in _BYLINE.finditer(text):
        if REPORTER.search(text, max(0, match.start() - 12), match.end()):
            continue
        names = _NAMES.match(text, match.end())
        if not names or names.end() - names.start() > 24:
            continue
        for piece in re.finditer("[一-鿿]+", names.group()):
            start = names.start() + piece.start()
            spans = split_names(text, start, start + len(piece.group())) or [(start, name_at(text, start, sure=False))]
            yield from (Found(s, e, "PERSON", "byline", 4) for s, e in spans if e > s)


def _photographers(text: str) -> Iterator[Found]:
    """Yield the name in 照片由某某摄."""
    for match in _PHOTOGRAPHED.finditer(text):
        yield Found(*match.span(1), "PERSON", "byline", 4)


def _speakers(text: str) -> Iterator[Found]:
    for match in _SPEECH.finditer(text):
        name = _name_before(text, match.start())
        if name and text[name[0]] not in RARE_SURNAMES and not _is_word_break(text, name):
            yield Found(*name, "PERSON", "person-speech", 0)


def _is_word_break(text: str, name: tuple[int, int]) -> bool:
    return text[name[0] - 1 : name[0]] in ("是", "为", "对", "和", "与", "向", "让")


def _listed(text: str, found: list[Found]) -> Iterator[Found]:
    """陈吉宁、王宏图、李强: names listed after one that is known."""
    queue = [f for f in found if f.type == "PERSON"]
    seen = {f.start for f in queue}
    while queue:
        end = queue.pop().end
        if text[end : end + 1] not in ("、",) or end + 1 in seen:
            continue
        stop = name_at(text, end + 1, sure=False)
        if stop and re.compile(r"[、,。;)\n等]|和|参加|出席").match(text, stop):
            person = Found(end + 1, stop, "PERSON", "person-list", 1)
            seen.add(end + 1)
            queue.append(person)
            yield person


def _again(text: str, found: list[Found]) -> Iterator[Found]:
    """Find each known name again wherever it stands."""
    known = {text[f.start : f.end] for f in found if f.type == "PERSON" and f.end - f.start >= 2}
    for start, end in occurrences(text, known):
        alone = not re.match("[一-鿿]", text[start - 1 : start] or "。")
        if end - start > 2 or alone or _FREE.search(text, max(0, start - 4), start):
            yield Found(start, end, "PERSON", "person-again", 0)
